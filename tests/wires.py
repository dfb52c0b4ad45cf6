"""What the tests of storage and of the wire share: a fresh database, people, messages, and a scripted channel."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from scheduler.clock import HandClock
from scheduler.dispatch import Dispatcher, Receipt, Sent
from scheduler.pace import Pace
from scheduler.settle import Pair
from storage import outbox, people
from storage import tables as t
from storage.crypto import throwaway_key_ring
from storage.database import Database, Tx
from storage.records import NewMessage, OutboxMessage, OutboxState, Person, PersonState, Role
from tests.databases import make_database

START = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


async def active_patient(db: Database, **values: Any) -> Person:
    """Add a patient who takes part."""
    async with db.write() as tx:
        person = await people.add(tx, Role.PATIENT, now=START, language="en", zone="Europe/Berlin")
        await people.change(tx, person.id, **{"state": PersonState.ACTIVE, **values})
        found = await people.get(tx, person.id)
    assert found is not None
    return found


def message(text: str, chat: str = "anna", **more: Any) -> NewMessage:
    """A message to a chat."""
    return NewMessage(channel="telegram", chat_key=chat, address=f"at {chat}", payload={"text": text}, **more)


@dataclass
class Wire:
    """A dispatcher whose channel does what a script says, by text of the message; by default everything arrives."""

    db: Database
    clock: HandClock
    script: dict[str, list[Receipt | Exception]] = field(default_factory=dict)
    tried: list[str] = field(default_factory=list)
    told: list[tuple[str | None, Receipt]] = field(default_factory=list)
    under_way: list[str] = field(default_factory=list)
    most_under_way: int = 0
    gate: asyncio.Event | None = None
    untold: set[str] = field(default_factory=set)
    spent: dict[str, list[Receipt | Exception]] = field(default_factory=dict)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def __post_init__(self) -> None:
        self.dispatcher = self.new_dispatcher()

    def new_dispatcher(self) -> Dispatcher:
        """Start anew, as a fresh process would."""
        pace = Pace(self.clock)
        return Dispatcher(
            self.db, self.clock, self.deliver, self.settled, pace, channel="telegram", luck=lambda: 0.5
        )

    async def put(self, *messages: NewMessage) -> list[int]:
        """Put messages into the outbox."""
        async with self.db.write() as tx:
            return await outbox.add(tx, messages, self.clock.now())

    async def deliver(self, out: OutboxMessage) -> Receipt:
        """Do what the script says."""
        text = out.payload["text"]
        async with self.changed:
            self.tried.append(text)
            self.changed.notify_all()
        assert out.chat_key not in self.under_way, "two messages of one chat are under way"
        self.under_way.append(out.chat_key)
        self.most_under_way = max(self.most_under_way, len(self.under_way))
        try:
            await (self.gate.wait() if self.gate else asyncio.sleep(0))
        finally:
            self.under_way.remove(out.chat_key)
        says = self.script.get(text) or [Sent(f"ref {text}")]
        answer = says.pop(0) if len(says) > 1 else says[0]
        self.spent.setdefault(text, []).append(answer)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def settled(self, tx: Tx, pairs: list[Pair]) -> None:
        """Remember what was told."""
        for out, _ in pairs:
            if out.subject in self.untold:
                await people.add(tx, Role.PATIENT, now=START, language="en", zone="UTC")
                raise LookupError(out.subject)
        self.told += [(out.subject, receipt) for out, receipt in pairs]

    async def until(self, text: str) -> None:
        """Wait until this message was handed to the channel."""
        async with asyncio.timeout(10), self.changed:
            await self.changed.wait_for(lambda: text in self.tried)

    async def drain(self) -> None:
        """Send until nothing may go now."""
        while await self.dispatcher.once():
            pass

    async def states(self) -> list[OutboxState]:
        """The states of all messages, oldest first."""
        return [OutboxState(row.state) for row in await self.rows()]

    async def rows(self) -> Sequence[Any]:
        """All rows, oldest first."""
        async with self.db.read() as tx:
            return await tx.rows(select(t.outbox).order_by(t.outbox.c.id))


async def alerts_of(db: Database) -> list[tuple[str, str | None]]:
    """All alerts."""
    async with db.read() as tx:
        rows = await tx.rows(select(t.alerts.c.kind, t.alerts.c.subject).order_by(t.alerts.c.id))
    return [(row.kind, row.subject) for row in rows]


@asynccontextmanager
async def fresh_database(folder: Path, clock: HandClock) -> AsyncIterator[Database]:
    """A new SQLite file with all tables."""
    database = Database(make_database(folder / "between.db"), throwaway_key_ring(), clock.now)
    try:
        yield database
    finally:
        await database.close()
