"""What will come due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import event, text

from scheduler.clock import HandClock
from storage import due
from storage.database import Database
from storage.due import NewDue
from storage.records import DueKind
from tests.databases import on_sqlite_only
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


async def test_and_so_it_does_among_more_people_than_a_batch_holds(db: Database, clock: HandClock) -> None:
    people, now = [await active_patient(db) for _ in range(7)], clock.now()
    digest = NewDue(DueKind.DIGEST, now, people[0].id, 1)
    moments = [NewDue(DueKind.MOMENT, now, each.id, each.id) for each in people[1:]]
    expiries = [NewDue(DueKind.EXPIRY, now, each.id, each.id) for each in people[1:]]
    async with db.write() as tx:
        await due.add_new(tx, [digest, *moments, *expiries])
    kinds = []
    while True:
        async with db.write() as tx:
            rows = await due.come(tx, now, 4)
            await due.done(tx, rows)
        if not rows:
            break
        kinds += [row.kind for row in rows]
    assert kinds.index(DueKind.DIGEST) > max(
        place for place, kind in enumerate(kinds) if kind is DueKind.EXPIRY
    )
    assert len(kinds) == 13


@on_sqlite_only
async def test_what_has_come_is_found_by_index_and_so_are_its_people(db: Database, clock: HandClock) -> None:
    anna, seen = await active_patient(db), list[str]()

    def note(*told: Any) -> None:
        seen.append(told[2])

    async with db.write() as tx:
        await due.add_new(tx, [NewDue(DueKind.MOMENT, clock.now(), anna.id, n) for n in range(3)])
        event.listen(db.engine, "before_cursor_execute", note)
        await due.come(tx, clock.now(), 2)
        event.remove(db.engine, "before_cursor_execute", note)
        plans = [
            [row[3] for row in await tx.rows(text("EXPLAIN QUERY PLAN " + each.replace("?", "1")))]
            for each in seen
        ]
    assert plans[0] == ["SEARCH due USING INDEX ix_due_next (due_at<?)"]
    assert plans[1][0] == "SEARCH due USING INDEX ix_due_person (person_id=? AND due_at<?)"
