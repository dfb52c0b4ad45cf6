"""Our parts as bot/app.py wires them, but for the channel, which sends nothing, and the pace, which knows no limit."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.answer import Answerer
from bot.channels.base import Channel, Command, Keep, Rendered
from bot.channels.telegram_updates import parse
from bot.conversation.turn import Practice
from bot.deliver import Deliverer
from bot.library.loader import load_library
from bot.memory import settle_in
from bot.messages import Attached, Incoming
from bot.sending import SendError
from scheduler.clock import Clock, SystemClock
from scheduler.dispatch import Dispatcher
from scheduler.pace import Budget, Pace
from scheduler.tick import Ticker
from storage.crypto import load_key_file, new_key_file
from storage.database import Database
from storage.schema import bring_up_to_date

CHANNEL = "telegram"
NO_LIMIT = Budget(1e9, 1_000_000)
START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday


class SteadyClock(SystemClock):
    """This machine's clock, set to begin at a moment of our choice."""

    def __init__(self, start: datetime) -> None:
        self._ahead = start - datetime.now(UTC)

    def now(self) -> datetime:
        """Return the moment."""
        return datetime.now(UTC) + self._ahead


@dataclass
class Silent:
    """A channel that sends nothing and remembers when it was asked to. `ledger`: a file with a line per message.

    `count`: how many messages there were.
    """

    name: str = CHANNEL
    buttons: bool = True
    ledger: Path | None = None
    sent: dict[str, list[float]] = field(default_factory=dict)
    count: int = 0

    @property
    def doubled(self) -> int:
        """How many of them were a second message to the same address."""
        return self.count - len(self.sent)

    async def open(self) -> str:
        """Be nobody."""
        return "between_bot"

    async def listen_once(self, keep: Keep, timeout: float) -> int:  # noqa: ASYNC109 - as every channel has it
        """Hear nothing."""
        del keep, timeout
        return 0

    async def run(self, keep: Keep) -> None:
        """Hear nothing."""
        del keep

    def parse(self, raw: str) -> Incoming | None:
        """Read a real update of Telegram's."""
        return parse(self.name, raw)

    async def fetch(self, address: str, file: Attached) -> bytes:
        """Have no files."""
        del address, file
        raise SendError("gone", permanent=True)

    async def send(self, address: str, message: Rendered) -> str:
        """Take a message."""
        del message
        self.count += 1
        self.sent.setdefault(address, []).append(time.perf_counter())
        if self.ledger is not None:
            with self.ledger.open("a") as file:
                file.write(f"{address}\n")
        return str(self.count)

    async def set_menu(self, address: str | None, commands: Sequence[Command], language: str = "") -> None:
        """Set nothing."""
        del address, commands, language

    async def close(self) -> None:
        """Have nothing to close."""


@dataclass(frozen=True)
class Parts:
    """All parts, built."""

    clock: Clock
    database: Database
    channel: Channel
    answerer: Answerer
    ticker: Ticker
    dispatcher: Dispatcher

    async def due(self) -> None:
        """Hand on what has come due, and wake the sender for it; not for nothing, since we look so often."""
        while await self.ticker.once():
            self.dispatcher.wake()

    async def answer(self) -> None:
        """Answer what was heard, as the app does."""
        while await self.answerer.once():
            self.dispatcher.wake()


@asynccontextmanager
async def opened(
    url: str,
    folder: Path,
    clock: Clock,
    *,
    number: int = 0,
    channel: Channel | None = None,
    settled: bool = True,
) -> AsyncIterator[Parts]:
    """Build all parts on a database that is brought up to date. `number` keeps the ids of several processes apart.

    `settled`: with the words read, which the app does while it works already.
    """
    database = Database(url, load_key_file(_keys(folder)), clock.now)
    try:
        await bring_up_to_date(database)
        await database.open(number)
        if settled:
            settle_in()
        yield built(database, clock, channel or Silent())
    finally:
        await database.close()


def built(database: Database, clock: Clock, channel: Channel) -> Parts:
    """Build all parts on an open database."""
    channels: dict[str, Channel] = {CHANNEL: channel}
    practice = Practice("Europe/Berlin", "en", "DE", lambda token: f"https://t.me/between_bot?start={token}")
    answerer = Answerer(database, clock, load_library(), practice, channels)
    pace = Pace(clock, overall=NO_LIMIT, chat=NO_LIMIT, new=NO_LIMIT)
    return Parts(
        clock,
        database,
        channel,
        answerer,
        Ticker(database, clock, answerer.on_due),
        Dispatcher(database, clock, Deliverer(channels), answerer.settled, pace, channel=CHANNEL),
    )


def _keys(folder: Path) -> Path:
    path = folder / "between.key"
    if not path.exists():
        new_key_file(path)
    return path


def just_before(moment: datetime) -> datetime:
    """Return the minute before a moment, in which the population of a benchmark agrees to its exercises."""
    return moment - timedelta(minutes=1)
