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
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from heapq import merge
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from scheduler.schedule import Pattern, Schedule

__all__ = ["Pattern", "Planned", "Schedule", "instant", "next_occurrence", "occurrences"]

_DAY = timedelta(days=1)
_LAST_DATE = date(9999, 12, 29)
_IN_ORDER = attrgetter("local_date", "at", "slot")


class Planned(NamedTuple):
    """One moment of a schedule: the local date and slot that name it, its wall time, and the instant in UTC.

    A tuple, since it is made for every moment of every plan: a frozen dataclass costs more than the reckoning itself.
    """

    local_date: date
    slot: int
    local_time: time
    at: datetime


def instant(local_date: date, local_time: time, zone: tzinfo) -> datetime:
    """The moment (UTC) of a wall time: in a gap later by the gap, in a fold the first of the two."""
    # fold=0 is both rules at once (PEP 495): the offset before the gap, and the first passing.
    return datetime.combine(local_date, local_time.replace(fold=0), zone).astimezone(UTC)


def occurrences(schedule: Schedule, zone: tzinfo, after: date | None, until: date) -> Iterator[Planned]:
    """Each planned moment with `after` < local date <= `until`, by local date, within a date by instant."""
    if schedule.count is None:
        return _lived(schedule, zone, after, until)
    counted = islice(_lived(schedule, zone, None, until), schedule.count)
    return (planned for planned in counted if after is None or planned.local_date > after)


def next_occurrence(schedule: Schedule, zone: tzinfo, after: datetime) -> Planned | None:
    """The earliest moment strictly after the instant `after` (aware), or None when nothing is left."""
    # A gap moves a moment by a day at most: what comes after `after` may be of the local date before, and what overtakes
    # the first one found is of the date after it.
    since = after.astimezone(zone).date() - 2 * _DAY
    horizon = max(since, schedule.starts) + timedelta(days=schedule.longest_pause + 4)
    found: Planned | None = None
    for planned in occurrences(schedule, zone, since, horizon):
        if found is not None and planned.local_date > found.local_date + _DAY:
            break
        if planned.at > after and (found is None or planned.at < found.at):
            found = planned
    return found


def _lived(schedule: Schedule, zone: tzinfo, after: date | None, until: date) -> Iterator[Planned]:
    """Each moment of the rule, whatever its count, but for those of a missing date if the next is planned too."""
    slots = [_of_slot(schedule, zone, slot, after, until) for slot in range(len(schedule.times))]
    return slots[0] if len(slots) == 1 else merge(*slots, key=_IN_ORDER)


def _of_slot(
    schedule: Schedule, zone: tzinfo, slot: int, after: date | None, until: date
) -> Iterator[Planned]:
    """The same of one slot. A moment waits for the next one: not before that, it is of a missing date and gives way."""
    local_time, combine = schedule.times[slot].replace(fold=0), datetime.combine
    held: Planned | None = None
    for day in schedule.dates(after, min(until, _LAST_DATE) + _DAY):
        at = combine(day, local_time, zone).astimezone(UTC)
        if held is not None and held.at < at:
            yield held
        held = Planned(day, slot, local_time, at)
    if held is not None and held.local_date <= until:
        yield held
