from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from scheduler.clock import HandClock
from storage import alerts, claims, due, outbox, vitals
from storage import tables as t
from storage.database import Database
from storage.due import NewDue
from storage.records import DueKind, Lane, OutboxState
from storage.vitals import Reading
from tests.wires import START, active_patient, message

HOUR = timedelta(hours=1)


async def reading(db: Database, clock: HandClock) -> Reading:
    async with db.read() as tx:
        return await vitals.read(tx, clock.now())


async def test_where_nothing_waits_everything_is_nought(db: Database, clock: HandClock) -> None:
    found = await reading(db, clock)
    nothing = Reading(
        0, 0, {OutboxState.PENDING: 0, OutboxState.SENDING: 0}, 0, 0, 0, {}, 0, found.database_bytes
    )
    assert found == nothing
    assert found.database_bytes > 100_000


async def test_only_rows_that_have_come_due_and_are_not_parked_are_late(
    db: Database, clock: HandClock
) -> None:
    anna = await active_patient(db)
    async with db.write() as tx:
        for number, minutes in enumerate((-30, -10, 0, 10)):
            at = START + timedelta(minutes=minutes)
            await due.plan(tx, NewDue(DueKind.NEWS, at, anna.id, number))
        first, *_ = await due.come(tx, START, 10)
        await due.park(tx, first.id, START)
    found = await reading(db, clock)
    assert (found.due_late, found.due_lag) == (2, 600)


async def test_messages_are_counted_by_what_they_wait_for(db: Database, clock: HandClock) -> None:
    async with db.write() as tx:
        await outbox.add(tx, [message(text, chat=text) for text in ("one", "two", "three")], START)
        await outbox.add(tx, [message("later", not_before=START + HOUR)], START)
        await claims.claim(tx, START, channel="telegram", lane=Lane.REPLY, lease=HOUR, limit=1)
    clock.forward(seconds=40)
    found = await reading(db, clock)
    assert found.outbox == {OutboxState.PENDING: 3, OutboxState.SENDING: 1}
    assert found.outbox_oldest == 40


async def test_what_was_looked_at_is_not_set_aside_any_more(db: Database, clock: HandClock) -> None:
    async with db.write() as tx:
        for kind in ("due_parked", "due_parked", "update_parked"):
            await alerts.raise_alert(tx, kind, None, START)
        assert (await vitals.read(tx, START)).set_aside == {"due_parked": 2, "update_parked": 1}
        await alerts.seen(tx, [each.id for each in (await alerts.unseen(tx))[:1]], START)
    assert (await reading(db, clock)).set_aside == {"due_parked": 1, "update_parked": 1}


async def test_a_worker_that_was_not_seen_lately_is_not_alive(db: Database, clock: HandClock) -> None:
    async with db.write() as tx:
        for number, seen_at in enumerate((START, START - HOUR, START - timedelta(seconds=20))):
            await tx.add(t.workers, id=number + 1, holder="", started_at=START - HOUR, seen_at=seen_at)
    assert (await reading(db, clock)).workers == 2


async def test_a_turn_comes_once_until_its_time_is_over(db: Database) -> None:
    async with db.write() as tx:
        assert await vitals.take_turn(tx, "tea", START, START + HOUR)
        assert not await vitals.take_turn(tx, "tea", START + HOUR / 2, START + 2 * HOUR)
        assert await vitals.take_turn(tx, "coffee", START + HOUR / 2, START + 2 * HOUR)
        assert await vitals.take_turn(tx, "tea", START + HOUR, START + 2 * HOUR)


async def test_a_turn_taken_before_the_clock_was_set_back_keeps_nobody_silent(db: Database) -> None:
    async with db.write() as tx:
        assert await vitals.take_turn(tx, "tea", START + 720 * HOUR, START + 721 * HOUR)
        assert await vitals.take_turn(tx, "tea", START, START + HOUR)
        assert not await vitals.take_turn(tx, "tea", START - HOUR / 2, START + HOUR / 2)


async def test_a_beat_is_written_each_time(db: Database) -> None:
    async with db.write() as tx:
        for moment in (START, START + HOUR, START - HOUR):
            await vitals.beat(tx, moment)
            assert await tx.value(select(t.leases.c.until)) == moment
