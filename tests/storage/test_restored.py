"""What becomes of the past in a database that was put back: nothing of it is sent, and nothing is counted against anybody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from storage import assignments, due, occurrences, outbox, people
from storage import tables as t
from storage.database import Database, Tx
from storage.due import NewDue
from storage.occurrences import NewOccurrence
from storage.records import (
    Assignment,
    AssignmentState,
    Delivery,
    DueKind,
    Lane,
    NewMessage,
    Occurrence,
    OutboxState,
    Outcome,
    Person,
    Plan,
)
from storage.restored import ENDED, RESTORED, STILL_WANTED, Past, end_the_past
from tests.wires import START, active_patient, message

HOUR = timedelta(hours=1)
NOW = START + 24 * HOUR
PLAN = Plan(goal="g", why="w", situation="s", place="p", schedule={})


class House:
    """A patient with an agreed exercise, as a back-up of START showed them."""

    def __init__(self, db: Database, person: Person, assignment: Assignment) -> None:
        self.db = db
        self.person = person
        self.assignment = assignment

    @classmethod
    async def built(cls, db: Database) -> House:
        person = await active_patient(db)
        async with db.write() as tx:
            found = await assignments.get(tx, await cls._proposed(tx, person))
            assert found is not None
            await tx.change(t.assignments, found.id, state=AssignmentState.AGREED)
        return cls(db, person, found)

    @staticmethod
    async def _proposed(tx: Tx, person: Person) -> int:
        return await assignments.propose(
            tx,
            patient_id=person.id,
            therapist_id=person.id,
            exercise_id="MIN-01",
            exercise={},
            plan=PLAN,
            follow_up_minutes=60,
            now=START,
        )

    async def proposed(self) -> int:
        async with self.db.write() as tx:
            return await self._proposed(tx, self.person)

    async def moment(self, at: datetime, delivery: Delivery = Delivery.PLANNED, **rows: datetime) -> int:
        """Add a moment; `rows` are the due rows about it, by kind."""
        row = NewOccurrence(
            self.assignment.id, self.person.id, at.date(), at.hour, at.time(), "UTC", planned_at=at
        )
        async with self.db.write() as tx:
            (made,) = await occurrences.add_new(tx, [row], delivery=delivery)
            await due.plan(
                tx, *(NewDue(DueKind(kind), when, self.person.id, made) for kind, when in rows.items())
            )
        return made

    async def row(self, kind: DueKind, at: datetime, subject_id: int = 7, slot: int = 0) -> None:
        async with self.db.write() as tx:
            await due.plan(tx, NewDue(kind, at, self.person.id, subject_id, slot))

    async def put(self, new: NewMessage, **changed: Any) -> int:
        async with self.db.write() as tx:
            (made,) = await outbox.add(tx, [new], START)
            if changed:
                await tx.change(t.outbox, made, **changed)
        return made

    async def restored(self, now: datetime = NOW) -> Past:
        async with self.db.write() as tx:
            return await end_the_past(tx, now)

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Tx]:
        async with self.db.read() as tx:
            yield tx

    async def found(self, moment: int) -> Occurrence:
        async with self.look() as tx:
            occurrence = await occurrences.get(tx, moment)
        assert occurrence is not None
        return occurrence

    async def due(self) -> list[tuple[DueKind, int]]:
        async with self.look() as tx:
            rows = await tx.rows(select(t.due).order_by(t.due.c.due_at, t.due.c.id))
        return [(DueKind(row.kind), row.subject_id) for row in rows]

    async def fate(self, out: int) -> tuple[str, str | None, bool]:
        async with self.look() as tx:
            (row,) = await tx.rows(select(t.outbox).where(t.outbox.c.id == out))
        return row.state, row.fault, row.payload is None


@pytest.fixture
async def house(db: Database) -> House:
    return await House.built(db)


def reminder(subject: str | None = None, **more: Any) -> NewMessage:
    return message("hello", lane=Lane.REMINDER, unasked=True, subject=subject, **more)


def test_every_kind_has_a_fate() -> None:
    assert set(DueKind) == ENDED | STILL_WANTED
    assert not ENDED & STILL_WANTED


async def test_a_moment_of_the_past_is_not_sent_and_counts_as_not_delivered(house: House) -> None:
    past = await house.moment(START + HOUR, moment=START + HOUR)
    coming = await house.moment(NOW + HOUR, moment=NOW + HOUR)
    assert await house.restored() == Past(moments=1, messages=0)
    found = await house.found(past)
    assert (found.delivery, found.not_delivered_why) == (Delivery.NOT_DELIVERED, RESTORED)
    assert (found.outcome, found.closed_at) == (None, NOW)
    assert (await house.found(coming)).delivery is Delivery.PLANNED
    assert await house.due() == [(DueKind.MOMENT, coming)]


async def test_a_moment_that_was_put_off_into_the_future_still_comes(house: House) -> None:
    waits = await house.moment(START - HOUR, moment=NOW + HOUR)
    await house.restored()
    assert (await house.found(waits)).delivery is Delivery.PLANNED
    assert await house.due() == [(DueKind.MOMENT, waits)]


async def test_a_moment_of_a_rest_ends_as_rested(house: House) -> None:
    planned = await house.moment(START + HOUR, moment=START + HOUR)
    arrived = await house.moment(START - HOUR, Delivery.DELIVERED, expiry=START + HOUR)
    async with house.db.write() as tx:
        await people.change(tx, house.person.id, paused_until=NOW + HOUR)
    await house.restored()
    for moment, delivery in ((planned, Delivery.CANCELLED), (arrived, Delivery.DELIVERED)):
        found = await house.found(moment)
        assert (found.delivery, found.outcome, found.closed_at) == (delivery, Outcome.PAUSED, NOW)


async def test_a_reminder_that_waited_is_taken_back_and_its_moment_was_not_delivered(house: House) -> None:
    times = {"follow_up": NOW + HOUR, "expiry": NOW + 2 * HOUR}
    moment = await house.moment(START, Delivery.WAITING, **times)
    out = await house.put(reminder(f"moment:{moment}"))
    assert await house.restored() == Past(moments=1, messages=1)
    assert await house.fate(out) == (OutboxState.CANCELLED, RESTORED, True)
    assert (await house.found(moment)).not_delivered_why == RESTORED
    assert await house.due() == []


@pytest.mark.parametrize(
    "under_way",
    [
        {"state": OutboxState.SENDING, "lease_until": START + HOUR},
        {"maybe_sent": True, "lease_until": NOW + HOUR},
    ],
)
async def test_a_reminder_that_was_on_its_way_may_have_arrived(
    house: House, under_way: dict[str, Any]
) -> None:
    moment = await house.moment(START, Delivery.WAITING, expiry=NOW + HOUR)
    out = await house.put(reminder(f"moment:{moment}"), **under_way)
    await house.restored()
    assert await house.fate(out) == (OutboxState.UNCERTAIN, RESTORED, True)
    found = await house.found(moment)
    assert (found.delivery, found.closed_at) == (Delivery.MAYBE, None)
    assert await house.due() == [(DueKind.EXPIRY, moment)]


async def test_a_reply_that_waited_is_not_sent_long_after_its_question(house: House) -> None:
    reply = await house.put(message("thank you"))
    later = await house.put(message("not yet", not_before=NOW + HOUR))
    await house.restored()
    assert (await house.fate(reply))[:2] == (OutboxState.CANCELLED, RESTORED)
    assert (await house.fate(later))[:2] == (OutboxState.PENDING, None)


@pytest.mark.parametrize("key", ["proposal:12:1772712000", "digest:12:1772712000"])
async def test_a_proposal_and_a_summary_are_still_announced(house: House, key: str) -> None:
    out = await house.put(reminder(dedupe_key=key))
    await house.restored()
    assert await house.fate(out) == (OutboxState.PENDING, None, False)


@pytest.mark.parametrize("key", ["follow:12", "snooze:1:12", "news:12:3", "session-day:12:1", "resume:12:1"])
async def test_all_else_that_came_unasked_is_not(house: House, key: str) -> None:
    out = await house.put(reminder(dedupe_key=key))
    await house.restored()
    assert (await house.fate(out))[:2] == (OutboxState.CANCELLED, RESTORED)


async def test_what_ended_before_the_backup_stays_as_it_ended(house: House) -> None:
    sent = await house.put(message("sent"), state=OutboxState.SENT, message_ref="5")
    done = await house.moment(START - HOUR, Delivery.DELIVERED)
    async with house.db.write() as tx:
        await occurrences.close(tx, [done], Outcome.DONE, START)
    assert await house.restored() == Past(0, 0)
    assert (await house.fate(sent))[:2] == (OutboxState.SENT, None)
    assert (await house.found(done)).outcome is Outcome.DONE


async def test_silence_in_the_time_that_is_lost_is_counted_against_nobody(house: House) -> None:
    moment = await house.moment(
        START - HOUR, Delivery.DELIVERED, follow_up=START + HOUR, expiry=START + 2 * HOUR
    )
    await house.restored()
    found = await house.found(moment)
    assert (found.delivery, found.not_delivered_why) == (Delivery.NOT_DELIVERED, RESTORED)
    async with house.look() as tx:
        exercise = await assignments.get(tx, house.assignment.id)
    assert exercise is not None
    assert (exercise.unanswered, exercise.quiet) == (0, False)
    assert await house.due() == []


async def test_a_moment_that_can_still_be_answered_stays_open_but_is_not_asked_about_again(
    house: House,
) -> None:
    times = {"snoozed": START + HOUR, "follow_up": START + 2 * HOUR, "expiry": NOW + HOUR}
    moment = await house.moment(START - HOUR, Delivery.DELIVERED, **times)
    await house.restored()
    found = await house.found(moment)
    assert (found.delivery, found.outcome, found.closed_at) == (Delivery.DELIVERED, None, None)
    assert await house.due() == [(DueKind.EXPIRY, moment)]


@pytest.mark.parametrize("kind", sorted({DueKind.SESSION_DAY, DueKind.NEWS}))
async def test_a_morning_and_news_of_the_past_are_dropped_and_coming_ones_stay(
    house: House, kind: DueKind
) -> None:
    await house.row(kind, START + HOUR, 1)
    await house.row(kind, NOW + HOUR, 2)
    await house.restored()
    assert await house.due() == [(kind, 2)]


@pytest.mark.parametrize("kind", sorted(STILL_WANTED))
async def test_what_is_about_how_things_stand_now_still_comes(house: House, kind: DueKind) -> None:
    await house.row(kind, START + HOUR)
    await house.restored()
    assert await house.due() == [(kind, 7)]


async def test_a_row_that_was_set_aside_stays_set_aside(house: House) -> None:
    moment = await house.moment(START + HOUR, moment=START + HOUR)
    async with house.db.write() as tx:
        (row,) = await due.of_subjects(tx, [DueKind.MOMENT], [moment])
        await due.park(tx, row.id, START)
    await house.restored()
    assert (await house.found(moment)).delivery is Delivery.PLANNED
    assert await house.due() == [(DueKind.MOMENT, moment)]


async def test_a_pause_that_is_over_ends_without_a_word_and_what_was_proposed_is_brought(
    house: House,
) -> None:
    proposals = [await house.proposed() for _ in range(2)]
    async with house.db.write() as tx:
        await people.change(tx, house.person.id, paused_until=START + HOUR)
    await house.row(DueKind.RESUME, START + HOUR, house.person.id)
    await house.restored()
    async with house.look() as tx:
        person = await people.get(tx, house.person.id)
    assert person is not None
    assert person.paused_until is None
    assert await house.due() == [(DueKind.PROPOSAL, proposals[0])]


async def test_a_pause_that_goes_on_goes_on(house: House) -> None:
    async with house.db.write() as tx:
        await people.change(tx, house.person.id, paused_until=NOW + HOUR)
    await house.row(DueKind.RESUME, NOW + HOUR, house.person.id)
    await house.restored()
    async with house.look() as tx:
        person = await people.get(tx, house.person.id)
    assert person is not None
    assert person.paused_until == NOW + HOUR
    assert await house.due() == [(DueKind.RESUME, house.person.id)]


async def test_processes_of_the_past_hold_nothing_any_more(house: House) -> None:
    async with house.db.write() as tx:
        await tx.run(t.leases.insert().values(name="poller", holder="gone", until=NOW + HOUR))
        await tx.run(t.workers.insert().values(id=1, holder="gone", started_at=START, seen_at=START))
    await house.restored()
    async with house.look() as tx:
        assert not await tx.rows(select(t.leases))
        assert not await tx.rows(select(t.workers))


async def test_doing_it_twice_changes_nothing_more(house: House) -> None:
    moment = await house.moment(START + HOUR, moment=START + HOUR)
    await house.put(message("hello"))
    assert await house.restored() == Past(1, 1)
    assert await house.restored(NOW + HOUR) == Past(0, 0)
    assert (await house.found(moment)).closed_at == NOW
