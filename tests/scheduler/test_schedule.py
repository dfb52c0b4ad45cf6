"""A schedule that exists makes sense, and comes back from storage as it went."""

from datetime import UTC, date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.schedule import Pattern, Schedule, spread

START = date(2026, 3, 2)
SIX = (time(18),)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"pattern": Pattern.DAILY}, "A daily schedule needs a time."),
        ({"pattern": Pattern.ON_EVENT, "times": SIX}, "A schedule on an event has no times."),
        ({"pattern": Pattern.DAILY, "times": SIX * 2}, "A schedule names each of its times only once."),
        ({"pattern": Pattern.DAILY, "times": (time(18, 0, 1),)}, "to the minute"),
        ({"pattern": Pattern.DAILY, "times": (time(18, tzinfo=UTC),)}, "without a zone"),
        ({"pattern": Pattern.DAILY, "times": SIX, "every": 2}, "A daily schedule has no step of days."),
        (
            {"pattern": Pattern.DAILY, "times": SIX, "days": frozenset({1})},
            "A daily schedule has no chosen days.",
        ),
        (
            {"pattern": Pattern.DAILY, "times": SIX, "month_day": 1},
            "A daily schedule has no day of the month.",
        ),
        (
            {"pattern": Pattern.DAILY, "times": SIX, "per_week": 1},
            "A daily schedule has no number of times per week.",
        ),
        ({"pattern": Pattern.CHOSEN_DAYS, "times": SIX}, "A schedule on chosen days needs at least one day."),
        (
            {"pattern": Pattern.CHOSEN_DAYS, "times": SIX, "days": frozenset({7})},
            "numbers from 0 (Monday) to 6 (Sunday)",
        ),
        ({"pattern": Pattern.TIMES_PER_WEEK, "times": SIX}, "Times per week are 1 to 7."),
        ({"pattern": Pattern.TIMES_PER_WEEK, "times": SIX, "per_week": 8}, "Times per week are 1 to 7."),
        (
            {"pattern": Pattern.TIMES_PER_WEEK, "times": SIX, "per_week": 3, "days": frozenset({0})},
            "3 times per week do not fit 1 chosen days.",
        ),
        ({"pattern": Pattern.EVERY_N_DAYS, "times": SIX, "every": 0}, "Every n days means 1 to 366."),
        ({"pattern": Pattern.MONTHLY, "times": SIX, "month_day": 32}, "The day of a month is 1 to 31."),
        (
            {"pattern": Pattern.DAILY, "times": SIX, "ends": date(2026, 3, 1)},
            "A schedule cannot end before it starts.",
        ),
        ({"pattern": Pattern.DAILY, "times": SIX, "count": 0}, "needs at least one"),
        (
            {"pattern": Pattern.DAILY, "times": SIX, "starts": date(1, 1, 1)},
            "between the years 1970 and 2999",
        ),
    ],
)
def test_a_contradiction_is_refused_with_a_sentence(parts: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=r"\.$") as refusal:
        Schedule(**{"starts": START} | parts)
    assert sentence in str(refusal.value)


SCHEDULES = st.builds(
    Schedule,
    pattern=st.just(Pattern.CHOSEN_DAYS),
    starts=st.dates(date(1970, 1, 1), date(2100, 1, 1)),
    times=st.lists(st.builds(time, st.integers(0, 23), st.integers(0, 59)), min_size=1, unique=True).map(
        tuple
    ),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    ends=st.none() | st.dates(date(2100, 1, 2)),
    count=st.none() | st.integers(min_value=1),
)


@given(SCHEDULES)
def test_what_is_stored_comes_back(schedule: Schedule) -> None:
    assert Schedule.from_json(schedule.to_json()) == schedule


@pytest.mark.parametrize("pattern", Pattern)
def test_every_pattern_is_stored_and_comes_back(pattern: Pattern) -> None:
    own: dict[Pattern, dict[str, Any]] = {
        Pattern.CHOSEN_DAYS: {"days": frozenset({0})},
        Pattern.EVERY_N_DAYS: {"every": 3},
        Pattern.TIMES_PER_WEEK: {"per_week": 2, "days": frozenset({0, 4})},
        Pattern.MONTHLY: {"month_day": 31},
        Pattern.ON_EVENT: {"times": ()},
    }
    usual: dict[str, Any] = {"pattern": pattern, "starts": START, "times": SIX}
    schedule = Schedule(**usual | own.get(pattern, {}))
    assert Schedule.from_json(schedule.to_json()) == schedule


@pytest.mark.parametrize(
    "damage", [{"v": 2}, {"pattern": "never"}, {"times": None}, {"days": ["x"]}, {"starts": "today"}]
)
def test_a_damaged_schedule_is_refused(damage: dict[str, Any]) -> None:
    stored = Schedule(pattern=Pattern.DAILY, starts=START, times=SIX).to_json() | damage
    with pytest.raises(ValueError, match=r"\w"):
        Schedule.from_json(stored)


def test_a_missing_part_is_named() -> None:
    stored = Schedule(pattern=Pattern.DAILY, starts=START, times=SIX).to_json()
    del stored["times"]
    with pytest.raises(ValueError, match="times"):
        Schedule.from_json(stored)


@pytest.mark.parametrize("per_week", range(1, 8))
def test_a_spread_has_as_many_days_as_asked(per_week: int) -> None:
    assert len(spread(per_week)) == per_week
    assert spread(per_week) <= set(range(7))
