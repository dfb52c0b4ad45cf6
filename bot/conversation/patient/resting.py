"""What a pause of everything means for what is said: when it ends, and what comes first after it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from bot.conversation.turn import Turn
from bot.messages import Moment, Words
from scheduler.recurrence import next_occurrence
from scheduler.schedule import Pattern, Schedule
from scheduler.zones import zone_of
from storage.records import Assignment, Person

OPEN_END: Final = datetime(9000, 1, 1, tzinfo=UTC)
"""The end of a pause that lasts until the person says so."""

_INSTANT: Final = timedelta(microseconds=1)


def is_paused(person: Person, now: datetime) -> bool:
    """Whether a person wants silence at this moment."""
    return person.paused_until is not None and person.paused_until > now


def after_pause(turn: Turn, assignment: Assignment) -> Words | None:
    """Say when an exercise that is going on reminds again; None where nothing is paused, or nothing comes after it.

    What is planned within the pause does not come: no moment of it may be promised.
    """
    until, schedule = turn.who.paused_until, Schedule.from_json(assignment.plan.schedule)
    if until is None or until <= turn.now or schedule.pattern is Pattern.ON_EVENT:
        return None
    if until >= OPEN_END:
        return Words("pause-then-open")
    coming = next_occurrence(schedule, zone_of(turn.who.zone), until - _INSTANT)
    if coming is None:
        return None
    zone = turn.who.zone
    return Words("pause-then", {"until": Moment(until, zone, "day"), "at": Moment(coming.at, zone)})
