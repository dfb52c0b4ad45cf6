"""How a schedule is said: "daily at 18:00, 2 weeks"."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Final

from bot.messages import Arg, Days, Lines, Moment, Words
from scheduler.schedule import Pattern, Schedule

_WEEK: Final = 7
_NOON: Final = time(12)


def schedule_words(schedule: Schedule) -> Arg:
    """Say how often, at what time and how long; the times are the patient's wall clock."""
    return Lines((_often(schedule), _length(schedule)), joiner=", ")


def day_words(day: date) -> Arg:
    """Say a calendar day, whatever the zone ("Thu 12 Mar")."""
    return Moment(datetime.combine(day, _NOON, UTC), "UTC", "day")


def _often(schedule: Schedule) -> Arg:
    pattern = pattern_words(schedule)
    if not schedule.times:
        return pattern
    times = Lines(tuple(f"{at:%H:%M}" for at in sorted(schedule.times)), joiner=" / ")
    return Words("schedule-at", {"pattern": pattern, "times": times})


def pattern_words(schedule: Schedule) -> Arg:
    """Say how the days follow each other, without time and length."""
    key, days = f"schedule-{schedule.pattern.replace('_', '-')}", Days(tuple(sorted(schedule.days)))
    match schedule.pattern:
        case Pattern.ONCE:
            said = Words(key, {"day": day_words(schedule.starts)})
        case Pattern.CHOSEN_DAYS:
            said = Words(key, {"days": days})
        case Pattern.EVERY_N_DAYS:
            said = Words(key, {"every": schedule.every})
        case Pattern.TIMES_PER_WEEK:
            said = Words(key, {"times": schedule.per_week})
        case Pattern.MONTHLY:
            said = Words(key, {"day": schedule.month_day or schedule.starts.day})
        case _:
            said = Words(key)
    if schedule.pattern is Pattern.TIMES_PER_WEEK and schedule.days:
        return Words("schedule-on-days", {"often": said, "days": days})
    return said


def _length(schedule: Schedule) -> Arg:
    """Say whole weeks as such, any other end as a date; a single day needs no end."""
    if schedule.pattern is Pattern.ONCE:
        return ""
    if schedule.count is not None:
        return Words("schedule-count", {"count": schedule.count})
    if schedule.ends is None:
        return ""
    weeks, rest = divmod((schedule.ends - schedule.starts).days + 1, _WEEK)
    if rest or not weeks:
        return Words("schedule-until", {"day": day_words(schedule.ends)})
    return Words("schedule-weeks", {"weeks": weeks})
