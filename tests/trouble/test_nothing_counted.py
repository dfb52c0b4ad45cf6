"""Whatever the database refuses, wherever in a transaction: no attempt is counted, nobody is put off, nothing comes twice."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Literal

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from scheduler.clock import HandClock
from scheduler.receipts import Sent
from scheduler.tick import Ticker
from storage import alerts, due
from storage import tables as t
from storage.database import Database, DatabaseTrouble, Tx
from storage.due import NewDue
from storage.records import DueKind, DueRow, OutboxState
from tests.bot.test_answer import answerer, hears
from tests.databases import on_sqlite_only
from tests.talk import Talk
from tests.wires import START, Wire, active_patient, message

Moment = Literal["begin", "commit", "lost"]
MOMENTS: tuple[Moment, ...] = ("begin", "commit", "lost")
"""At the beginning, at the end, or so that all is written but nobody says so (a server that dies in the commit)."""


class Shaky:
    """Makes a database fail in its next `times` transactions that write, at a moment of each."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self._write = database.write
        self._times = 0
        self._odd: bool | None = None
        self._moment: Moment = "begin"
        monkeypatch.setattr(database, "write", self._shaken)

    def fails(self, moment: Moment, times: int = 1) -> None:
        self._moment, self._times = moment, times

    def fails_every_other_time(self, moment: Moment) -> None:
        self._moment, self._odd = moment, True

    @asynccontextmanager
    async def _shaken(self, *, apart: bool = False) -> AsyncIterator[Tx]:
        failing, self._times = self._times > 0, max(self._times - 1, 0)
        if self._odd is not None:
            failing, self._odd = self._odd, not self._odd
        if failing and self._moment == "begin":
            raise disk_full()
        async with self._write(apart=apart) as tx:
            yield tx
            if failing and self._moment == "commit":
                raise disk_full()
        if failing:
            raise OperationalError("COMMIT", None, ConnectionResetError())


def disk_full() -> DatabaseTrouble:
    fault = sqlite3.OperationalError("database or disk is full")
    fault.sqlite_errorcode = sqlite3.SQLITE_FULL  # type: ignore[misc] # otherwise it is only SQLite that sets it
    return OperationalError("COMMIT", None, fault)


async def send_all(wire: Wire, clock: HandClock) -> int:
    """Send as the dispatcher does for good, waiting out each trouble; return how often there was any."""
    troubles = 0
    while True:
        clock.forward(seconds=1)
        try:
            if not await wire.dispatcher.once():
                return troubles
        except DatabaseTrouble:
            troubles += 1


@pytest.mark.parametrize("moment", MOMENTS)
async def test_what_was_sent_is_written_down_later_and_not_sent_again(
    wire: Wire, db: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch, moment: Moment
) -> None:
    names = [f"message {number}" for number in range(20)]
    await wire.put(*(message(name, name, subject=name) for name in names))
    Shaky(db, monkeypatch).fails_every_other_time(moment)
    troubles = await asyncio.wait_for(send_all(wire, clock), 20)
    assert troubles > 3
    assert sorted(wire.tried) == sorted(names)
    assert {row.state for row in await wire.rows()} == {OutboxState.SENT}
    assert {row.attempts for row in await wire.rows()} == {1}
    assert not any(row.maybe_sent for row in await wire.rows())
    assert {subject for subject, _ in wire.told} == set(names)  # what is rolled back is told again


