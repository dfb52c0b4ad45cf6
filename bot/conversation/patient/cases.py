"""A moment with all that its steps must know: occurrence, assignment, person; loaded in bulk, judged purely."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.conversation.courtesy import manners
from bot.conversation.turn import Desk, Turn, long
from scheduler.course import OPEN_FOR
from scheduler.courtesy import after_quiet
from scheduler.recurrence import next_occurrence
from scheduler.schedule import Schedule
from scheduler.zones import zone_of
from storage import assignments, occurrences, people
from storage.records import Agreement, Assignment, AssignmentState, DueRow, Occurrence, Person, PersonState

OUTAGE, BLOCKED, UNPROVEN = "outage", "blocked", "unproven"
"""Why a moment was not delivered; never the patient's doing. UNPROVEN: it waited for a code, because of a new phone."""

LATE_AFTER = timedelta(hours=2)
_OPEN_AT_LEAST = timedelta(hours=3)


@dataclass(frozen=True)
class Case:
    """A moment, its exercise and its person."""

    occurrence: Occurrence
    assignment: Agreement
    person: Person


@dataclass(frozen=True)
class OpenCase(Case):
    """A moment of which the exercise can be shown."""

    assignment: Assignment


class Standing(StrEnum):
    """Whether something may be sent for an exercise."""

    FREE = "free"
    PAUSED = "paused"
    BLOCKED = "blocked"
    OVER = "over"


class Fate(StrEnum):
    """What becomes of a moment that has come due."""

    SEND = "send"
    CATCH_UP = "catch_up"
    WAIT = "wait"
    TOO_LATE = "too_late"
    PAUSED = "paused"
    BLOCKED = "blocked"
    OVER = "over"


async def load(desk: Desk, rows: Iterable[DueRow]) -> list[Case]:
    """Load the moments that due rows are about, in the order of the rows, with three queries in all."""
    ids = list(dict.fromkeys(row.subject_id for row in rows))
    found = await occurrences.get_many(desk.tx, ids)
    exercises = await assignments.agreements(desk.tx, {each.assignment_id for each in found.values()})
    persons = await people.get_many(desk.tx, {each.patient_id for each in found.values()})
    return [
        Case(each, exercises[each.assignment_id], persons[each.patient_id])
        for each in (found[one] for one in ids if one in found)
    ]


async def mine(turn: Turn, shortened: str) -> OpenCase | None:
    """Load the moment that a button names, if it belongs to whom we talk with."""
    occurrence_id = long(shortened)
    occurrence = await occurrences.get(turn.tx, occurrence_id) if occurrence_id is not None else None
    if occurrence is None or occurrence.patient_id != turn.who.id:
        return None
    assignment = await assignments.get(turn.tx, occurrence.assignment_id)
    return None if assignment is None else OpenCase(occurrence, assignment, turn.who)


def standing(person: Person, assignment: Agreement, now: datetime) -> Standing:
    """Judge whether an exercise may write to its person."""
    running = assignment.state in {AssignmentState.AGREED, AssignmentState.PAUSED}
    resting = person.paused_until is not None and person.paused_until > now
    if person.state is not PersonState.ACTIVE or not running:
        return Standing.OVER
    if resting or assignment.state is AssignmentState.PAUSED or assignment.quiet:
        return Standing.PAUSED
    return Standing.FREE if person.blocked_at is None else Standing.BLOCKED


def fate(case: Case, now: datetime) -> Fate:
    """Decide about a moment that has come due.

    On time it always goes, in quiet hours too: the patient chose it. Late, after an outage, it goes while it can still
    be answered, but then it keeps the quiet hours.
    """
    found = standing(case.person, case.assignment, now)
    if found is not Standing.FREE:
        return Fate(found)
    if now - case.occurrence.planned_at <= LATE_AFTER:
        return Fate.SEND
    allowed = after_quiet(now, manners(case.person))
    if allowed >= expiry(case):
        return Fate.TOO_LATE
    return Fate.CATCH_UP if allowed <= now else Fate.WAIT


def expiry(case: Case) -> datetime:
    """Until when an answer is in time: for a day, or until the next moment of the exercise, at least for three hours."""
    planned = case.occurrence.planned_at
    schedule = Schedule.from_json(case.assignment.plan.schedule)
    following = next_occurrence(schedule, zone_of(case.person.zone), planned)
    end = planned + OPEN_FOR
    if following is not None:
        end = min(end, following.at)
    return max(end, planned + _OPEN_AT_LEAST)
