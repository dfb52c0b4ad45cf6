"""The stand-in of signal-cli's daemon as a whole: its socket, what people's phones sent, and faults on demand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.playground.signal.connections import HOST
from bot.playground.signal.faults import SignalFaults
from bot.playground.signal.phone import SignalPhone
from bot.playground.signal.wire import Wire
from bot.playground.signal.world import Challenge, SignalWorld
from bot.playground.stand_in import StandIn
from bot.playground.wall_clock import wall_clock

Json = dict[str, Any]


class SignalDaemon(StandIn[SignalWorld]):
    """`signal-cli daemon --receive-mode manual` with one account, and the phones of the people who write to it.

    `address`: a path for a unix socket, or tcp://127.0.0.1:port (0: a free one). `release`: the version that it
    claims to be, and whose ways it has. `receipts`: phones confirm each message, as real ones do.
    """

    def __init__(
        self,
        address: str = f"tcp://{HOST}:0",
        *,
        account: str = "+15550100001",
        account_uuid: str = "11111111-1111-4111-8111-111111111111",
        now: Callable[[], datetime] = wall_clock,
        release: tuple[int, ...] = (0, 14, 6),
        receipts: bool = True,
    ) -> None:
        super().__init__(SignalWorld(account, account_uuid, now, release, receipts))
        self.world.links[self.link] = account_uuid
        self.wire = Wire(self.world, address)

    @property
    def socket(self) -> str:
        """Where it listens: a path, or tcp://host:port."""
        return self.wire.sockets.address

    @property
    def account(self) -> str:
        """The bot's number."""
        return self.world.account

    @property
    def link(self) -> str:
        """The link that opens a chat with the bot."""
        return "https://signal.me/#eu/YmV0d2Vlbi1pcy1vbmx5LXBsYXlpbmctYXQtc2lnbmFsLWhlcmUtb2s"

    @property
    def faults(self) -> SignalFaults:
        """What shall fail next."""
        return self.world.faults

    def calls(self, method: str) -> list[Json]:
        """The parameters of each call of one method, in order."""
        return [params for name, params in self.world.requests if name == method]

    @property
    def listeners(self) -> int:
        """How many subscriptions there are."""
        return sum(len(connection.subscriptions) for connection in self.wire.sockets)

    def phone(
        self, name: str, *, language: str = "en", title: str | None = None, start_link: str | None = None
    ) -> SignalPhone:
        """The phone of the person of this name, new or known; the account depends on the name alone."""
        chat = self.world.person(name, language, title or name)
        self.world.introduce(chat, title, start_link)
        return SignalPhone(self.world, chat, self.link)

    def demands_captcha(
        self,
        token: str = "a-challenge-token",  # noqa: S107 - it opens nothing
        *,
        retry_after: int = 86_400,
        solution: str = "signalcaptcha://solved",
    ) -> None:
        """Let nothing go out until a captcha is solved."""
        self.world.challenge = Challenge(token, retry_after, solution)

    def time_passes_the_captcha(self) -> None:
        """Let things go out again although nobody solved it."""
        self.world.challenge = None

    def repeats(self, times: int = 2) -> None:
        """Hand out each thing that comes in so often."""
        self.wire.copies = times

    def holds_answers(self) -> None:
        """Keep all answers back."""
        self.wire.held = []

    async def lets_answers_go(self, *, backwards: bool = False) -> int:
        """Give the answers that were kept back, the last first if wanted; how many there were."""
        held, self.wire.held = self.wire.held or [], None
        for connection, given in reversed(held) if backwards else held:
            await connection.write(given)
        return len(held)

    def hang_up(self) -> None:
        """Drop all connections, and go on listening."""
        for connection in self.wire.sockets:
            connection.drop()

    async def start(self) -> None:
        """Listen."""
        await self.wire.start()

    async def stop(self) -> None:
        """Drop everybody and end; what nobody has received waits on Signal's server."""
        await self.wire.stop()

    async def restart(self) -> None:
        """Stop, and start again at the same address."""
        await self.stop()
        self.world.online = True
        await self.start()
