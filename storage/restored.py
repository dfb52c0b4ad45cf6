"""A database that was put back: what lies in its past is ended, because nobody knows what happened to it since.

Between the back-up and now another bot went on, until it was lost. So no reminder of that time is sent, no message that
waited then goes out, and nothing of it is counted against anybody. What still holds is asked anew: a proposal, a
question about an exercise that has gone quiet, the summary for a session that lies ahead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, delete, exists, func, inspect, or_, select, update

from storage import due, occurrences, workers
from storage import tables as t
from storage.database import Tx
from storage.due import NewDue
from storage.records import AssignmentState, Delivery, DueKind, OutboxState, Outcome
from storage.single import InUseError
from storage.vitals import ALIVE

RESTORED: Final = "restored"
"""Why a moment counts as not delivered, or a message was taken back: the records of that time are lost."""

ENDED: Final = frozenset(
    {
        DueKind.MOMENT,
        DueKind.SNOOZED,
        DueKind.FOLLOW_UP,
        DueKind.EXPIRY,
        DueKind.RESUME,
        DueKind.SESSION_DAY,
        DueKind.NEWS,
    }
)
"""What came due in the past is over: it may have been said already."""

STILL_WANTED: Final = frozenset({DueKind.PROPOSAL, DueKind.QUIET_QUESTION, DueKind.DIGEST})
"""What is about how things stand now. An answer that was given since is lost, so it has to be asked for again."""

_STILL_WANTED_MESSAGES: Final = ("proposal:", "digest:")

_out, _due, _moment = t.outbox.c, t.due.c, t.occurrences.c
_ARRIVED: Final = (Delivery.DELIVERED, Delivery.MAYBE)


async def refuse_while_running(tx: Tx, now: datetime) -> None:
    """Raise InUseError where a worker gave a sign of life lately; whoever has the file for themselves need not ask."""
    if not tx.shared or not await tx.connection.run_sync(
        lambda sync: inspect(sync).has_table(t.workers.name)
    ):
        return
    if await workers.alive(tx, now, within=ALIVE):
        raise InUseError("A bot is running on this database: stop every one, and wait a minute.")


@dataclass(frozen=True)
class Past:
    """How much of the past was ended: planned moments, and messages that waited or were on their way.

    `erased`: how many people were erased again who had been erased since. `listed`: whether a list of those was there.
    """

    moments: int
    messages: int
    erased: int = 0
    listed: bool = False


async def end_the_past(tx: Tx, now: datetime) -> Past:
    """End everything that lies before `now`; doing it twice changes nothing more.

    Right only while no bot runs on the database, and after the moments that nobody planned meanwhile were planned.
    """
    messages = await _end_messages(tx, now)
    moments = await _end_moments(tx, now)
    await _end_pauses(tx, now)
    await tx.remove(t.due, _due.kind.in_(ENDED), *_past(now))
    await tx.run(delete(t.workers))
    await tx.run(delete(t.leases))
    return Past(moments, messages)


def _past(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return _due.due_at <= now, _due.parked_at.is_(None)


async def _end_messages(tx: Tx, now: datetime) -> int:
    """What was on its way may have arrived, and what waited most likely went a second later: neither goes again."""
    in_doubt = or_(
        _out.state == OutboxState.SENDING, and_(_out.state == OutboxState.PENDING, _out.maybe_sent)
    )
    subjects = [row.subject for row in await tx.rows(select(_out.subject).where(in_doubt)) if row.subject]
    ended = await _settle(tx, now, OutboxState.UNCERTAIN, in_doubt)
    maybe = [each for subject in subjects for each in _moments_in(subject)]
    waiting = select(_moment.id).where(_moment.id.in_(maybe), _moment.delivery == Delivery.WAITING)
    found = [row.id for row in await tx.rows(waiting)]
    await occurrences.set_delivery(tx, found, Delivery.MAYBE, at=now)
    wanted = or_(*(_out.dedupe_key.startswith(kind) for kind in _STILL_WANTED_MESSAGES))
    unwanted = or_(_out.dedupe_key.is_(None), ~wanted)
    past = (_out.state == OutboxState.PENDING, _out.not_before <= now)
    return ended + await _settle(tx, now, OutboxState.CANCELLED, *past, unwanted)


async def _settle(tx: Tx, now: datetime, state: OutboxState, *where: ColumnElement[bool]) -> int:
    values = {"state": state, "payload": None, "settled_at": now, "lease_until": None, "fault": RESTORED}
    return (await tx.run(update(t.outbox).where(*where).values(**values))).rowcount


def _moments_in(subject: str) -> Iterable[int]:
    kind, _, ids = subject.partition(":")
    return map(int, ids.split(",")) if kind == "moment" else ()


async def _end_moments(tx: Tx, now: datetime) -> int:
    """Close what came due or whose time for an answer is over; a rest stays a rest, all else is a loss of ours."""
    waits = and_(_moment.delivery == Delivery.WAITING, _moment.outcome.is_(None))
    planned = and_(_moment.delivery == Delivery.PLANNED, _has_come(DueKind.MOMENT, now))
    unanswered = and_(
        _moment.delivery.in_(_ARRIVED), _moment.outcome.is_(None), _has_come(DueKind.EXPIRY, now)
    )
    ending = (_moment.closed_at.is_(None), or_(waits, planned, unanswered))
    arrived = case((_moment.delivery.in_(_ARRIVED), _moment.delivery), else_=Delivery.CANCELLED)
    rest = {"delivery": arrived, "outcome": Outcome.PAUSED}
    rested = await _close(tx, now, rest, *ending, _rests(now))
    lost = {"delivery": Delivery.NOT_DELIVERED, "not_delivered_why": RESTORED}
    ended = rested + await _close(tx, now, lost, *ending)
    closed = select(_moment.id).where(_moment.closed_at.is_not(None), _moment.outcome.is_(None))
    open_kinds = (DueKind.SNOOZED, DueKind.FOLLOW_UP, DueKind.EXPIRY)
    await tx.remove(t.due, _due.kind.in_(open_kinds), _due.subject_id.in_(closed))
    return ended


def _has_come(kind: DueKind, now: datetime) -> ColumnElement[bool]:
    return exists().where(_due.kind == kind, _due.subject_id == _moment.id, *_past(now))


def _rests(now: datetime) -> ColumnElement[bool]:
    person = exists().where(t.people.c.id == _moment.patient_id, t.people.c.paused_until > now)
    exercise = exists().where(
        t.assignments.c.id == _moment.assignment_id,
        or_(t.assignments.c.state == AssignmentState.PAUSED, t.assignments.c.quiet),
    )
    return or_(person, exercise)


async def _close(tx: Tx, now: datetime, values: dict[str, Any], *where: ColumnElement[bool]) -> int:
    closing = update(t.occurrences).where(*where).values(**values, closed_at=now)
    return (await tx.run(closing)).rowcount


async def _end_pauses(tx: Tx, now: datetime) -> None:
    """A pause whose end has passed is over, without a word; what was proposed meanwhile is brought."""
    back = select(_due.person_id).where(_due.kind == DueKind.RESUME, *_past(now))
    over = (t.people.c.id.in_(back), t.people.c.paused_until <= now)
    await tx.run(update(t.people).where(*over).values(paused_until=None))
    proposed = (t.assignments.c.patient_id.in_(back), t.assignments.c.state == AssignmentState.PROPOSED)
    first = select(t.assignments.c.patient_id, func.min(t.assignments.c.id).label("id")).where(*proposed)
    for row in await tx.rows(first.group_by(t.assignments.c.patient_id)):
        await due.plan(tx, NewDue(DueKind.PROPOSAL, now, row.patient_id, row.id))
