"""The stand-in as a whole: a world, the door for bots, the page for people, and the phones."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from bot.playground.browser_door import BrowserDoor
from bot.playground.clock_control import ClockControl
from bot.playground.date_header import DateHeader
from bot.playground.door import BotDoor
from bot.playground.faults import Faults, SendingLimits
from bot.playground.listener import HOST, HttpServer
from bot.playground.phone import Phone
from bot.playground.signal import SignalDaemon
from bot.playground.stand_in import StandIn
from bot.playground.wall_clock import wall_clock
from bot.playground.webhook import push
from bot.playground.world import World


class Playground(StandIn[World]):
    """A Bot API server on 127.0.0.1 for one bot, with the phones of the people who talk to it.

    `now`: the world's clock, aware, in UTC. `clock`: what the page's clock buttons move, if anything.
    `signal`: Signal beside it, which starts, ends and shows with it.
    `limits`: enforce Telegram's sending limits, on real time. `webhook_delay`: seconds before a webhook is tried again.
    """

    def __init__(
        self,
        *,
        token: str = "123456:TEST",  # noqa: S107 - it opens nothing but this stand-in
        bot_username: str = "between_test_bot",
        bot_name: str = "Between",
        now: Callable[[], datetime] = wall_clock,
        clock: ClockControl | None = None,
        signal: SignalDaemon | None = None,
        port: int = 0,
        limits: bool = False,
        webhook_delay: float = 0.05,
    ) -> None:
        super().__init__(World(int(token.partition(":")[0]), bot_username, bot_name, now))
        self.token = token
        self.bot_username = bot_username
        self.faults = Faults()
        self._listener = HttpServer(port)
        pace = SendingLimits(time.monotonic) if limits else None
        self._bot_door = BotDoor(self.world, token, self.faults, self._listener.hang_up, pace)
        self.signal = signal
        self._browser_door = BrowserDoor(self.world, self.phone, clock, signal)
        if signal is not None:
            signal.world.neighbours.append(self.world.changed)
        self._webhook_delay = webhook_delay
        self._pushing: asyncio.Task[None] | None = None

    @property
    def root(self) -> str:
        """The address, without a slash at the end."""
        return f"http://{HOST}:{self._listener.port}"

    def phone(
        self, name: str, *, language: str = "en", title: str | None = None, start_link: str | None = None
    ) -> Phone:
        """The phone of the person of this name, new or known; the person's id depends on the name alone."""
        chat = self.world.person(name, language, title or name)
        self.world.introduce(chat, title, start_link)
        return Phone(self.world, chat)

    def link(self, payload: str) -> str:
        """A deep link to the bot."""
        return f"https://t.me/{self.bot_username}?start={payload}"

    async def start(self) -> None:
        """Listen."""
        app = Starlette(
            routes=[*self._bot_door.routes(), *self._browser_door.routes()],
            middleware=[
                Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"]),
                Middleware(DateHeader, now=self.world.now),
            ],
        )
        await self._listener.start(app)
        if self.signal is not None:
            await self.signal.start()
        self._browser_door.port = self._listener.port
        self._pushing = asyncio.create_task(push(self.world, self._webhook_delay))

    async def stop(self) -> None:
        """Drop everybody and end."""
        if self.signal is not None:
            await self.signal.stop()
        if self._pushing is not None:
            self._pushing.cancel()
            await asyncio.wait([self._pushing])
        self._bot_door.close()
        self.world.close()
        await self._listener.stop()
