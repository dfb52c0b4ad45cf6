"""What goes wrong on demand, and Telegram's sending limits where a test wants them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Protocol

from bot.playground.errors import RefusalError, too_many
from bot.playground.orders import Order, Orders

CHAT_BURST = (
    3  # messages that one chat takes at once; "a single chat: avoid more than one per second", Bots FAQ
)
CHANGES_BURST = 10  # the same with changes of messages, which count too (tdlib/td#3034); the number is ours
OVERALL_PER_SECOND = 30  # "no more than about 30 messages per second", Bots FAQ
PAID_PER_SECOND = 1000  # allow_paid_broadcast: "up to 1000 messages per second", sendMessage


class FaultKind(StrEnum):
    """A way to fail; `…_after_delivery` does what was asked first."""

    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER_DELIVERY = "timeout_after_delivery"
    RESET_BEFORE = "reset_before"
    RESET_AFTER_DELIVERY = "reset_after_delivery"
    BAD_REQUEST = "400"
    FORBIDDEN = "403"
    DEACTIVATED = "403_deactivated"
    TOO_MANY = "429"
    SERVER_ERROR = "500"
    BAD_GATEWAY = "502"

    @property
    def delivers(self) -> bool:
        """Whether the request takes effect before it fails."""
        return self in (FaultKind.TIMEOUT_AFTER_DELIVERY, FaultKind.RESET_AFTER_DELIVERY)

    @property
    def hangs(self) -> bool:
        """Whether the answer never comes, though the connection stays."""
        return self in (FaultKind.TIMEOUT_BEFORE, FaultKind.TIMEOUT_AFTER_DELIVERY)


REFUSALS = {
    FaultKind.BAD_REQUEST: (HTTPStatus.BAD_REQUEST, "Bad Request: refused on demand"),
    FaultKind.FORBIDDEN: (HTTPStatus.FORBIDDEN, "Forbidden: bot was blocked by the user"),
    FaultKind.DEACTIVATED: (HTTPStatus.FORBIDDEN, "Forbidden: user is deactivated"),
    FaultKind.SERVER_ERROR: (HTTPStatus.INTERNAL_SERVER_ERROR, "Internal Server Error"),
    FaultKind.BAD_GATEWAY: (HTTPStatus.BAD_GATEWAY, "Bad Gateway"),
}


class HasChatId(Protocol):
    """A phone, or whatever knows its chat."""

    @property
    def chat_id(self) -> int:
        """The private chat, which has the person's id."""
        ...


@dataclass
class Fault(Order):
    """One order to fail."""

    kind: FaultKind
    retry_after: int

    def refusal(self) -> RefusalError | None:
        """The answer of a fault that answers."""
        if self.kind is FaultKind.TOO_MANY:
            return too_many(self.retry_after)
        if self.kind in REFUSALS:
            code, description = REFUSALS[self.kind]
            return RefusalError(code, description, blame=False)
        return None


class Faults(Orders[Fault]):
    """Faults in the order in which they were ordered."""

    def next(
        self,
        method: str | None = None,
        *,
        kind: FaultKind | str,
        chat: HasChatId | int | None = None,
        times: int = 1,
        retry_after: int = 1,
    ) -> None:
        """Let the next `times` requests fail: of one method (None: any), of one chat (None: any)."""
        chat_id = chat if isinstance(chat, int) or chat is None else chat.chat_id
        self._orders.append(Fault(method, chat_id, times, FaultKind(kind), retry_after))


@dataclass
class SendingLimits:
    """Telegram's limits: about one message a second in a chat (after a small burst), 30 a second in all, 1,000 paid.

    `seconds`: a clock that runs on, as `time.monotonic` does.
    """

    seconds: Callable[[], float]
    _free_at: dict[tuple[str, int], float] = field(default_factory=dict)

    def check(self, chat_id: int, *, change: bool = False, paid: bool = False) -> None:
        """Count one message, or one change of a message; RefusalError 429 if too early, then it does not count."""
        now = self.seconds()
        rate = PAID_PER_SECOND if paid else OVERALL_PER_SECOND
        lanes = [(("all", int(paid)), 1 / rate, rate), (("chat", chat_id), 1.0, CHANGES_BURST)]
        if not change:
            lanes.append((("new", chat_id), 1.0, CHAT_BURST))
        due = {}
        for lane, interval, burst in lanes:
            free_at = max(self._free_at.get(lane, now), now)
            wait = free_at + interval - now - burst * interval
            if wait > 1e-9:  # noqa: PLR2004 - below what floating point can tell apart
                raise too_many(max(1, math.ceil(wait)))
            due[lane] = free_at + interval
        self._free_at |= due
