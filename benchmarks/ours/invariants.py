"""What must hold of every database at any time, counted where it does not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select

from benchmarks.measure import Figures
from storage import tables as t
from storage.database import Database
from storage.records import (
    EXTRA_SLOT,
    AssignmentEvent,
    AssignmentState,
    Delivery,
    InboxState,
    OutboxState,
)

_OPEN_FOR = timedelta(days=2)
"""After so long every moment must have come to its end."""


async def broken(database: Database, now: datetime, days: int) -> Figures:
    """Return how often each promise is broken: all of them should be 0."""
    async with database.read(apart=True) as tx:
        return {
            f"broken_{name}": float(await tx.value(query) or 0) for name, query in _counts(now, days).items()
        }


def _counts(now: datetime, days: int) -> Mapping[str, Select[Any]]:
    return {
        "moments_without_an_end": _without_an_end(now),
        "moments_left_out": _left_out(now, days),
        "answers_in_no_digest": _in_no_digest(),
        "messages_lost_or_given_up": _of(
            t.outbox, t.outbox.c.state.in_([OutboxState.DEAD, OutboxState.UNCERTAIN])
        ),
        "updates_parked": _of(t.inbox, t.inbox.c.state == InboxState.DEAD),
        "due_rows_parked": _of(t.due, t.due.c.parked_at.is_not(None)),
        "alerts": _of(t.alerts),
    }


def _of(table: Any, *where: Any) -> Select[Any]:
    return select(func.count()).select_from(table).where(*where)


def _without_an_end(now: datetime) -> Select[Any]:
    """Count moments of long ago that still wait, or were delivered and have neither an answer nor an end."""
    moment = t.occurrences.c
    waiting = moment.delivery.in_([Delivery.PLANNED, Delivery.WAITING])
    unanswered = and_(moment.outcome.is_(None), moment.closed_at.is_(None))
    past = moment.planned_at < now - _OPEN_FOR
    return _of(t.occurrences, past, moment.slot < EXTRA_SLOT, or_(waiting, unanswered))


def _left_out(now: datetime, days: int) -> Select[Any]:
    """Count the days without a moment, of exercises that were agreed once and never changed, paused or quieted."""
    exercise, moment, change = t.assignments.c, t.occurrences.c, t.assignment_changes.c
    begun = (AssignmentEvent.PROPOSED, AssignmentEvent.AGREED)
    moved = exists().where(change.assignment_id == exercise.id, change.event.not_in(begun))
    planned = (
        select(moment.assignment_id, func.count().label("number"))
        .where(moment.planned_at <= now, moment.slot < EXTRA_SLOT)
        .group_by(moment.assignment_id)
        .subquery()
    )
    missing = (days - 1) - planned.c.number
    return (
        select(func.sum(missing))
        .select_from(t.assignments.join(planned, planned.c.assignment_id == exercise.id))
        .where(exercise.state == AssignmentState.AGREED, ~moved, missing > 0)
    )


def _in_no_digest() -> Select[Any]:
    """Count answers from before their patient's newest digest that are in none of them."""
    answer, item = t.checkins.c, t.digest_items.c
    newest = (
        select(t.digests.c.patient_id, func.max(t.digests.c.built_at).label("at"))
        .group_by(t.digests.c.patient_id)
        .subquery()
    )
    times = (
        select(func.count(func.distinct(item.digest_id)))
        .where(item.kind == "checkin", item.subject_id == answer.id)
        .scalar_subquery()
    )
    return (
        select(func.count())
        .select_from(t.checkins.join(newest, newest.c.patient_id == answer.patient_id))
        .where(answer.changed_at < newest.c.at, times == 0)
    )