async def test_a_claim_of_another_one_is_not_given_back(
    wire: Wire, db: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our commit was lost and rolled back, and before we ask again somebody else took the message."""
    await wire.put(message("hello"))
    Shaky(db, monkeypatch).fails("commit")
    with pytest.raises(DatabaseTrouble):
        await wire.dispatcher.once()
    clock.forward(seconds=1)
    other = wire.new_dispatcher()
    wire.gate = asyncio.Event()
    theirs = asyncio.create_task(other.once())
    await wire.until("hello")
    await asyncio.sleep(0.01)
    assert await asyncio.wait_for(wire.dispatcher.once(), 5) == 0
    assert await wire.states() == [OutboxState.SENDING]
    wire.gate.set()
    await theirs
    await other.once()
    assert wire.tried == ["hello"]
    assert await wire.states() == [OutboxState.SENT]


@pytest.mark.parametrize("moment", ["begin", "commit"])
async def test_what_is_due_is_not_put_off_however_long_the_disk_is_full(
    db: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch, moment: Moment
) -> None:
    async def on_due(tx: Tx, rows: list[DueRow], now: datetime) -> None:
        for row in rows:
            await alerts.raise_alert(tx, "answered", str(row.subject_id), now)

    for subject in range(3):
        person = await active_patient(db)
        async with db.write() as tx:
            await due.plan(tx, NewDue(DueKind.MOMENT, START, person.id, subject))
    ticker, shaky = Ticker(db, clock, on_due), Shaky(db, monkeypatch)
    shaky.fails(moment, times=20)
    for _ in range(20):
        with pytest.raises(DatabaseTrouble):
            await ticker.once()
    async with db.read() as tx:
        rows = await tx.rows(select(t.due))
    assert [(row.attempts, row.due_at, row.parked_at) for row in rows] == [(0, START, None)] * 3
    assert await ticker.once() == 3
    async with db.read() as tx:
        assert len(await tx.rows(select(t.alerts))) == 3


@pytest.mark.parametrize("moment", ["begin", "commit"])
async def test_no_update_is_set_aside_because_the_disk_is_full(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, moment: Moment
) -> None:
    anna, answers = await talk.patient(), answerer(talk)
    await hears(answers, "1", anna, "/current")
    shaky = Shaky(talk.db, monkeypatch)
    shaky.fails(moment, times=20)
    for _ in range(20):
        with pytest.raises(DatabaseTrouble):
            await answers.once()
    async with talk.read() as tx:
        (row,) = await tx.rows(select(t.inbox))
    assert row.attempts == 0
    assert await answers.once() == 1
    async with talk.read() as tx:
        assert await tx.rows(select(t.alerts)) == []


async def test_what_fails_in_the_midst_of_a_step_is_the_disk_s_fault_too(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.conversation import router

    async def fails(*_: Any) -> None:
        raise disk_full()

    really = router.hear
    anna, answers = await talk.patient(), answerer(talk)
    await hears(answers, "1", anna, "/current")
    monkeypatch.setattr(router, "hear", fails)
    for _ in range(20):
        with pytest.raises(DatabaseTrouble):
            await answers.once()
    monkeypatch.setattr(router, "hear", really)
    assert await answers.once() == 1
    async with talk.read() as tx:
        assert await tx.rows(select(t.alerts)) == []


async def test_an_update_lost_in_the_commit_is_answered_once(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, answers = await talk.patient(), answerer(talk)
    shaky = Shaky(talk.db, monkeypatch)
    shaky.fails("lost")
    with pytest.raises(DatabaseTrouble):
        await hears(answers, "1", anna, "/current")
    await hears(answers, "1", anna, "/current")  # Telegram offers it again
    shaky.fails("lost")
    with pytest.raises(DatabaseTrouble):
        await answers.once()
    assert await answers.once() == 0
    async with talk.read() as tx:
        assert len(await tx.rows(select(t.outbox))) == 1


async def test_receipts_are_not_lost_when_telling_of_them_meets_trouble(
    wire: Wire, db: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rooms hear of an end inside the same transaction: a full disk there must not leave an end untold."""
    await wire.put(message("hello", subject="hello"))
    really, troubles = wire.dispatcher._settled, [disk_full()]

    async def settled(tx: Tx, pairs: Any) -> None:
        if troubles:
            raise troubles.pop()
        await really(tx, pairs)

    monkeypatch.setattr(wire.dispatcher, "_settled", settled)
    assert await send_all(wire, clock) == 1
    assert wire.told == [("hello", Sent("ref hello"))]
    assert wire.tried == ["hello"]
    async with db.read() as tx:
        assert await tx.rows(select(t.alerts)) == []


@on_sqlite_only
async def test_after_a_commit_that_failed_the_next_one_begins_afresh(db: Database) -> None:
    fails = [True]

    def at_the_end(connection: object) -> None:
        del connection
        if fails:
            fails.clear()
            raise disk_full()

    event.listen(db.engine, "commit", at_the_end)
    with pytest.raises(DatabaseTrouble):
        async with db.write() as tx:
            await tx.add(t.alerts, at=START, kind="lost")
    for kind in ("kept", "kept too"):
        async with db.write() as tx:
            await tx.add(t.alerts, at=START, kind=kind)
    async with db.read() as tx:
        assert {row.kind for row in await tx.rows(select(t.alerts))} == {"kept", "kept too"}
