"""Signal, through signal-cli's daemon."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bot.channels.base import Command, Keep, Rendered
from bot.messages import Incoming, SendError
from scheduler.clock import Clock

Challenged = Callable[[str, float | None], Awaitable[None]]
"""Is told the token of a challenge that a person has to solve, and the seconds after which it may be tried without."""


class SignalChannel:
    """One account of a daemon at `socket`: nobody answers there yet."""

    name = "signal"
    buttons = False

    def __init__(
        self,
        account: str,
        socket: str,
        *,
        expiration: int,
        clock: Clock,
        on_challenge: Challenged,
        listened: Callable[[], None] = lambda: None,
    ) -> None:
        del account, socket, expiration, clock, on_challenge, listened

    async def open(self) -> str:
        """Ask the daemon for our account."""
        raise SendError("unreachable")

    async def listen_once(self, keep: Keep, timeout: float) -> int:  # noqa: ASYNC109 - the protocol's own
        """Hear nothing."""
        del keep, timeout
        return 0

    async def run(self, keep: Keep) -> None:
        """Hear nothing for ever."""
        del keep
        await asyncio.Event().wait()

    def parse(self, raw: str) -> Incoming | None:
        """Find nothing to do."""
        del raw
        return None

    async def send(self, address: str, message: Rendered) -> str:
        """Reach nobody."""
        del address, message
        raise SendError("unreachable")

    async def set_menu(self, address: str | None, commands: Sequence[Command], language: str = "") -> None:
        """Signal has no menus."""
        del address, commands, language

    async def close(self) -> None:
        """Let go of nothing."""
