"""What will come due."""

from __future__ import annotations

from datetime import timedelta

from scheduler.clock import HandClock
from storage import due
from storage.database import Database
from storage.due import NewDue
from storage.records import DueKind
from tests.wires import active_patient


async def test_a_row_that_was_set_aside_is_not_taken_for_one_still_to_come(
    db: Database, clock: HandClock
) -> None:
    anna = await active_patient(db)
    async with db.write() as tx:
        for slot, hours in enumerate((1, 2)):
            at = clock.now() + timedelta(hours=hours)
            await due.add_new(tx, [NewDue(DueKind.NEWS, at, anna.id, 7, slot)])
        first, second = await due.of_subjects(tx, [DueKind.NEWS], [7])
        await due.park(tx, first.id, clock.now())
        assert await due.of_subjects(tx, [DueKind.NEWS], [7]) == [second]


async def test_of_what_comes_at_one_instant_the_old_ends_before_the_new_begins(
    db: Database, clock: HandClock
) -> None:
    anna, now = await active_patient(db), clock.now()
    async with db.write() as tx:
        await due.plan(tx, NewDue(DueKind.MOMENT, now, anna.id, 2))
        await due.plan(tx, NewDue(DueKind.EXPIRY, now, anna.id, 1))
        await due.plan(tx, NewDue(DueKind.NEWS, now - timedelta(minutes=1), anna.id, 3))
        rows = await due.come(tx, now, 10)
        assert [row.kind for row in rows] == [DueKind.NEWS, DueKind.EXPIRY, DueKind.MOMENT]
        assert await due.still(tx, rows) == rows
