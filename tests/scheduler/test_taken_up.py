"""What had run its course because a clock was ahead goes on, but not where it was replaced, ended or left meanwhile."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from scheduler.heal import end_what_rests, plan_everybody
from scheduler.schedule import Pattern, Schedule
from storage import assignments, people
from storage.records import Assignment, AssignmentEvent, AssignmentState, PersonState, Role
from tests.plans import moments_of
from tests.talk import START, Phone, Talk

TWO_DAYS = Schedule(pattern=Pattern.DAILY, starts=date(2026, 3, 2), ends=date(2026, 3, 3), times=(time(18),))
AHEAD = START + timedelta(days=10)


async def shows(talk: Talk, moment: datetime) -> None:
    """Let the clock show a moment, and do what is done at each tick and each hour."""
    talk.clock.set(moment)
    for _ in range(4):
        await talk.tick()
    await plan_everybody(talk.db, moment)
    await end_what_rests(talk.db, moment)


async def states(talk: Talk, anna: Phone) -> list[AssignmentState]:
    return [each.state for each in await theirs(talk, anna)]


async def theirs(talk: Talk, anna: Phone) -> list[Assignment]:
    async with talk.read() as tx:
        return await assignments.of_patient(tx, (await talk.person(anna)).id)


async def proposes_another(dr: Phone) -> None:
    await dr.types("/digest P-1")
    for label in ("Adapt an exercise", "Easier: BA-01", "Send to P-1"):
        await dr.taps(label)


async def agrees(anna: Phone) -> None:
    for label in ("Open", "Agree", "18:00", "kitchen table", "Skip", "8", "Yes, agreed"):
        await anna.taps(label)


@pytest.mark.parametrize("already", [True, False])
async def test_what_was_replaced_while_the_clock_was_ahead_stays_over(talk: Talk, *, already: bool) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    old = await talk.assigned(anna, schedule=TWO_DAYS)
    if already:
        await proposes_another(dr)
    await shows(talk, AHEAD)
    assert (await states(talk, anna))[0] is AssignmentState.ENDED
    if not already:
        await proposes_another(dr)
    await agrees(anna)
    await shows(talk, START + timedelta(hours=1))
    assert await states(talk, anna) == [AssignmentState.ENDED, AssignmentState.AGREED]
    assert not [each for each in await moments_of(talk, old) if each.planned_at > talk.clock.now()]


async def test_what_is_only_to_be_replaced_goes_on_until_that(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna, schedule=TWO_DAYS)
    await proposes_another(dr)
    await shows(talk, AHEAD)
    await shows(talk, START + timedelta(hours=1))
    assert await states(talk, anna) == [AssignmentState.AGREED, AssignmentState.PROPOSED]
    await agrees(anna)
    assert await states(talk, anna) == [AssignmentState.ENDED, AssignmentState.AGREED]


@pytest.mark.parametrize("who", ["patient", "therapist"])
@pytest.mark.parametrize("back", [True, False])
async def test_whoever_is_gone_or_was_gets_nothing_of_it(talk: Talk, who: str, *, back: bool) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    old = await talk.assigned(anna, schedule=TWO_DAYS)
    await shows(talk, AHEAD)
    if who == "patient":
        await anna.types("/leave")
        await anna.taps("Yes, stop")
    else:
        await dr.types("/patients P-1")
        await dr.taps("End the therapy here")
        await dr.taps("Yes, end it")
    person = await talk.person(anna)
    assert person.state is PersonState.LEFT
    if back:
        async with talk.db.write() as tx:
            await people.change(tx, person.id, state=PersonState.ACTIVE)
    await shows(talk, START + timedelta(hours=1))
    assert await states(talk, anna) == [AssignmentState.ENDED]
    assert not [each for each in await moments_of(talk, old) if each.planned_at > talk.clock.now()]


async def test_whoever_left_before_it_was_agreed_has_it_again(talk: Talk) -> None:
    anna = await talk.patient()
    async with talk.db.write() as tx:
        await people.change(tx, (await talk.person(anna)).id, left_at=START - timedelta(days=1))
    await talk.assigned(anna, schedule=TWO_DAYS)
    await shows(talk, AHEAD)
    await shows(talk, START + timedelta(hours=1))
    assert await states(talk, anna) == [AssignmentState.AGREED]


async def test_what_went_on_after_its_course_and_was_then_ended_stays_over(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna, schedule=TWO_DAYS)
    await shows(talk, AHEAD)
    (found,) = await theirs(talk, anna)
    now, ended = talk.clock.now(), AssignmentState.ENDED
    async with talk.db.write() as tx:
        await assignments.change(
            tx, found, AssignmentEvent.ENDED, by=Role.THERAPIST, now=now, state=ended, ended_at=now
        )
    await shows(talk, START + timedelta(hours=1))
    assert await states(talk, anna) == [AssignmentState.ENDED]
