"""Daily moments on the days on which a clock changes, in every zone 2024-2027: who gets them right, at what cost.

python -m benchmarks.recurrence [--rounds 3]: prints a table, and writes benchmarks/results/recurrence-3226.json. A daily wall
time at the beginning and one in the middle of each gap and each fold are planned for three days. It is right when each day has exactly one moment;
`elsewhere` counts those that are, but not as RFC 5545 has it (a gap: later by the gap; a fold: the first passing).
The cost of a moment is measured in turn with that of bare zoneinfo, in the same process.
"""

from __future__ import annotations

import argparse
import time as stopwatch
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from apscheduler.triggers.calendarinterval import CalendarIntervalTrigger
from apscheduler.triggers.cron import CronTrigger

from benchmarks import results
from benchmarks.measure import Contestant, Figures, fresh, in_turn
from benchmarks.report import verdicts
from benchmarks.scenarios import Scenario
from benchmarks.targets import Target
from scheduler.recurrence import Pattern, Schedule, next_occurrence, occurrences
from tests.zones import changes

FIRST, LAST = date(2024, 1, 1), date(2027, 12, 31)
DAY, HALF_A_DAY = timedelta(days=1), timedelta(hours=12)
CLOCK = time(18, 30)
COSTED = ("Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Africa/Casablanca", "Australia/Lord_Howe")
COSTED_TO = date(2025, 12, 31)
REPEATS = 7
SIZE = 3_226
"""Two wall times in each of 1,613 changes, with the zone data of 2025b."""

Moments = Callable[[tzinfo, time, date, date], Iterator[datetime]]
"""The instants of a daily wall time, from a first date to a last one."""


def ours(zone: tzinfo, at: time, first: date, last: date) -> Iterator[datetime]:
    """Ask for all at once, as planning does."""
    schedule = Schedule(pattern=Pattern.DAILY, starts=first, ends=last, times=(at,))
    return (planned.at for planned in occurrences(schedule, zone, None, last))


def ours_one_by_one(zone: tzinfo, at: time, first: date, last: date) -> Iterator[datetime]:
    """Ask each time only for the next one."""
    schedule = Schedule(pattern=Pattern.DAILY, starts=first, ends=last, times=(at,))
    planned = next_occurrence(schedule, zone, datetime.combine(first - DAY, time(), UTC))
    while planned is not None:
        yield planned.at
        planned = next_occurrence(schedule, zone, planned.at)


def bare(zone: tzinfo, at: time, first: date, last: date) -> Iterator[datetime]:
    """Turn the dates of the calendar into instants with zoneinfo, and nothing else."""
    combine = datetime.combine
    for day in map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1)):
        yield combine(day, at, zone).astimezone(UTC)


def cron(zone: tzinfo, at: time, first: date, last: date) -> Iterator[datetime]:
    """Ask APScheduler's CronTrigger, as its scheduler does."""
    end = datetime.combine(last + DAY, time(), UTC) + DAY
    return _fired(CronTrigger(hour=at.hour, minute=at.minute, timezone=zone), zone, first, end)


def calendar(zone: tzinfo, at: time, first: date, last: date) -> Iterator[datetime]:
    """Ask APScheduler's CalendarIntervalTrigger."""
    end = datetime.combine(last + DAY, time(), UTC) + DAY
    trigger = CalendarIntervalTrigger(days=1, hour=at.hour, minute=at.minute, start_date=first, timezone=zone)
    return _fired(trigger, zone, first, end)


def _fired(
    trigger: CronTrigger | CalendarIntervalTrigger, zone: tzinfo, first: date, end: datetime
) -> Iterator[datetime]:
    at = trigger.get_next_fire_time(None, datetime.combine(first, time(), zone))
    while at is not None and at < end:
        yield at.astimezone(UTC)
        at = trigger.get_next_fire_time(at, at)


@dataclass(frozen=True)
class Day:
    """A daily wall time inside a change, and when it is due on the day before, that day, and the day after."""

    zone: str
    local: datetime
    due: tuple[datetime, datetime, datetime]


