"""What the model itself thinks should happen: wall times found by walking, plans followed by hand. Knows no scheduler."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@cache
def wall(day: date, clock: time, zone: str) -> datetime:
    """Walk through the minutes of UTC until the clock on the wall shows it, or has passed it over."""
    wanted, where = datetime.combine(day, clock), ZoneInfo(zone)
    at = datetime.combine(day, clock, UTC) - 15 * timedelta(hours=1)
    before = at
    while True:
        shown = at.astimezone(where).replace(tzinfo=None)
        if shown == wanted:
            return at
        if shown > wanted:
            last = before.astimezone(where).replace(tzinfo=None)
            return before + (wanted - last)
        before, at = at, at + MINUTE


def is_quiet(at: datetime, zone: str, begins: int, ends: int) -> bool:
    """Say whether the clock on the wall shows a quiet minute, by counting from the beginning of the quiet hours."""
    local = at.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    return (minute - begins) % (24 * 60) < (ends - begins) % (24 * 60)


@dataclass(frozen=True)
class Change:
    """Something after which another plan holds: `plan` None stops it; `zone` is the clock that it goes by from then on."""

    at: datetime
    plan: dict[str, Any] | None
    zone: str
    agreed: bool
    """Whether the plan itself was agreed anew, and not only the clock was changed."""


def expected(changes: Sequence[Change], now: datetime) -> list[datetime]:
    """Return each moment up to now that these plans promise, in order.

    A time of a day that was asked already is not asked again that day when the plan changes, unless the plan that was
    given up had still something to come on that day: then the new one keeps its word.
    """
    found: list[datetime] = []
    taken: set[tuple[date, int]] = set()
    for place, change in enumerate(changes):
        until = changes[place + 1].at if place + 1 < len(changes) else now
        before = changes[place - 1] if place and change.agreed else None
        if change.plan is None:
            continue
        promised = _days_ahead(before, change.at) if before else set()
        mine: set[tuple[date, int]] = set()
        for day, slot, at in _moments(change, change.at, min(until, now)):
            if (day, slot) not in taken or day in promised:
                found.append(at)
                mine.add((day, slot))
        taken |= mine
    return sorted(found)


def _days_ahead(before: Change, now: datetime) -> set[date]:
    return {day for day, _, _ in _moments(before, now, now + 2 * DAY)} if before.plan else set()


def _moments(change: Change, after: datetime, until: datetime) -> Iterator[tuple[date, int, datetime]]:
    plan = change.plan or {}
    if plan["pattern"] == "on_event":
        return
    day = after.date() - 2 * DAY
    while day <= until.date() + 2 * DAY:
        for slot, clock in enumerate(plan["times"] if _is_day(plan, day) else ()):
            at = wall(day, time.fromisoformat(clock), change.zone)
            if after < at <= until:
                yield day, slot, at
        day += DAY


def _is_day(plan: dict[str, Any], day: date) -> bool:
    starts = date.fromisoformat(plan["starts"])
    if day < starts or (plan.get("ends") and day > date.fromisoformat(plan["ends"])):
        return False
    match plan["pattern"]:
        case "daily":
            return True
        case "chosen_days":
            return day.weekday() in plan["days"]
        case "weekdays":
            return day.weekday() < 5
        case "once":
            return day == starts
        case other:
            raise NotImplementedError(other)
