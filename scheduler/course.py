"""An exercise ends by itself once its schedule has nothing more to come and the time for its last answer is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta, tzinfo
from typing import Final

from scheduler.recurrence import instant, next_occurrence
from scheduler.schedule import Pattern, Schedule
from scheduler.zones import zone_of
from storage import assignments, due, occurrences
from storage.database import Tx
from storage.records import Agreement, AssignmentEvent, AssignmentState, DueKind, Role

OPEN_FOR: Final = timedelta(hours=24)
"""So long an answer is in time, where no moment follows sooner."""

_DAY: Final = timedelta(days=1)


async def end_what_is_over(
    tx: Tx, exercises: Sequence[Agreement], zones: Mapping[int, str], now: datetime
) -> set[int]:
    """End those of these exercises that have run their course; return their ids. What rests runs it, too.

    A moment that is still open keeps its exercise open. A late answer counts as ever. `zones`: patient id → zone of
    their wall clock.
    """
    over = {
        each.id: each
        for each in exercises
        if each.state in assignments.RUNNING
        and has_nothing_to_come(Schedule.from_json(each.plan.schedule), zone_of(zones[each.patient_id]), now)
    }
    if not over:
        return set()
    last = await occurrences.last_planned(tx, over)
    waits = await occurrences.with_open(tx, over)
    waits |= {one for one, moment in last.items() if now < moment.planned_at + OPEN_FOR}
    ended = over.keys() - waits
    for each in sorted(ended):
        await assignments.change(
            tx,
            over[each],
            AssignmentEvent.COURSE_OVER,
            by=Role.THERAPIST,
            now=now,
            state=AssignmentState.ENDED,
            ended_at=now,
        )
    if ended:
        await due.cancel(tx, [DueKind.QUIET_QUESTION], ended)
    return ended


def has_nothing_to_come(schedule: Schedule, zone: tzinfo, now: datetime) -> bool:
    """Whether no moment is left. What is done on an event goes on until a day after the last on which it may come up."""
    if schedule.pattern is Pattern.ON_EVENT:
        return schedule.ends is not None and instant(schedule.ends + _DAY, time(0), zone) + OPEN_FOR <= now
    if schedule.pattern is not Pattern.ONCE and schedule.ends is None and schedule.count is None:
        return False
    return next_occurrence(schedule, zone, now) is None
