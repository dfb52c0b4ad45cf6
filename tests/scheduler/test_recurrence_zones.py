"""The same, in every zone of the world: all changes of the clock from 2025 to 2030, and random schedules."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.recurrence import Pattern, Schedule, next_occurrence, occurrences

ZONES = sorted(available_timezones())
STEP = timedelta(days=9)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def offset(zone: ZoneInfo, at: datetime) -> timedelta:
    found = at.astimezone(zone).utcoffset()
    assert found is not None
    return found


@cache
def changes(name: str, years: range) -> tuple[tuple[datetime, timedelta, timedelta], ...]:
    """The changes of a zone's clock: first instant of the new offset, old offset, new offset."""
    return tuple(_changes(ZoneInfo(name), years))


def _changes(zone: ZoneInfo, years: range) -> Iterator[tuple[datetime, timedelta, timedelta]]:
    at, end = datetime(years[0], 1, 1, tzinfo=UTC), datetime(years[-1] + 1, 1, 1, tzinfo=UTC)
    while at < end:
        before, after = at, at + STEP
        if offset(zone, before) != offset(zone, after):
            while after - before > SECOND:
                middle = before + (after - before) // 2 // SECOND * SECOND
                before, after = (
                    (middle, after) if offset(zone, middle) == offset(zone, at) else (before, middle)
                )
            yield after, offset(zone, before), offset(zone, after)
        at += STEP


def wall(at: datetime, shift: timedelta) -> datetime:
    return (at + shift).replace(tzinfo=None)


def test_every_change_of_every_zone_is_passed_exactly_once() -> None:
    seen = 0
    for name in ZONES:
        for at, old, new in changes(name, range(2025, 2031)):
            seen += 1
            low, high = sorted((wall(at, old), wall(at, new)))
            for local in (low - SECOND * 60, low, low + (high - low) / 2, high - SECOND * 60, high):
                _the_day_of(local.replace(second=0), ZoneInfo(name), at, old, new)
    assert seen > 1500  # the zone data are there, and the search finds their changes


def _the_day_of(local: datetime, zone: ZoneInfo, at: datetime, old: timedelta, new: timedelta) -> None:
    """Of three days around a change each gives one moment; the one at the change as RFC 5545 says."""
    schedule = Schedule(pattern=Pattern.DAILY, starts=local.date() - DAY, times=(local.time(),), count=3)
    found = list(occurrences(schedule, zone, None, local.date() + 9 * DAY))
    assert [planned.local_date - local.date() for planned in found] == [-DAY, 0 * DAY, DAY]
    assert found[0].at < found[1].at < found[2].at
    in_old = local.replace(tzinfo=UTC) - old
    in_new = local.replace(tzinfo=UTC) - new
    if in_old < at or in_new < at:  # it still passed on the old clock, or it falls into the gap
        assert found[1].at == in_old, (zone.key, local)
    else:
        assert found[1].at == in_new, (zone.key, local)
    shown = found[1].at.astimezone(zone).replace(tzinfo=None)
    in_gap = in_old >= at > in_new
    assert shown - local == (new - old if in_gap else 0 * DAY), (zone.key, local)


def test_each_date_is_planned_once_in_every_zone_and_never_backwards() -> None:
    """Thirteen months in all zones: every wall time comes as planned, or later by a gap of at most a day."""
    schedule = Schedule(pattern=Pattern.EVERY_N_DAYS, starts=date(2026, 1, 1), times=(time(2, 30),), every=3)
    for name in ZONES:
        found = list(occurrences(schedule, ZoneInfo(name), None, date(2027, 1, 31)))
        assert [planned.local_date for planned in found] == [
            date(2026, 1, 1) + 3 * DAY * n for n in range(132)
        ]
        assert all(one.at < two.at for one, two in pairwise(found))


SCHEDULES = st.builds(
    Schedule,
    pattern=st.sampled_from([Pattern.ONCE, Pattern.DAILY, Pattern.WEEKDAYS, Pattern.MONTHLY]),
    starts=st.dates(date(1985, 1, 1), date(2037, 1, 1)),
    times=st.lists(st.times().map(lambda at: at.replace(second=0, microsecond=0)), min_size=1, max_size=3, unique=True)
    .map(tuple),
    count=st.none() | st.integers(1, 30),
)  # fmt: skip


@given(st.sampled_from(ZONES), SCHEDULES)
@settings(max_examples=300, deadline=None)
def test_every_planned_date_and_slot_comes_once_in_order(name: str, schedule: Schedule) -> None:
    zone = ZoneInfo(name)
    found = list(occurrences(schedule, zone, None, schedule.starts + 40 * DAY))
    keys = [(planned.local_date, planned.slot) for planned in found]
    assert len(set(keys)) == len(keys)
    assert len({(planned.at, planned.slot) for planned in found}) == len(found)
    for slot in range(len(schedule.times)):
        moments = [planned.at for planned in found if planned.slot == slot]
        assert all(one < two for one, two in pairwise(moments))
    for planned in found:
        shown = planned.at.astimezone(zone).replace(tzinfo=None)
        late = shown - datetime.combine(planned.local_date, planned.local_time)
        before = offset(zone, planned.at - DAY - late)
        assert late in (0 * DAY, offset(zone, planned.at) - before)
        assert 0 * DAY <= late <= DAY


@given(st.sampled_from(ZONES), SCHEDULES, st.timedeltas(-2 * DAY, 40 * DAY))
@settings(max_examples=200, deadline=None)
def test_the_next_occurrence_is_the_earliest_of_all_that_follow(
    name: str, schedule: Schedule, since_start: timedelta
) -> None:
    zone = ZoneInfo(name)
    after = datetime.combine(schedule.starts, time(), tzinfo=UTC) + since_start
    every = occurrences(schedule, zone, None, schedule.starts + 90 * DAY)
    later = [planned.at for planned in every if planned.at > after]
    found = next_occurrence(schedule, zone, after)
    assert (found.at if found else None) == (min(later) if later else None)
