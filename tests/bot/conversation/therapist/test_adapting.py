"""After a session an exercise becomes easier, harder or another plan, with what was agreed filled in; the patient agrees anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from bot.conversation.therapist.assign_schedule import answers_of, schedule_of
from scheduler.schedule import Pattern, Schedule
from storage import assignments
from storage.records import Assignment, AssignmentState
from tests.plans import moments_of
from tests.talk import LIBRARY, START, Phone, Talk

TITLE = "One small pleasant activity"
TWO_WEEKS = Schedule(
    pattern=Pattern.DAILY, starts=date(2026, 3, 2), ends=date(2026, 3, 15), times=(time(18),)
)


async def theirs(talk: Talk, patient: Phone) -> list[Assignment]:
    async with talk.read() as tx:
        return await assignments.of_patient(tx, (await talk.person(patient)).id)


async def test_two_taps_fill_the_form_and_the_last_look_shows_everything(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna, schedule=TWO_WEEKS)
    await dr.types("/digest P-1")
    await dr.taps("Adapt an exercise")
    assert dr.buttons[0] == f"Change “{TITLE}”"
    await dr.taps(f"Change “{TITLE}”")
    for part in (
        f"For P-1: {TITLE} (BA-02)",
        "Goal: “get out more”",
        "Why: “Doing comes before wanting.”",
        "Situation: “when I come home”",
        "daily at 18:00",
        "Place: kitchen table",
        "only five minutes",
        "one, after 3 hours",
        f"It takes the place of “{TITLE}” as soon as P-1 agrees.",
    ):
        assert part in dr.last, part
    assert "Send to P-1" in dr.buttons
    assert len(await theirs(talk, anna)) == 1


async def test_the_old_one_goes_on_until_the_patient_agrees_and_ends_then(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    before = await talk.assigned(anna, schedule=TWO_WEEKS)
    await dr.types("/patients P-1")
    await dr.taps("Adapt exercise")
    await dr.taps("Harder: BA-03")
    await dr.taps("Use this one")  # it comes after another one, which the therapist is told
    await dr.taps("Send to P-1")
    old, new = await theirs(talk, anna)
    assert (old.state, new.state) == (AssignmentState.AGREED, AssignmentState.PROPOSED)
    assert (new.exercise_id, new.plan.goal, new.replaces_id) == ("BA-03", "get out more", before)
    assert await moments_of(talk, before)
    await anna.taps("Open")
    assert f"It takes the place of “{TITLE}”, which goes on until you agree." in anna.last
    await anna.taps("Agree")
    for label in ("18:00", "kitchen table", "Skip", "8", "Yes, agreed"):
        await anna.taps(label)
    assert f"It has taken the place of “{TITLE}”; nothing more comes of that one." in anna.screen
    old, new = await theirs(talk, anna)
    assert (old.state, new.state) == (AssignmentState.ENDED, AssignmentState.AGREED)
    assert [each for each in await moments_of(talk, before) if each.planned_at > talk.clock.now()] == []
    assert await moments_of(talk, new.id)


async def test_who_wants_to_talk_first_keeps_what_was_agreed(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    before = await talk.assigned(anna, schedule=TWO_WEEKS)
    await dr.types("/digest P-1")
    await dr.taps("Adapt an exercise")
    await dr.taps("Easier: BA-01")
    await dr.taps("Send to P-1")
    await anna.taps("Open")
    await anna.taps("Talk first")
    old, new = await theirs(talk, anna)
    assert (old.id, old.state, new.state) == (before, AssignmentState.AGREED, AssignmentState.TALK_FIRST)


async def test_of_two_proposals_for_one_place_the_later_one_stands(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna, schedule=TWO_WEEKS)
    for choice in ("Easier: BA-01", f"Change “{TITLE}”"):
        await dr.types("/digest P-1")
        await dr.taps("Adapt an exercise")
        await dr.taps(choice)
        await dr.taps("Send to P-1")
    states = [each.state for each in await theirs(talk, anna)]
    assert states == [AssignmentState.AGREED, AssignmentState.ENDED, AssignmentState.PROPOSED]


async def test_a_change_that_was_begun_is_over_with_the_exercise_that_is_replaced(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna, schedule=TWO_WEEKS)
    await anna.types("/current")
    await anna.taps("Change")
    assert anna.last == "What shall be different?"
    await dr.types("/digest P-1")
    await dr.taps("Adapt an exercise")
    await dr.taps("Easier: BA-01")
    await dr.taps("Send to P-1")
    await anna.taps("Open")
    await anna.taps("Agree")
    for label in ("18:00", "kitchen table", "Skip", "8", "Yes, agreed"):
        await anna.taps(label)
    assert "What shall be different?" not in "".join(each.text for each in anna.messages[-3:])


async def test_what_has_run_its_course_can_be_gone_on_with(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna, schedule=replace(TWO_WEEKS, ends=date(2026, 3, 3)))
    await talk.moves(days=6)
    assert [each.state for each in await theirs(talk, anna)] == [AssignmentState.ENDED]
    await dr.types("/digest P-1")
    await dr.taps("Adapt an exercise")
    await dr.taps(f"Change “{TITLE}”")
    assert "takes the place" not in dr.last
    await dr.taps("Send to P-1")
    assert [each.state for each in await theirs(talk, anna)] == [
        AssignmentState.ENDED,
        AssignmentState.PROPOSED,
    ]


async def test_for_another_patient_nothing_is_replaced(talk: Talk) -> None:
    dr, anna, ben = await talk.a_therapist(), await talk.patient(), await talk.patient("Ben")
    await talk.assigned(anna, schedule=TWO_WEEKS)
    await dr.types("/digest P-1")
    await dr.taps("Adapt an exercise")
    await dr.taps(f"Change “{TITLE}”")
    await dr.taps("Change patient")
    await dr.taps("P-2")
    assert "takes the place" not in dr.last
    await dr.taps("Send to P-2")
    (proposed,) = await theirs(talk, ben)
    assert proposed.replaces_id is None


async def test_a_button_of_another_therapist_or_of_an_ended_exercise_does_nothing(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna, schedule=TWO_WEEKS)
    await dr.types("/digest P-1")
    await dr.taps("Adapt an exercise")
    shown, data = dr.find("Easier: BA-01")
    stranger = await talk.a_therapist("Dr. U")
    await stranger.presses(data, shown.ref)
    assert "For P-1" not in stranger.screen
    await dr.types("/end P-1")
    await dr.taps("BA-02")
    await dr.taps("End it")
    await dr.presses(data, shown.ref)
    assert "For P-1" not in dr.last


@pytest.mark.parametrize(
    "schedule",
    [
        Schedule(
            pattern=Pattern.DAILY, starts=date(2026, 3, 2), times=(time(7), time(21)), ends=date(2026, 3, 15)
        ),
        Schedule(
            pattern=Pattern.CHOSEN_DAYS,
            starts=date(2026, 3, 2),
            times=(time(18),),
            days=frozenset({0, 3}),
            count=6,
        ),
        Schedule(pattern=Pattern.EVERY_N_DAYS, starts=date(2026, 3, 2), times=(time(18),), every=3, count=4),
        Schedule(
            pattern=Pattern.TIMES_PER_WEEK, starts=date(2026, 3, 2), times=(time(18),), per_week=3, count=9
        ),
        Schedule(
            pattern=Pattern.TIMES_PER_WEEK,
            starts=date(2026, 3, 2),
            times=(time(18),),
            per_week=2,
            days=frozenset({1, 4}),
            count=9,
        ),
        Schedule(pattern=Pattern.MONTHLY, starts=date(2026, 3, 2), times=(time(18),), month_day=31, count=3),
        Schedule(pattern=Pattern.WEEKDAYS, starts=date(2026, 3, 2), times=(time(18),), count=10),
        Schedule(pattern=Pattern.ON_EVENT, starts=date(2026, 3, 2), ends=date(2026, 3, 15)),
    ],
    ids=lambda each: each.pattern.value,
)
def test_the_answers_of_a_schedule_make_the_same_schedule_again(schedule: Schedule) -> None:
    exercise = LIBRARY.get("BA-02")
    assert exercise is not None
    assert schedule_of(answers_of(schedule), exercise, START.replace(hour=6)) == schedule
