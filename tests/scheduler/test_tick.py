from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from scheduler.clock import HandClock
from scheduler.tick import Ticker
from storage import alerts, due
from storage import tables as t
from storage.database import Database, Tx
from storage.due import NewDue
from storage.records import DueKind, DueRow, Person
from tests.wires import START, active_patient, alerts_of


@dataclass
class Book:
    """Answers what has come due by writing it down; for some persons it fails after it wrote."""

    fails_for: set[int] = field(default_factory=set)
    batches: list[list[int]] = field(default_factory=list)

    async def on_due(self, tx: Tx, rows: list[DueRow], now: datetime) -> None:
        self.batches.append([row.subject_id for row in rows])
        for row in rows:
            await alerts.raise_alert(tx, "answered", str(row.subject_id), now)
        if self.fails_for & {row.person_id for row in rows}:
            raise LookupError


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def ticker(db: Database, clock: HandClock, book: Book) -> Ticker:
    return Ticker(db, clock, book.on_due)


async def plan(db: Database, person: Person, subject: int, at: datetime = START) -> None:
    async with db.write() as tx:
        await due.plan(tx, NewDue(DueKind.MOMENT, at, person.id, subject))


async def answered(db: Database) -> list[str | None]:
    return [subject for kind, subject in await alerts_of(db) if kind == "answered"]


async def left(db: Database) -> list[tuple[int, datetime, bool]]:
    async with db.read() as tx:
        rows = await tx.rows(select(t.due).order_by(t.due.c.subject_id))
    return [(row.subject_id, row.due_at, row.parked_at is not None) for row in rows]


async def test_nothing_due_is_nothing_done(ticker: Ticker, book: Book) -> None:
    assert await ticker.once() == 0
    assert book.batches == []


async def test_what_is_due_is_answered_in_one_batch_and_removed_and_the_rest_waits(
    ticker: Ticker, book: Book, db: Database
) -> None:
    anna, ben = await active_patient(db), await active_patient(db)
    later = START + timedelta(seconds=1)
    await plan(db, anna, 1, START - timedelta(hours=1))
    await plan(db, ben, 2)
    await plan(db, ben, 3, later)
    assert await ticker.once() == 2
    assert book.batches == [[1, 2]]
    assert await answered(db) == ["1", "2"]
    assert await left(db) == [(3, later, False)]


async def test_after_a_long_stand_still_everything_comes_in_batches_earliest_first(
    ticker: Ticker, book: Book, db: Database
) -> None:
    people = [await active_patient(db) for _ in range(3)]
    async with db.write() as tx:
        await due.add_new(
            tx,
            [
                NewDue(DueKind.MOMENT, START - timedelta(minutes=500 - n), people[n % 3].id, n)
                for n in range(450)
            ],
        )
    while await ticker.once():
        pass
    assert [subject for batch in book.batches for subject in batch] == list(range(450))
    assert await left(db) == []


async def test_one_person_s_fault_stops_nobody_and_leaves_nothing_half_done(
    ticker: Ticker, book: Book, db: Database
) -> None:
    anna, ben, cora = [await active_patient(db) for _ in range(3)]
    for subject, person in enumerate((anna, ben, cora, ben), 1):
        await plan(db, person, subject)
    book.fails_for = {ben.id}
    assert await ticker.once() == 4
    assert await answered(db) == ["1", "3"]
    soon = START + timedelta(minutes=1)
    assert await left(db) == [(2, soon, False), (4, soon, False)]


async def test_a_fault_that_passes_is_made_up_for(
    ticker: Ticker, book: Book, db: Database, clock: HandClock
) -> None:
    anna = await active_patient(db)
    await plan(db, anna, 1)
    book.fails_for = {anna.id}
    await ticker.once()
    book.fails_for = set()
    assert await ticker.once() == 0
    clock.forward(minutes=1)
    assert await ticker.once() == 1
    assert (await answered(db), await left(db)) == (["1"], [])


async def test_a_fault_that_stays_is_parked_at_the_fifth_time_with_an_alert(
    ticker: Ticker, book: Book, db: Database, clock: HandClock
) -> None:
    anna = await active_patient(db)
    await plan(db, anna, 1)
    book.fails_for = {anna.id}
    tries = []
    for _ in range(60):
        if await ticker.once():
            tries.append(int((clock.now() - START).total_seconds() // 60))
        clock.forward(minutes=1)
    assert tries == [0, 1, 3, 7, 15]
    assert [parked for _, _, parked in await left(db)] == [True]
    assert await alerts_of(db) == [("due_parked", "moment:1")]


async def test_what_was_taken_back_between_looking_and_answering_is_not_answered(
    db: Database, clock: HandClock, book: Book
) -> None:
    anna, ben = await active_patient(db), await active_patient(db)
    await plan(db, anna, 1)
    await plan(db, ben, 2)

    async def anna_cancels_ben_and_fails(tx: Tx, rows: list[DueRow], now: datetime) -> None:
        if len(rows) == 2:
            raise LookupError
        await book.on_due(tx, rows, now)
        await due.cancel(tx, [DueKind.MOMENT], [2])

    await Ticker(db, clock, anna_cancels_ben_and_fails).once()
    assert book.batches == [[1]]
    assert await left(db) == []


async def test_what_an_answer_plans_anew_is_kept(db: Database, clock: HandClock) -> None:
    anna = await active_patient(db)
    await plan(db, anna, 1)
    next_time = START + timedelta(days=1)

    async def again(tx: Tx, rows: list[DueRow], now: datetime) -> None:
        await due.plan(
            tx, *(NewDue(row.kind, now + timedelta(days=1), row.person_id, row.subject_id) for row in rows)
        )

    await Ticker(db, clock, again).once()
    assert await left(db) == [(1, next_time, False)]
