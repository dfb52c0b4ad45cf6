"""A station without an app around it: a database that may fall ill, a hand clock, and a channel that remembers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import select

from bot.channels.base import Channel, Rendered
from bot.messages import Say
from bot.operations.alarm import Alarm, Operator
from bot.operations.pulse import Pulse
from bot.operations.vitals import Vitals
from bot.sending import SendError
from bot.words import render
from scheduler.clock import HandClock
from scheduler.receipts import Later, Sent
from storage import alerts
from storage import tables as t
from storage.database import Database, Tx
from storage.records import Lane, OutboxMessage

CHAT = "4711"


class Spoken:
    """A channel that only remembers what it was told to send, or refuses."""

    name = "telegram"
    buttons = True

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self.refuses = False

    async def send(self, address: str, message: Rendered) -> str:
        """Take a message."""
        if self.refuses:
            raise SendError("unreachable")
        self.said.append((address, message.html))
        return "1"


class Frail:
    """A real database whose disk may be full, or whose server may be gone."""

    def __init__(self, real: Database) -> None:
        self._real = real
        self.full = self.gone = False
        self.reads = 0

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Tx]:
        """Open a transaction that may write."""
        if self.full or self.gone:
            raise OSError("no space left")
        async with self._real.write() as tx:
            yield tx

    @asynccontextmanager
    async def read(self, *, apart: bool = False) -> AsyncIterator[Tx]:
        """Open a transaction that only reads."""
        self.reads += 1
        if self.gone:
            raise ConnectionRefusedError
        async with self._real.read(apart=apart) as tx:
            yield tx


@dataclass
class Watched:
    """The parts of a station, and what tests do to them."""

    db: Database
    frail: Frail
    clock: HandClock
    vitals: Vitals
    pulse: Pulse
    channel: Spoken = field(default_factory=Spoken)

    def new_alarm(self, chat: str = CHAT, language: str = "en") -> Alarm:
        """Return an alarm, as a fresh process would build it."""
        operators = [Operator("telegram", chat, language)] if chat else []
        channels = {"telegram": cast("Channel", self.channel)}
        database = cast("Database", self.frail)
        return Alarm(self.pulse, self.vitals, database, self.clock, channels, operators)

    async def minutes(self, alarm: Alarm, count: int) -> None:
        """Let the alarm look once a minute."""
        for _ in range(count):
            self.clock.forward(minutes=1)
            await alarm.once()

    def sends(self, *, well: bool, times: int = 1) -> None:
        """Let the channel answer, or not."""
        for _ in range(times):
            self.vitals.sent("telegram", Lane.REPLY, Sent("1") if well else Later(), 0.1)

    async def set_aside(self, kind: str, count: int = 1) -> None:
        """Raise alerts, as parts do that set rows aside."""
        async with self.db.write() as tx:
            for number in range(count):
                await alerts.raise_alert(tx, kind, f"inbox:{number}", self.clock.now())

    async def told(self) -> list[str]:
        """Return what waits in the outbox for the operator, in words."""
        async with self.db.read() as tx:
            rows = await tx.all(OutboxMessage, t.outbox, select(t.outbox).order_by(t.outbox.c.id))
        assert {row.address for row in rows} <= {CHAT}
        assert {row.lane for row in rows} <= {Lane.REMINDER}
        return [_words(row) for row in rows]

    async def unseen(self) -> list[str]:
        """Return the kinds that the doctor would show."""
        async with self.db.read() as tx:
            return [alert.kind for alert in await alerts.unseen(tx)]


def _words(row: OutboxMessage) -> str:
    say = Say.from_json(row.payload["say"])
    html = render(say.words, row.payload["language"], row.payload["formality"])
    return html.replace("<b>", "").replace("</b>", "")
