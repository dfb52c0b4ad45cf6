"""When: dates, days and times on the patient's own wall clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from bot.conversation.turn import press
from scheduler.schedule import Pattern, Schedule
from storage.records import AssignmentState
from tests.plans import MONDAY, load, moments_of, once, proposed, schedule_of
from tests.talk import Talk


@pytest.mark.parametrize(
    ("language", "typed", "question", "tapped"),
    [
        ("en", "half six", "Which of the two do you mean?", "17:30"),
        ("de", "halb sechs", "Welche von beiden ist gemeint?", "17:30"),
    ],
)
async def test_a_time_that_may_be_morning_or_evening_is_asked(
    talk: Talk, language: str, typed: str, question: str, tapped: str
) -> None:
    anna, assignment_id = await proposed(talk, language=language)
    await anna.presses(press("plan-agree", assignment_id))
    await anna.types(typed)
    assert question in anna.last
    two = [label for label in anna.buttons if label[:1].isdigit()]
    if language == "de":
        assert two == ["05:30", "17:30"]
    await anna.taps(two[-1])
    for label in ("kitchen table", "Skip" if language == "en" else "Überspringen", "9"):
        await anna.taps(label)
    await anna.types("yes")
    schedule = await schedule_of(talk, assignment_id)
    assert schedule.times == (time.fromisoformat(two[-1]),)


async def test_two_times_a_day_can_be_typed(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk)
    await anna.taps("Agree")
    await anna.types("09:00 and 18:00")
    for label in ("kitchen table", "Skip", "9", "Yes, agreed"):
        await anna.taps(label)
    assert (await schedule_of(talk, assignment_id)).times == (time(9), time(18))


async def test_words_without_a_time_are_asked_again(talk: Talk) -> None:
    anna, _ = await proposed(talk)
    await anna.taps("Agree")
    await anna.types("after work")
    assert "I did not find a time" in anna.last


async def test_a_single_moment_that_is_over_gets_a_new_day(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk, once(date(2026, 2, 27), time(18)))
    await anna.taps("Agree")
    assert "The suggested moment is over. Which day fits now?" in anna.last
    await anna.types("yesterday evening")
    assert "I did not find a coming day" in anna.last
    await anna.types("12 March")
    for label in ("18:00", "kitchen table", "Skip", "8", "Yes, agreed"):
        await anna.taps(label)
    assert "The first moment comes Thu 12 Mar 18:00" in anna.last
    assert (await schedule_of(talk, assignment_id)).starts == date(2026, 3, 12)


async def test_a_single_moment_of_today_takes_only_a_time_that_lies_ahead(talk: Talk) -> None:
    anna, _ = await proposed(talk, once(MONDAY, time(18)))
    await anna.taps("Agree")
    assert "07:30" not in anna.buttons
    await anna.types("7:30 am")
    assert "On that day this time is over already." in anna.last
    await anna.types("11:00 am")
    assert "Where will you be then?" in anna.last


async def test_a_single_moment_that_passes_before_the_last_tap_is_asked_anew(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk, once(MONDAY, time(18)))
    for label in ("Agree", "18:00", "kitchen table", "Skip", "8"):
        await anna.taps(label)
    await talk.moves(days=1)
    await anna.taps("Yes, agreed")
    assert "The suggested moment is over." in anna.last
    assert (await load(talk, assignment_id)).state is AssignmentState.PROPOSED
    await anna.taps("Wed 4 Mar")
    assert "The first moment comes Wed 4 Mar 18:00" in anna.last


async def test_a_day_chosen_anew_that_passes_as_well_is_asked_once_more(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk, once(date(2026, 2, 27), time(18)))
    for label in ("Agree", "Mon 2 Mar", "18:00", "kitchen table", "Skip", "8"):
        await anna.taps(label)
    await talk.moves(days=1)
    await anna.taps("Yes, agreed")
    assert "The suggested moment is over." in anna.last
    for label in ("Tue 3 Mar", "20:00", "Yes, agreed"):
        await anna.taps(label)
    assert "The first moment comes Tue 3 Mar 20:00" in anna.last
    assert (await load(talk, assignment_id)).state is AssignmentState.AGREED


async def test_an_exercise_for_an_occasion_asks_for_no_time(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk, Schedule(pattern=Pattern.ON_EVENT, starts=MONDAY))
    await anna.taps("Agree")
    assert "Where will you be then?" in anna.last
    for label in ("Wherever I am", "Skip", "8", "Yes, agreed"):
        await anna.taps(label)
    assert "It has no fixed time" in anna.last
    assert await moments_of(talk, assignment_id) == []


async def test_so_many_times_a_week_asks_for_the_days(talk: Talk) -> None:
    rule = Schedule(pattern=Pattern.TIMES_PER_WEEK, starts=MONDAY, times=(time(18),), per_week=3)
    anna, assignment_id = await proposed(talk, rule)
    await anna.taps("Agree")
    assert "3 days a week were suggested." in anna.last
    for label in ("Tue", "Thu", "Sat", "Continue", "18:00", "kitchen table", "Skip", "8", "Yes, agreed"):
        await anna.taps(label)
    schedule = await schedule_of(talk, assignment_id)
    assert (schedule.pattern, schedule.days) == (Pattern.TIMES_PER_WEEK, {1, 3, 5})


async def test_skipping_the_days_spreads_them(talk: Talk) -> None:
    rule = Schedule(pattern=Pattern.TIMES_PER_WEEK, starts=MONDAY, times=(time(18),), per_week=3)
    anna, assignment_id = await proposed(talk, rule)
    for label in ("Agree", "Skip", "18:00", "kitchen table", "Skip", "8", "Yes, agreed"):
        await anna.taps(label)
    assert await schedule_of(talk, assignment_id) == rule


async def test_all_seven_days_are_daily(talk: Talk) -> None:
    rule = Schedule(pattern=Pattern.TIMES_PER_WEEK, starts=MONDAY, times=(time(18),), per_week=3)
    anna, assignment_id = await proposed(talk, rule)
    await anna.taps("Agree")
    await anna.types("every day")
    for label in ("18:00", "kitchen table", "Skip", "8", "Yes, agreed"):
        await anna.taps(label)
    assert (await schedule_of(talk, assignment_id)).pattern is Pattern.DAILY


async def test_a_proposal_that_ran_out_before_it_was_agreed_keeps_its_length(talk: Talk) -> None:
    rule = Schedule(pattern=Pattern.DAILY, starts=date(2026, 2, 1), ends=date(2026, 2, 14), times=(time(18),))
    anna, assignment_id = await proposed(talk, rule)
    for label in ("Agree", "18:00", "kitchen table", "Skip", "8", "Yes, agreed"):
        await anna.taps(label)
    schedule = await schedule_of(talk, assignment_id)
    assert (schedule.starts, schedule.ends) == (MONDAY, date(2026, 3, 15))


async def test_the_time_is_the_patient_s_wall_clock_across_the_spring_change(talk: Talk) -> None:
    rule = Schedule(pattern=Pattern.DAILY, starts=date(2026, 3, 28), times=(time(18),))
    anna, assignment_id = await proposed(talk, rule)
    await talk.moves_to(datetime(2026, 3, 28, 9, tzinfo=UTC))
    for label in ("Agree", "18:00", "kitchen table", "Skip", "8", "Yes, agreed"):
        await anna.taps(label)
    at = [each.planned_at for each in await moments_of(talk, assignment_id)][:2]
    assert at == [datetime(2026, 3, 28, 17, tzinfo=UTC), datetime(2026, 3, 29, 16, tzinfo=UTC)]


async def test_a_time_in_the_gap_of_the_spring_change_comes_later_by_the_gap(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk, once(date(2026, 3, 29), time(18)))
    await anna.taps("Agree")
    await anna.types("2:30 am")
    for label in ("kitchen table", "Skip", "8", "Yes, agreed"):
        await anna.taps(label)
    assert "Sun 29 Mar 03:30" in anna.last
    assert [each.local_time for each in await moments_of(talk, assignment_id)] == [time(2, 30)]
