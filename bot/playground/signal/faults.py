"""Faults on demand: every way in which a call to signal-cli was seen to fail."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.playground.orders import Order, Orders
from bot.playground.signal.errors import BAD_PARAMS, INTERNAL, USER_ERROR, RpcError

IO_ERROR = -3


class SignalFault(StrEnum):
    """A way to fail. `LOST_…` and `SILENT_…` give no answer: the connection ends, or stays and says nothing."""

    UNREGISTERED = "unregistered"
    UNREGISTERED_EXCEPTION = "unregistered_exception"
    IDENTITY = "identity"
    RATE_LIMIT = "rate_limit"
    RATE_LIMIT_EXCEPTION = "rate_limit_exception"
    NETWORK = "network"
    PRE_KEY = "pre_key"
    IO_EXCEPTION = "io_exception"
    IO_ERROR = "io_error"
    REFUSED = "refused"
    NO_ACCOUNT = "no_account"
    LOST_BEFORE = "lost_before"
    LOST_AFTER = "lost_after"
    SILENT_BEFORE = "silent_before"
    SILENT_AFTER = "silent_after"

    @property
    def delivers(self) -> bool:
        """Whether the call takes effect before it fails."""
        return self in (SignalFault.LOST_AFTER, SignalFault.SILENT_AFTER)

    @property
    def loses(self) -> bool:
        """Whether the connection ends."""
        return self in (SignalFault.LOST_BEFORE, SignalFault.LOST_AFTER)

    @property
    def answers(self) -> bool:
        """Whether an answer comes."""
        return not self.loses and self not in (SignalFault.SILENT_BEFORE, SignalFault.SILENT_AFTER)


RESULTS = {
    SignalFault.UNREGISTERED: "UNREGISTERED_FAILURE",
    SignalFault.IDENTITY: "IDENTITY_FAILURE",
    SignalFault.RATE_LIMIT: "RATE_LIMIT_FAILURE",
    SignalFault.NETWORK: "NETWORK_FAILURE",
    SignalFault.PRE_KEY: "INVALID_PRE_KEY_FAILURE",
}
"""Faults that stand in the result for one recipient."""

_CLOSED = "Failed to send message: Connection closed unexpectedly (IOException) (UnexpectedErrorException)"
_LIMITED = "Failed to send message: Rate Limited (RateLimitException) (UnexpectedErrorException)"
EXCEPTIONS = {
    SignalFault.RATE_LIMIT_EXCEPTION: (INTERNAL, _LIMITED),
    SignalFault.IO_EXCEPTION: (INTERNAL, _CLOSED),
    SignalFault.IO_ERROR: (IO_ERROR, "IO error: Connection closed unexpectedly"),
    SignalFault.REFUSED: (USER_ERROR, "Refused on demand"),
    SignalFault.NO_ACCOUNT: (BAD_PARAMS, "Specified account does not exist"),
}
"""Faults that are the whole answer."""


class HasUuid(Protocol):
    """A phone, or whatever knows its account."""

    @property
    def uuid(self) -> str:
        """The person's account at Signal."""
        ...


@dataclass
class Fault(Order):
    """One order to fail. `retry_after`: seconds that stand beside a rate limit, if any."""

    kind: SignalFault
    retry_after: int | None

    def error(self, recipient: str) -> RpcError | None:
        """The error of a fault that is the whole answer."""
        if self.kind is SignalFault.UNREGISTERED_EXCEPTION:
            return RpcError(USER_ERROR, f"The user {recipient} is not registered.")
        if self.kind in EXCEPTIONS:
            return RpcError(*EXCEPTIONS[self.kind])
        return None


class SignalFaults(Orders[Fault]):
    """Faults in the order in which they were ordered."""

    def next(
        self,
        method: str | None = "send",
        *,
        kind: SignalFault | str,
        to: HasUuid | str | None = None,
        times: int = 1,
        retry_after: int | None = None,
    ) -> None:
        """Let the next `times` calls fail: of one method (None: any), to one person (None: anybody)."""
        uuid = to if isinstance(to, str) or to is None else to.uuid
        self._orders.append(Fault(method, uuid, times, SignalFault(kind), retry_after))
