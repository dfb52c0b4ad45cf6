"""What a rule of repetition says, checked once when it is built. Pure values; `recurrence` reckons with them."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

VERSION: Final = 1
LONGEST_EVERY: Final = 366
_MON_TO_FRI: Final = frozenset(range(5))
_WEEK: Final = 7
_LONGEST_MONTH: Final = 31
_YEARS: Final = range(1970, 3000)


class Pattern(StrEnum):
    """How the days of a schedule follow each other."""

    ONCE = "once"
    DAILY = "daily"
    WEEKDAYS = "weekdays"
    CHOSEN_DAYS = "chosen_days"
    EVERY_N_DAYS = "every_n_days"
    TIMES_PER_WEEK = "times_per_week"
    MONTHLY = "monthly"
    ON_EVENT = "on_event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A rule of repetition on a wall clock; ValueError with a sentence when it contradicts itself.

    `times`: wall times, to the minute; the index is the slot. None of them for ON_EVENT, which plans nothing.
    `days`: weekdays, 0 = Monday; needed by CHOSEN_DAYS, allowed by TIMES_PER_WEEK, else empty.
    `every`: the step of EVERY_N_DAYS, counted from `starts`.
    `per_week`: the number of days in a week of TIMES_PER_WEEK. Its weeks begin on the weekday of `starts`, and without
    chosen days the k-th of n falls floor(7k/n) days after that: 2 → 0, 3; 3 → 0, 2, 4; 4 → 0, 1, 3, 5.
    `month_day`: the day of MONTHLY, by default that of `starts`; a shorter month has it on its last day.
    `starts`, `ends`: first and last local date, both inclusive. `count`: ends after so many moments (slots count).
    """

    pattern: Pattern
    starts: date
    times: tuple[time, ...] = ()
    days: frozenset[int] = frozenset()
    every: int = 1
    per_week: int = 0
    month_day: int | None = None
    ends: date | None = None
    count: int | None = None

    def __post_init__(self) -> None:
        """Check the whole rule, so that every Schedule that exists makes sense."""
        _check_parts(self)
        _check_times(self)
        _check_days(self)
        _check_span(self)

    def dates(self, after: date | None, until: date) -> Iterator[date]:
        """Each local date that the rule names, `after` < date <= `until`, in order; `count` is not looked at."""
        starts, last = self.starts.toordinal(), min(until, self._last or until).toordinal()
        first = starts if after is None else max(starts, after.toordinal() + 1)
        first += (starts - first) % self.every
        days = map(date.fromordinal, range(first, last + 1, self.every))
        choose = self._chooser()
        return days if choose is None else filter(choose, days)

    @property
    def _last(self) -> date | None:
        return self.starts if self.pattern is Pattern.ONCE else self.ends

    def _chooser(self) -> Callable[[date], bool] | None:
        """Which dates from `starts` on, in steps of `every`, the pattern takes; None for all of them."""
        match self.pattern:
            case Pattern.ONCE | Pattern.DAILY | Pattern.EVERY_N_DAYS:
                return None
            case Pattern.ON_EVENT:
                return lambda _: False
            case Pattern.MONTHLY:
                wanted = self.month_day or self.starts.day
                return lambda day: day.day == min(wanted, monthrange(day.year, day.month)[1])
            case Pattern.WEEKDAYS:
                weekdays = _MON_TO_FRI
            case Pattern.CHOSEN_DAYS:
                weekdays = self.days
            case Pattern.TIMES_PER_WEEK:
                begin = self.starts.weekday()
                weekdays = self.days or frozenset((begin + day) % _WEEK for day in spread(self.per_week))
        return lambda day: day.weekday() in weekdays

    @property
    def longest_pause(self) -> int:
        """No two planned dates in a row, nor `starts` and the first, are more days apart than this."""
        return max(self.every, _LONGEST_MONTH)

    def to_json(self) -> dict[str, Any]:
        """A plain dict for storage, with the version of its shape under "v"."""
        return {
            "v": VERSION,
            "pattern": self.pattern.value,
            "starts": self.starts.isoformat(),
            "times": [at.isoformat("minutes") for at in self.times],
            "days": sorted(self.days),
            "every": self.every,
            "per_week": self.per_week,
            "month_day": self.month_day,
            "ends": self.ends.isoformat() if self.ends else None,
            "count": self.count,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Schedule":
        """The schedule that `to_json` gave; ValueError for another version or a damaged dict."""
        if stored.get("v") != VERSION:
            raise ValueError(
                f"A stored schedule has version {stored.get('v')!r}; this program reads {VERSION}."
            )
        try:
            return _read(
                stored["pattern"],
                stored["starts"],
                tuple(stored["times"]),
                tuple(stored["days"]),
                stored["every"],
                stored["per_week"],
                stored["month_day"],
                stored["ends"],
                stored["count"],
            )
        except (KeyError, TypeError) as damage:
            raise ValueError(f"A stored schedule is damaged: {damage!r}.") from damage


@lru_cache(4096)
def _read(
    pattern: str,
    starts: str,
    times: tuple[str, ...],
    days: tuple[int, ...],
    every: int,
    per_week: int,
    month_day: int | None,
    ends: str | None,
    count: int | None,
) -> Schedule:
    """Read a schedule once; many people have the same."""
    return Schedule(
        pattern=Pattern(pattern),
        starts=date.fromisoformat(starts),
        times=tuple(time.fromisoformat(at) for at in times),
        days=frozenset(days),
        every=every,
        per_week=per_week,
        month_day=month_day,
        ends=date.fromisoformat(ends) if ends else None,
        count=count,
    )


def spread(per_week: int) -> frozenset[int]:
    """The days of a week, counted from its first, on which `per_week` times lie evenly."""
    return frozenset(k * _WEEK // per_week for k in range(per_week))


def _check_times(schedule: Schedule) -> None:
    if schedule.pattern is Pattern.ON_EVENT:
        if schedule.times:
            raise ValueError("A schedule on an event has no times.")
        return
    if not schedule.times:
        raise ValueError(f"A {schedule.pattern} schedule needs a time.")
    if len(set(schedule.times)) != len(schedule.times):
        raise ValueError("A schedule names each of its times only once.")
    if any(at.second or at.microsecond or at.tzinfo for at in schedule.times):
        raise ValueError("The times of a schedule are wall times to the minute, without a zone.")


def _check_parts(schedule: Schedule) -> None:
    """Each part belongs to a pattern that uses it: what would be silently ignored is a mistake."""
    parts = (
        ("step of days", schedule.every != 1, {Pattern.EVERY_N_DAYS}),
        ("number of times per week", schedule.per_week != 0, {Pattern.TIMES_PER_WEEK}),
        ("chosen days", bool(schedule.days), {Pattern.CHOSEN_DAYS, Pattern.TIMES_PER_WEEK}),
        ("day of the month", schedule.month_day is not None, {Pattern.MONTHLY}),
    )
    for name, given, patterns in parts:
        if given and schedule.pattern not in patterns:
            raise ValueError(f"A {schedule.pattern} schedule has no {name}.")


def _check_days(schedule: Schedule) -> None:
    pattern, days = schedule.pattern, schedule.days
    if not days <= frozenset(range(_WEEK)):
        raise ValueError("Days of the week are numbers from 0 (Monday) to 6 (Sunday).")
    if pattern is Pattern.CHOSEN_DAYS and not days:
        raise ValueError("A schedule on chosen days needs at least one day.")
    if pattern is Pattern.TIMES_PER_WEEK and not 1 <= schedule.per_week <= _WEEK:
        raise ValueError("Times per week are 1 to 7.")
    if pattern is Pattern.TIMES_PER_WEEK and days and len(days) != schedule.per_week:
        raise ValueError(f"{schedule.per_week} times per week do not fit {len(days)} chosen days.")
    if not 1 <= schedule.every <= LONGEST_EVERY:
        raise ValueError(f"Every n days means 1 to {LONGEST_EVERY}.")
    if schedule.month_day is not None and not 1 <= schedule.month_day <= _LONGEST_MONTH:
        raise ValueError("The day of a month is 1 to 31.")


def _check_span(schedule: Schedule) -> None:
    if schedule.starts.year not in _YEARS:
        raise ValueError(f"A schedule starts between the years {_YEARS[0]} and {_YEARS[-1]}.")
    if schedule.ends is not None and schedule.ends < schedule.starts:
        raise ValueError("A schedule cannot end before it starts.")
    if schedule.count is not None and schedule.count < 1:
        raise ValueError("A schedule that ends after a number of times needs at least one.")
