"""When a person may be written to unasked: never in quiet hours, never too often. Pure: no clock, no database.

Quiet hours are the wall clock's, so a change of daylight saving moves them with everybody else's evening. The caps are
our judgement (DOMAIN.md, section 4, reminder limits); a moment that the patient planned always comes, and is only counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from scheduler.recurrence import instant
from scheduler.zones import zone_of

MOST_UNASKED: Final = 2
MOST_WITH_PLANNED: Final = 3
_HOUR: Final = 60
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Manners:
    """A person's wall clock and quiet hours, in minutes after midnight; from = to means none.

    `capped`: whether the day's number of messages is limited too.
    """

    zone: str
    quiet_from: int
    quiet_to: int
    capped: bool = True


@dataclass(frozen=True)
class Earlier:
    """A message that went out unasked; `planned` = at a moment of the patient's own plan."""

    at: datetime
    planned: bool


def next_allowed(now: datetime, manners: Manners, earlier: Sequence[Earlier]) -> datetime:
    """Return the first instant (UTC) from `now` on at which one more unasked message may go."""
    at = after_quiet(now, manners)
    if not manners.capped:
        return at
    zone = zone_of(manners.zone)
    day = at.astimezone(zone).date()
    today = [each for each in earlier if each.at.astimezone(zone).date() == day]
    unplanned = sum(not each.planned for each in today)
    if unplanned < MOST_UNASKED and len(today) < MOST_WITH_PLANNED:
        return at
    return after_quiet(instant(day + _DAY, time(), zone), manners)


def after_quiet(at: datetime, manners: Manners) -> datetime:
    """Return `at`, or the end of the quiet hours in which it lies."""
    if not is_quiet(at, manners):
        return at
    zone = zone_of(manners.zone)
    local = at.astimezone(zone)
    over_midnight = manners.quiet_to < manners.quiet_from <= _minute(local)
    day = local.date() + _DAY if over_midnight else local.date()
    return instant(day, time(*divmod(manners.quiet_to, _HOUR)), zone)


def quiet_begins(at: datetime, manners: Manners) -> datetime | None:
    """Return when the next quiet hours begin after `at`, so that what waits that long is not sent into them."""
    if manners.quiet_from == manners.quiet_to:
        return None
    zone = zone_of(manners.zone)
    today = at.astimezone(zone).date()
    begin = time(*divmod(manners.quiet_from, _HOUR))
    return next(
        each for each in (instant(today + _DAY * ahead, begin, zone) for ahead in range(3)) if each > at
    )


def is_quiet(at: datetime, manners: Manners) -> bool:
    """Whether the wall clock shows a quiet hour."""
    minute = _minute(at.astimezone(zone_of(manners.zone)))
    if manners.quiet_from <= manners.quiet_to:
        return manners.quiet_from <= minute < manners.quiet_to
    return minute >= manners.quiet_from or minute < manners.quiet_to


def _minute(local: datetime) -> int:
    return local.hour * _HOUR + local.minute
