"""The clock was a month ahead for a moment, everything came due, and it was put right: life goes on as if it had not been."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import OperationalError

from bot.conversation.therapist.sessions import due_times
from scheduler.ahead import SetBack, plan_sessions
from scheduler.heal import plan_everybody
from scheduler.schedule import Pattern, Schedule
from storage import alerts, due, occurrences
from storage import tables as t
from storage.due import NewDue
from storage.records import Delivery, DueKind, Occurrence
from tests.talk import START, Phone, Talk

MONTH = timedelta(days=30)
MONDAYS = Schedule(
    pattern=Pattern.CHOSEN_DAYS, starts=date(2026, 3, 2), times=(time(18, 0),), days=frozenset({0})
)


async def was_ahead(talk: Talk, by: timedelta = MONTH) -> None:
    """Let the clock be ahead for some ticks, put it right, and do what is done each hour."""
    right = talk.clock.now()
    talk.clock.set(right + by)
    for _ in range(4):
        await talk.tick()
    talk.clock.set(right)
    await heal(talk)


async def heal(talk: Talk) -> int:
    await plan_everybody(talk.db, talk.clock.now())
    return await plan_sessions(talk.db, talk.clock.now(), due_times)


async def moments(talk: Talk, assignment_id: int) -> list[Occurrence]:
    async with talk.read() as tx:
        return await occurrences.of_assignment(tx, assignment_id)


def hellos(phone: Phone) -> int:
    return sum(any(each[0] == "Open" for row in shown.buttons for each in row) for shown in phone.messages)


async def waiting(talk: Talk, *kinds: DueKind) -> list[tuple[str, datetime]]:
    async with talk.read() as tx:
        query = select(t.due.c.kind, t.due.c.due_at).where(t.due.c.kind.in_(kinds)).order_by(t.due.c.due_at)
        return [(row.kind, row.due_at) for row in await tx.rows(query)]


async def test_each_day_has_its_moment_again_and_it_comes(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna)
    before = [(each.local_date, each.planned_at) for each in await moments(talk, mine)]
    await was_ahead(talk)
    by_mistake = hellos(anna)
    ahead = [each for each in await moments(talk, mine) if each.delivery is Delivery.PLANNED]
    assert [(each.local_date, each.planned_at) for each in ahead] == before
    await talk.moves_to(datetime(2026, 3, 5, 9, 0, tzinfo=UTC))
    assert hellos(anna) - by_mistake == 3
    came = [each for each in await moments(talk, mine) if each.planned_at <= talk.clock.now()]
    assert [each.local_date.day for each in came] == [2, 3, 4]
    assert {each.delivery for each in came} == {Delivery.DELIVERED}


async def test_one_that_was_handed_on_too_early_does_not_stand_for_those_before_it(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna, schedule=MONDAYS)
    await was_ahead(talk, datetime(2026, 3, 30, 16, 30, tzinfo=UTC) - START)
    assert hellos(anna) == 1
    await talk.moves_to(datetime(2026, 3, 22, 9, 0, tzinfo=UTC))
    assert hellos(anna) == 1 + 3


async def test_days_that_were_to_rest_are_free_again(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna)
    async with talk.db.write() as tx:
        person = await talk.person(anna)
        await tx.change(t.people, person.id, paused_until=START + 2 * MONTH)
    await was_ahead(talk)
    async with talk.db.write() as tx:
        await tx.change(t.people, person.id, paused_until=None)
    await talk.moves_to(START + timedelta(days=3))
    assert [each.delivery for each in await moments(talk, mine)][:3] == [Delivery.DELIVERED] * 3


async def test_what_a_summary_said_of_such_a_moment_does_not_stand_in_for_what_becomes_of_it(
    talk: Talk,
) -> None:
    therapist = await talk.a_therapist()
    anna = await talk.patient(therapist=therapist)
    await talk.assigned(anna)
    await therapist.types("/session P-1 2026-04-02 10:00")
    await was_ahead(talk)
    async with talk.read() as tx:
        items = await tx.rows(
            select(t.digest_items.c.subject_id).where(t.digest_items.c.kind == "unanswered")
        )
        known = await tx.rows(select(t.occurrences.c.id).where(t.occurrences.c.delivery == "planned"))
    assert not {row.subject_id for row in items} & {row.id for row in known}
    assert len(known) == 2


async def test_a_session_has_its_summary_and_its_morning_again(talk: Talk) -> None:
    therapist = await talk.a_therapist()
    await talk.patient(therapist=therapist)
    await therapist.types("/session P-1 2026-03-05 10:00")
    before = await waiting(talk, DueKind.DIGEST, DueKind.SESSION_DAY)
    assert len(before) == 2
    await was_ahead(talk)
    assert await waiting(talk, DueKind.DIGEST, DueKind.SESSION_DAY) == before
    assert await heal(talk) == 0


async def test_a_summary_that_was_told_and_a_morning_that_was_greeted_do_not_come_again(talk: Talk) -> None:
    therapist = await talk.a_therapist()
    anna = await talk.patient(therapist=therapist)
    await therapist.types("/session P-1 2026-03-05 10:00")
    await talk.moves_to(datetime(2026, 3, 5, 8, 0, tzinfo=UTC))
    said = len(therapist.messages), len(anna.messages)
    assert await heal(talk) == 0
    await talk.moves_to(datetime(2026, 3, 6, 8, 0, tzinfo=UTC))
    assert (len(therapist.messages), len(anna.messages)) == said


async def test_of_who_has_left_no_summary_is_planned_again_and_again(talk: Talk) -> None:
    therapist = await talk.a_therapist()
    anna = await talk.patient(therapist=therapist)
    await therapist.types("/session P-1 2026-03-05 10:00")
    async with talk.db.write() as tx:
        await tx.change(t.people, (await talk.person(anna)).id, state="left")
        await due.cancel_for_person(tx, (await talk.person(therapist)).id)
        await due.cancel_for_person(tx, (await talk.person(anna)).id)
    assert [kind for kind, _ in await waiting(talk, DueKind.DIGEST)] == []
    await heal(talk)
    assert [kind for kind, _ in await waiting(talk, DueKind.DIGEST)] == []


async def test_a_session_whose_own_row_the_database_refuses_stops_no_other(talk: Talk) -> None:
    therapist = await talk.a_therapist()
    await talk.patient(therapist=therapist)
    await talk.patient("Ben", therapist=therapist)
    for words in ("P-1 2026-03-05 10:00", "P-2 2026-03-05 12:00"):
        await therapist.types(f"/session {words}")
    async with talk.db.write() as tx:
        first = await tx.value(select(t.appointments.c.id).order_by(t.appointments.c.id).limit(1))
        await tx.run(delete(t.due))
        person = (await talk.person(therapist)).id
        await due.add_new(tx, [NewDue(DueKind.NEWS, START + MONTH, person, first)])
        await tx.run(text(f"create unique index refusing on due (subject_id) where subject_id = {first}"))
    assert await heal(talk) == 2
    async with talk.read() as tx:
        assert [(each.kind, each.subject) for each in await alerts.unseen(tx)] == [
            ("plan_failed", f"session:{first}")
        ]


@pytest.mark.parametrize(("back", "noticed"), [(timedelta(minutes=59), 0), (timedelta(minutes=61), 1)])
async def test_a_clock_that_was_set_back_far_is_told_once_and_mended_at_once(
    talk: Talk, back: timedelta, noticed: int
) -> None:
    healed: list[datetime] = []

    async def mend() -> None:
        healed.append(talk.clock.now())

    watch = SetBack(talk.db, talk.clock, mend)
    for _ in range(2):
        talk.clock.set(talk.clock.now() + 2 * back)
        await watch.look()
        talk.clock.set(talk.clock.now() - back)
        await watch.look()
        await watch.look()
    assert len(healed) == 2 * noticed
    async with talk.read() as tx:
        assert [each.kind for each in await alerts.unseen(tx)] == ["clock_set_back"] * noticed


async def test_what_cannot_be_mended_at_once_stops_no_tick_but_trouble_that_passes_is_waited_out(
    talk: Talk,
) -> None:
    faults: list[Exception] = [OperationalError("select", None, OSError("away")), LookupError()]

    async def mend() -> None:
        raise faults.pop(0)

    watch = SetBack(talk.db, talk.clock, mend)
    talk.clock.set(talk.clock.now() - MONTH)
    with pytest.raises(OperationalError):
        await watch.look()
    for _ in range(2):
        await watch.look()
    assert faults == []


async def test_at_a_start_it_is_seen_by_what_it_left(talk: Talk) -> None:
    await talk.assigned(await talk.patient())
    await was_ahead(talk)
    await heal(talk)
    async with talk.read() as tx:
        assert [each.kind for each in await alerts.unseen(tx)] == ["clock_set_back"]