def days_of_change() -> Iterator[Day]:
    """Find every change of every zone. Reckoned from the two offsets alone: a change never asks for its own wall time."""
    for name in sorted(available_timezones()):
        for change in changes(ZoneInfo(name), FIRST, LAST):
            # The old offset is the smaller one in a gap, the new one in a fold.
            begin = (change.at + min(change.old, change.new)).replace(tzinfo=None)
            for local in (begin, begin + abs(change.shift) / 2):
                passed = local.replace(tzinfo=UTC)
                before, after = passed - change.old - DAY, passed - change.new + DAY
                yield Day(name, local, (before, passed - change.old, after))


def verdict(moments: Moments, day: Day) -> str:
    """Say "right", "elsewhere", "doubled" or "skipped"."""
    local = day.local
    found = list(moments(ZoneInfo(day.zone), local.time(), local.date() - DAY, local.date() + DAY))
    near = [[at for at in found if abs(at - due) < HALF_A_DAY] for due in day.due]
    if any(len(each) > 1 for each in near):
        return "doubled"
    if not all(near):
        return "skipped"
    return "right" if [each[0] for each in near] == list(day.due) else "elsewhere"


def judged(moments: str) -> Figures:
    """Count how a contestant fares on every day of change, and what a moment costs it."""
    contestant = CONTESTANTS[moments]
    figures: Figures = dict.fromkeys(("moments", "wrong", "doubled", "skipped", "elsewhere"), 0)
    for day in days_of_change():
        found = verdict(contestant, day)
        figures["moments"] += 1
        figures["wrong"] += found in {"doubled", "skipped"}
        if found != "right":
            figures[found] += 1
    mine, least = (min(runs) for runs in zip(*(costs(contestant) for _ in range(REPEATS)), strict=True))
    return {**figures, "microseconds": mine, "times_bare": mine / least}


def costs(moments: Moments) -> tuple[float, float]:
    """Return the microseconds of one moment, a contestant's and bare zoneinfo's, of two years in five zones."""
    return _cost(moments), _cost(bare)


def _cost(moments: Moments) -> float:
    begin = stopwatch.process_time()
    number = sum(len(list(moments(ZoneInfo(name), CLOCK, FIRST, COSTED_TO))) for name in COSTED)
    return (stopwatch.process_time() - begin) / number * 1e6


OURS, ONE_BY_ONE, BARE = "Between", "Between, one by one", "bare zoneinfo"
CRON, CALENDAR = "APScheduler CronTrigger", "APScheduler CalendarIntervalTrigger"
CONTESTANTS: dict[str, Moments] = {
    OURS: ours,
    BARE: bare,
    ONE_BY_ONE: ours_one_by_one,
    CRON: cron,
    CALENDAR: calendar,
}


def _play(name: str, folder: Path) -> Figures:
    del folder
    return fresh("benchmarks.recurrence:judged", moments=name)


def contestants(*_: object) -> list[Contestant]:
    """Return all; none needs a size or a server."""
    return [Contestant(name, partial(_play, name)) for name in CONTESTANTS]


SCENARIO = Scenario(
    "recurrence",
    "Daily moments on the days on which a clock changes",
    contestants,
    sizes=(SIZE,),
    targets=(
        Target("each day of a change has its moment exactly once", (OURS, "wrong"), 0),
        Target("and where RFC 5545 puts it", (OURS, "elsewhere"), 0),
        Target("asked one by one too", (ONE_BY_ONE, "wrong"), 0),
        Target("cost of a moment", (OURS, "times_bare"), 2),
    ),
)


def main() -> None:
    """Measure, and say what was found."""
    reads = argparse.ArgumentParser(prog="python -m benchmarks.recurrence", description=SCENARIO.title)
    reads.add_argument("--rounds", type=int, default=3)
    found = in_turn(contestants(), reads.parse_args().rounds)
    result = results.keep(SCENARIO.name, SIZE, found)
    columns = ("moments", "wrong", "doubled", "skipped", "elsewhere", "microseconds", "times_bare")
    print("\n| | " + " | ".join(each.replace("_", " ") for each in columns) + " |\n|" + "---|" * 8)
    for name, figures in result.figures.items():
        print(f"| {name} | " + " | ".join(f"{figures[each]:,.4g}" for each in columns) + " |")
    for line in verdicts(SCENARIO, result):
        print(line)


if __name__ == "__main__":
    main()
