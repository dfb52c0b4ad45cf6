from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.hearing.schedules import hear_schedule
from bot.conversation.therapist.assign_schedule import (
    SLOT_TIMES,
    has_moments,
    heard_answers,
    schedule_of,
    suggested_rhythm,
)
from bot.library.schema import Slot
from scheduler.schedule import Pattern, Schedule
from tests.talk import LIBRARY

NOW = datetime(2026, 3, 2, 10, 0)  # noqa: DTZ001 - a wall clock
EXERCISE = LIBRARY.exercises[0]


def built(text: str, now: datetime = NOW) -> Schedule:
    return schedule_of(
        {"length": {"days": 7}, **heard_answers(hear_schedule(text, now.date()))}, EXERCISE, now
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("daily 18:00 2w", {"pattern": Pattern.DAILY, "ends": date(2026, 3, 15)}),
        ("täglich 18:00 2w", {"pattern": Pattern.DAILY, "ends": date(2026, 3, 15)}),
        ("weekdays 18:00", {"pattern": Pattern.WEEKDAYS, "ends": date(2026, 3, 8)}),
        (
            "Mon,Thu 18:00 until 2026-05-01",
            {"pattern": Pattern.CHOSEN_DAYS, "days": frozenset({0, 3}), "ends": date(2026, 5, 1)},
        ),
        (
            "every 2 days 18:00 10 days",
            {"pattern": Pattern.EVERY_N_DAYS, "every": 2, "ends": date(2026, 3, 11)},
        ),
        (
            "3x/week 18:00 3w",
            {"pattern": Pattern.TIMES_PER_WEEK, "per_week": 3, "ends": date(2026, 3, 22)},
        ),
        ("once 2026-03-12 18:00", {"pattern": Pattern.ONCE, "starts": date(2026, 3, 12), "ends": None}),
    ],
)
def test_a_line_becomes_a_schedule(text: str, expected: dict[str, Any]) -> None:
    schedule = built(text)
    assert schedule.times == (time(18),)
    assert {name: getattr(schedule, name) for name in expected} == expected


def test_it_begins_today_while_its_time_is_ahead_and_tomorrow_after_that() -> None:
    assert built("daily 18:00").starts == date(2026, 3, 2)
    late = NOW.replace(hour=18)
    tomorrow = built("daily 18:00 2w", late)
    assert tomorrow.starts == date(2026, 3, 3)
    assert tomorrow.ends == date(2026, 3, 16)


def test_a_beginning_that_was_said_counts_unless_it_is_past() -> None:
    answers = {"rhythm": {"pattern": "daily"}, "length": {"days": 7}, "time": ["18:00"]}
    assert schedule_of({**answers, "starts": "2026-03-09"}, EXERCISE, NOW).starts == date(2026, 3, 9)
    assert schedule_of({**answers, "starts": "2026-02-01"}, EXERCISE, NOW).starts == date(2026, 3, 2)


def test_without_a_time_the_exercises_part_of_the_day_is_offered() -> None:
    answers = {"rhythm": {"pattern": "daily"}, "length": {"days": 7}, "time": None}
    expected = time.fromisoformat(SLOT_TIMES[EXERCISE.schedule.slot])
    assert schedule_of(answers, EXERCISE, NOW).times == (expected,)


def test_on_an_event_no_time_is_planned() -> None:
    schedule = schedule_of({"rhythm": {"pattern": "on_event"}, "length": {"days": 14}}, EXERCISE, NOW)
    assert (schedule.times, schedule.ends) == ((), date(2026, 3, 15))


def test_a_time_that_may_be_morning_or_evening_is_left_open() -> None:
    answers = heard_answers(hear_schedule("daily at 7", NOW.date()))
    assert "time" not in answers
    assert answers["readings"] == ["07:00", "19:00"]


def test_a_rule_that_names_no_day_before_its_end_has_no_moments() -> None:
    schedule = Schedule(
        pattern=Pattern.CHOSEN_DAYS,
        starts=date(2026, 3, 3),
        ends=date(2026, 3, 4),
        days=frozenset({6}),
        times=(time(18),),
    )
    assert not has_moments(schedule, "Europe/Berlin", datetime(2026, 3, 2, tzinfo=UTC))


def test_every_part_of_the_day_has_a_time() -> None:
    assert set(SLOT_TIMES) == set(Slot)


def test_every_suggestion_of_the_library_makes_a_schedule() -> None:
    details = {"month_day": 15, "date": "2026-03-12"}
    for exercise in LIBRARY.exercises:
        rhythm = suggested_rhythm(exercise.schedule)
        answers = {"rhythm": rhythm, "length": {"days": exercise.schedule.weeks * 7}, **details}
        schedule = schedule_of(answers, exercise, NOW)
        assert has_moments(schedule, "Europe/Berlin", datetime(2026, 3, 2, tzinfo=UTC)), exercise.id


@given(st.text(max_size=60))
def test_no_line_breaks_the_reading(text: str) -> None:
    answers = heard_answers(hear_schedule(text, NOW.date()))
    assert answers.keys() <= {"rhythm", "starts", "length", "time", "readings"}
