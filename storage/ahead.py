"""What was done while the clock was ahead, found once it has been put right: ends that have not come yet.

Nothing is ever closed before its time, nor at a moment that lies ahead, unless a clock was wrong.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, exists, func, or_, select

from storage import tables as t
from storage.database import Tx
from storage.digests import ItemKind
from storage.partial import in_state
from storage.records import (
    GONE,
    Appointment,
    AppointmentState,
    AssignmentEvent,
    AssignmentState,
    Delivery,
    DueKind,
    Outcome,
)

_moment, _session, _due = t.occurrences.c, t.appointments.c, t.due.c
_NEVER_HANDED_ON: Final = (Delivery.NOT_DELIVERED, Delivery.CANCELLED)
_OF_A_MOMENT: Final = (DueKind.MOMENT, DueKind.SNOOZED, DueKind.FOLLOW_UP, DueKind.EXPIRY)
_SAYS_WHETHER: Final = (
    AssignmentEvent.AGREED,
    AssignmentEvent.CHANGED,
    AssignmentEvent.PAUSED,
    AssignmentEvent.RESUMED,
)
"""What says whether an exercise goes on or rests."""


@dataclass(frozen=True)
class Closed:
    """A moment that was closed before its time, without having reached anybody."""

    id: int
    assignment_id: int
    patient_id: int


_CLOSED = (
    select(_moment.id, _moment.assignment_id, _moment.patient_id)
    .where(
        _moment.planned_at > bindparam("now", type_=t.Instant),
        _moment.closed_at > bindparam("now", type_=t.Instant),
        in_state(_moment.delivery, *_NEVER_HANDED_ON),
        or_(_moment.outcome.is_(None), _moment.outcome == Outcome.PAUSED),
        ~exists().where(t.checkins.c.occurrence_id == _moment.id),
    )
    .order_by(_moment.closed_at, _moment.id)  # as the index has them
)


async def closed_moments(tx: Tx, now: datetime, limit: int) -> list[Closed]:
    """Return moments that lie ahead and are over already, though nobody was ever told of them."""
    found = await tx.rows(_CLOSED.limit(limit), {"now": now})
    return [Closed(row.id, row.assignment_id, row.patient_id) for row in found]


async def remove_moments(tx: Tx, ids: Collection[int]) -> None:
    """Take moments away, and that a summary told of their end: they will be planned anew."""
    items = t.digest_items.c
    await tx.remove(t.digest_items, items.kind == ItemKind.UNANSWERED, items.subject_id.in_(ids))
    await tx.remove(t.due, _due.kind.in_(_OF_A_MOMENT), _due.subject_id.in_(ids))
    await tx.remove(t.occurrences, _moment.id.in_(ids))


@dataclass(frozen=True)
class Ended:
    """An exercise that had run its course before its time."""

    id: int
    patient_id: int


async def ended_exercises(tx: Tx, now: datetime, limit: int) -> list[Ended]:
    """Return exercises that have run their course at a time that lies ahead, and that nobody wanted to end meanwhile."""
    exercise, change = t.assignments.c, t.assignment_changes.c
    over = exists().where(change.assignment_id == exercise.id, *_course_over(now), ~_ended_since())
    query = select(exercise.id, exercise.patient_id).where(
        exercise.ended_at > now, over, ~_replaced(), ~_left_since()
    )
    found = await tx.rows(query.order_by(exercise.ended_at, exercise.id).limit(limit))
    return [Ended(row.id, row.patient_id) for row in found]


def _ended_since() -> ColumnElement[bool]:
    """Say that somebody ended an exercise after this entry of its history."""
    change, later = t.assignment_changes.c, t.assignment_changes.alias("later").c
    ended = later.event == AssignmentEvent.ENDED
    return exists().where(later.assignment_id == change.assignment_id, later.id > change.id, ended)


def _replaced() -> ColumnElement[bool]:
    """Say that another exercise was agreed in its place; one that is only proposed ends it when it is agreed."""
    exercise, other = t.assignments.c, t.assignments.alias("other").c
    in_its_place = (other.patient_id == exercise.patient_id, other.replaces_id == exercise.id)
    return exists().where(*in_its_place, other.agreed_at.is_not(None))


def _left_since() -> ColumnElement[bool]:
    """Say that its patient is gone, or has left since it was agreed, and come back to other exercises."""
    exercise, patient = t.assignments.c, t.people.c
    left = patient.left_at >= func.coalesce(exercise.agreed_at, exercise.created_at)
    return exists().where(patient.id == exercise.patient_id, or_(patient.state.in_(GONE), left))


async def take_up(tx: Tx, assignment_id: int, now: datetime) -> None:
    """Let an exercise go on or rest as before it had run its course, and take that out of history and summaries."""
    items, change = t.digest_items.c, t.assignment_changes.c
    mine = change.assignment_id == assignment_id
    gone = [row.id for row in await tx.rows(select(change.id).where(mine, *_course_over(now)))]
    await tx.remove(t.digest_items, items.kind == ItemKind.CHANGE, items.subject_id.in_(gone))
    await tx.remove(t.assignment_changes, change.id.in_(gone))
    last = (
        select(change.event).where(mine, change.event.in_(_SAYS_WHETHER)).order_by(change.id.desc()).limit(1)
    )
    rests = await tx.value(last) == AssignmentEvent.PAUSED
    state = AssignmentState.PAUSED if rests else AssignmentState.AGREED
    await tx.change(t.assignments, assignment_id, state=state, ended_at=None)


def _course_over(now: datetime) -> tuple[ColumnElement[bool], ...]:
    change = t.assignment_changes.c
    return change.event == AssignmentEvent.COURSE_OVER, change.at > now


Place = tuple[datetime, int]
"""Where a session stands among all: by its beginning, and then by its id."""

LAST_ID: Final = 2**63 - 1


def _without(kind: DueKind) -> ColumnElement[bool]:
    return ~exists().where(_due.kind == kind, _due.subject_id == _session.id)


def _untold() -> ColumnElement[bool]:
    """Say that a summary is still to be announced. Of somebody who has left it comes only if there was something."""
    told = exists().where(t.digests.c.appointment_id == _session.id, t.digests.c.sent)
    gone = exists().where(t.people.c.id == _session.patient_id, t.people.c.state.in_(GONE))
    return ~told & ~gone


_SESSIONS: Final[dict[DueKind, Any]] = {
    kind: select(t.appointments)
    .where(
        _session.state == AppointmentState.PLANNED,
        _session.starts_at >= bindparam("since"),
        or_(_session.starts_at > bindparam("since"), _session.id > bindparam("after_id")),
        _without(kind),
        *more,
    )
    .order_by(_session.starts_at, _session.id)
    for kind, more in ((DueKind.DIGEST, (_untold(),)), (DueKind.SESSION_DAY, ()))
}


async def sessions_without(tx: Tx, kind: DueKind, after: Place, limit: int) -> list[Appointment]:
    """Return a page of the sessions behind a place that nothing of this kind is due for; of summaries: nor was told."""
    since, after_id = after
    query = _SESSIONS[kind].limit(limit)
    return await tx.all(Appointment, t.appointments, query, {"since": since, "after_id": after_id})
