"""Each planned wall time comes exactly once, whatever the zone's clock does."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.recurrence import Pattern, Planned, Schedule, instant, next_occurrence, occurrences

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 3, 2)


def dates(schedule: Schedule, until: date, after: date | None = None) -> list[date]:
    return [planned.local_date for planned in occurrences(schedule, BERLIN, after, until)]


def days_of(schedule: Schedule, until_day: int) -> list[int]:
    return [day.day for day in dates(schedule, MONDAY.replace(day=until_day))]


def at_six(pattern: Pattern, starts: date = MONDAY, **parts: object) -> Schedule:
    return Schedule(pattern=pattern, starts=starts, times=(time(18),), **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("zone", "day", "wall", "utc"),
    [
        ("Europe/Berlin", (2026, 3, 29), (2, 30), (2026, 3, 29, 1, 30)),  # gap: comes at 03:30
        ("Europe/Berlin", (2026, 3, 29), (3, 0), (2026, 3, 29, 1, 0)),
        ("Europe/Berlin", (2026, 10, 25), (2, 30), (2026, 10, 25, 0, 30)),  # fold: the first
        ("Europe/Berlin", (2026, 10, 25), (3, 0), (2026, 10, 25, 2, 0)),
        ("America/New_York", (2026, 3, 8), (2, 30), (2026, 3, 8, 7, 30)),
        ("America/New_York", (2026, 11, 1), (1, 30), (2026, 11, 1, 5, 30)),
        ("Australia/Lord_Howe", (2026, 10, 4), (2, 15), (2026, 10, 3, 15, 45)),  # a gap of 30 minutes
        ("Australia/Lord_Howe", (2026, 4, 5), (1, 45), (2026, 4, 4, 14, 45)),
        ("Pacific/Apia", (2011, 12, 30), (18, 0), (2011, 12, 31, 4, 0)),  # a gap of a whole day
        ("Pacific/Apia", (2011, 12, 31), (18, 0), (2011, 12, 31, 4, 0)),
        ("Africa/Casablanca", (2026, 2, 15), (2, 30), (2026, 2, 15, 1, 30)),  # Ramadan begins: fold
        ("Africa/Casablanca", (2026, 3, 22), (2, 30), (2026, 3, 22, 2, 30)),  # Ramadan is over: gap
        ("Africa/Cairo", (2026, 4, 24), (0, 30), (2026, 4, 23, 22, 30)),  # a gap that begins at midnight
        ("Africa/Cairo", (2026, 10, 29), (23, 30), (2026, 10, 29, 20, 30)),
        ("America/Asuncion", (2024, 10, 6), (0, 30), (2024, 10, 6, 4, 30)),
        ("America/Asuncion", (2026, 10, 4), (0, 30), (2026, 10, 4, 3, 30)),  # no changes since 2024-10-15
    ],
)
def test_named_days_come_when_they_should(
    zone: str, day: tuple[int, int, int], wall: tuple[int, int], utc: tuple[int, int, int, int, int]
) -> None:
    assert instant(date(*day), time(*wall), ZoneInfo(zone)) == datetime(*utc, tzinfo=UTC)


def test_a_time_in_the_gap_is_shown_later_by_the_gap() -> None:
    assert instant(date(2026, 3, 29), time(2, 30), BERLIN).astimezone(BERLIN).time() == time(3, 30)


def test_a_fold_mark_on_the_wall_time_changes_nothing() -> None:
    day = date(2026, 10, 25)
    assert instant(day, time(2, 30, fold=1), BERLIN) == instant(day, time(2, 30), BERLIN)


def test_daily_begins_and_ends_with_its_own_dates() -> None:
    assert days_of(at_six(Pattern.DAILY, ends=date(2026, 3, 5)), 20) == [2, 3, 4, 5]


def test_once_comes_once() -> None:
    assert days_of(at_six(Pattern.ONCE), 31) == [2]


def test_weekdays_leave_the_weekend_free() -> None:
    assert days_of(at_six(Pattern.WEEKDAYS, MONDAY.replace(day=6)), 10) == [6, 9, 10]


def test_chosen_days_are_those_days() -> None:
    assert days_of(at_six(Pattern.CHOSEN_DAYS, days=frozenset({0, 3})), 15) == [2, 5, 9, 12]


def test_every_second_day_is_counted_from_the_start() -> None:
    assert days_of(at_six(Pattern.EVERY_N_DAYS, MONDAY.replace(day=3), every=2), 9) == [3, 5, 7, 9]


@pytest.mark.parametrize(
    ("per_week", "weekdays"),
    [(1, [2]), (2, [2, 5]), (3, [2, 4, 6]), (4, [2, 3, 5, 7]), (7, [2, 3, 4, 5, 6, 7, 8])],
)
def test_times_per_week_are_spread_evenly_from_the_start(per_week: int, weekdays: list[int]) -> None:
    schedule = at_six(Pattern.TIMES_PER_WEEK, per_week=per_week)
    assert days_of(schedule, 8) == weekdays
    assert days_of(schedule, 15) == weekdays + [day + 7 for day in weekdays]


def test_times_per_week_begin_with_the_start_and_not_with_monday() -> None:
    assert days_of(at_six(Pattern.TIMES_PER_WEEK, MONDAY.replace(day=5), per_week=2), 14) == [5, 8, 12]


def test_times_per_week_with_chosen_days_use_those() -> None:
    schedule = at_six(Pattern.TIMES_PER_WEEK, per_week=2, days=frozenset({1, 6}))
    assert days_of(schedule, 10) == [3, 8, 10]


def test_a_month_too_short_has_its_day_at_its_end() -> None:
    schedule = at_six(Pattern.MONTHLY, date(2027, 12, 31))
    expected = [
        date(2027, 12, 31),
        date(2028, 1, 31),
        date(2028, 2, 29),
        date(2028, 3, 31),
        date(2028, 4, 30),
    ]
    assert dates(schedule, date(2028, 5, 1)) == expected


def test_a_day_of_the_month_may_differ_from_the_start() -> None:
    schedule = at_six(Pattern.MONTHLY, month_day=1)
    assert dates(schedule, date(2026, 5, 31)) == [date(2026, 4, 1), date(2026, 5, 1)]


def test_an_event_plans_nothing() -> None:
    schedule = Schedule(pattern=Pattern.ON_EVENT, starts=MONDAY)
    assert dates(schedule, date(2027, 1, 1)) == []
    assert next_occurrence(schedule, BERLIN, datetime(2026, 1, 1, tzinfo=UTC)) is None


def test_two_times_a_day_are_two_slots() -> None:
    schedule = Schedule(pattern=Pattern.DAILY, starts=MONDAY, times=(time(20), time(8)), count=3)
    found = list(occurrences(schedule, BERLIN, None, date(2026, 4, 1)))
    assert [(planned.local_date.day, planned.slot, planned.local_time.hour) for planned in found] == [
        (2, 1, 8),
        (2, 0, 20),
        (3, 1, 8),
    ]


def test_a_count_is_reckoned_from_the_start_wherever_one_looks() -> None:
    schedule = at_six(Pattern.DAILY, count=4)
    assert dates(schedule, date(2026, 3, 31), after=date(2026, 3, 3)) == [date(2026, 3, 4), date(2026, 3, 5)]
    assert dates(schedule, date(2026, 3, 31), after=date(2026, 3, 5)) == []


def test_planning_in_two_pieces_gives_what_one_piece_gives() -> None:
    schedule = at_six(Pattern.EVERY_N_DAYS, every=3, count=9)
    middle, end = date(2026, 3, 13), date(2026, 5, 1)
    assert dates(schedule, middle) + dates(schedule, end, after=middle) == dates(schedule, end)


@pytest.mark.parametrize(
    ("zone", "missing"),
    [("Pacific/Apia", date(2011, 12, 30)), ("Pacific/Kiritimati", date(1994, 12, 31))],
)
def test_a_missing_date_gives_no_second_message_at_the_next_ones_moment(zone: str, missing: date) -> None:
    schedule = at_six(Pattern.DAILY, missing - timedelta(1), count=3)
    found = list(occurrences(schedule, ZoneInfo(zone), None, missing + timedelta(9)))
    assert [planned.local_date - missing for planned in found] == [timedelta(-1), timedelta(1), timedelta(2)]
    assert len({planned.at for planned in found}) == 3


def test_a_single_moment_on_a_missing_date_comes_the_day_after() -> None:
    apia = ZoneInfo("Pacific/Apia")
    schedule = at_six(Pattern.ONCE, date(2011, 12, 30))
    [planned] = occurrences(schedule, apia, None, date(2012, 1, 5))
    assert planned.local_date == date(2011, 12, 30)
    assert planned.at.astimezone(apia) == datetime(2011, 12, 31, 18, tzinfo=apia)
    assert next_occurrence(schedule, apia, datetime(2011, 12, 30, 23, tzinfo=UTC)) == planned


def test_the_next_occurrence_is_strictly_later() -> None:
    schedule = at_six(Pattern.DAILY, ends=date(2026, 3, 4))
    six = datetime(2026, 3, 2, 17, tzinfo=UTC)
    assert next_occurrence(schedule, BERLIN, six - timedelta(seconds=1)) == Planned(MONDAY, 0, time(18), six)
    following = next_occurrence(schedule, BERLIN, six)
    assert following is not None
    assert following.at == six + timedelta(days=1)
    assert next_occurrence(schedule, BERLIN, six + timedelta(days=2)) is None


def test_the_next_occurrence_is_found_however_far_the_start_is() -> None:
    schedule = at_six(Pattern.CHOSEN_DAYS, date(2031, 1, 1), days=frozenset({1}))
    found = next_occurrence(schedule, BERLIN, datetime(2026, 3, 1, tzinfo=UTC))
    assert found is not None
    assert found.local_date == date(2031, 1, 7)


def test_a_time_moved_by_the_gap_does_not_overtake_the_next_occurrence() -> None:
    schedule = Schedule(pattern=Pattern.DAILY, starts=date(2026, 3, 29), times=(time(2, 45), time(3, 15)))
    first = next_occurrence(schedule, BERLIN, datetime(2026, 3, 29, 0, 59, tzinfo=UTC))
    assert first is not None
    assert (first.slot, first.at) == (1, datetime(2026, 3, 29, 1, 15, tzinfo=UTC))


def test_the_last_year_of_the_calendar_is_reckoned_without_an_error() -> None:
    assert len(dates(at_six(Pattern.MONTHLY), date.max, after=date(9999, 1, 1))) == 12
