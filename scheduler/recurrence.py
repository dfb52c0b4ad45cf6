"""When a schedule's moments are, reckoned on a person's wall clock. Pure: no clock, no database.

A schedule speaks of local dates and wall times ("18:00 each Monday"); only `instant` turns them into UTC. Both changes of
daylight saving follow RFC 5545, section 3.3.5:

- Spring, a wall time that does not exist (Berlin, 2026-03-29 02:30) is read with the offset before the gap, so it comes
  later by exactly the gap (03:30 on the new clock). It is never lost.
- Autumn, a wall time that exists twice (Berlin, 2026-10-25 02:30) is its first passing. It never comes twice.

A whole date may be missing: Pacific/Apia went from 2011-12-29 straight to 2011-12-31. By the same rule its moments come a
day later at the same wall time; where the schedule already plans that later date, the two would be one and the same moment,
and only the later date's is kept: nobody lived the missing day, so nobody can have left it undone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from scheduler.schedule import Pattern, Schedule

__all__ = ["Pattern", "Planned", "Schedule", "instant", "next_occurrence", "occurrences"]

_DAY = timedelta(days=1)
_LAST_DATE = date(9999, 12, 29)


@dataclass(frozen=True, slots=True)
class Planned:
    """One moment of a schedule: the local date and slot that name it, its wall time, and the instant in UTC."""

    local_date: date
    slot: int
    local_time: time
    at: datetime


def instant(local_date: date, local_time: time, zone: tzinfo) -> datetime:
    """The moment (UTC) of a wall time: in a gap later by the gap, in a fold the first of the two."""
    # fold=0 is both rules at once (PEP 495): the offset before the gap, and the first passing.
    return datetime.combine(local_date, local_time.replace(fold=0), tzinfo=zone).astimezone(UTC)


def occurrences(schedule: Schedule, zone: tzinfo, after: date | None, until: date) -> Iterator[Planned]:
    """Each planned moment with `after` < local date <= `until`, by local date, within a date by instant."""
    left = schedule.count
    for day in _candidates(schedule, after, until):
        for planned in _moments(schedule, zone, day):
            if left == 0:
                return
            left = None if left is None else left - 1
            if after is None or planned.local_date > after:
                yield planned


def next_occurrence(schedule: Schedule, zone: tzinfo, after: datetime) -> Planned | None:
    """The earliest moment strictly after the instant `after` (aware), or None when nothing is left."""
    # Two days back: a missing date moves its moments by one day, and zones are up to 26 hours apart.
    since = after.astimezone(zone).date() - 2 * _DAY
    horizon = max(since, schedule.starts) + timedelta(days=schedule.longest_pause + 4)
    found: Planned | None = None
    for planned in occurrences(schedule, zone, since, horizon):
        if found is not None and planned.local_date > found.local_date + 2 * _DAY:
            break
        if planned.at > after and (found is None or planned.at < found.at):
            found = planned
    return found


def _candidates(schedule: Schedule, after: date | None, until: date) -> Iterator[date]:
    """The dates that the pattern names, up to `until`; from the very start where moments are counted."""
    first = schedule.starts
    if after is not None and schedule.count is None:
        first = max(first, after + _DAY)
    last = min(until, schedule.ends or until, _LAST_DATE)
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        if schedule.plans(day):
            yield day


def _moments(schedule: Schedule, zone: tzinfo, day: date) -> list[Planned]:
    """The moments of one planned date, earliest first; none if the date is missing and the next is planned too."""
    if _is_missing(day, zone) and schedule.plans(day + _DAY):
        return []
    moments = [Planned(day, slot, at, instant(day, at, zone)) for slot, at in enumerate(schedule.times)]
    return sorted(moments, key=lambda planned: (planned.at, planned.slot))


def _is_missing(day: date, zone: tzinfo) -> bool:
    """Whether the zone's calendar leaves out the whole date: its midnight is then the next one's."""
    return instant(day, time(), zone) >= instant(day + _DAY, time(), zone)
