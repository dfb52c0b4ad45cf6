"""Summaries: which session's summary has taken up what, so that nothing is summarised twice and nothing is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, exists, or_, select, update

from storage import tables as t
from storage.appointments import UNDER_WAY
from storage.database import Tx
from storage.records import (
    ANSWERS,
    AssignmentEvent,
    CheckIn,
    Delivery,
    DigestItem,
    DigestRecord,
    Outcome,
)


class ItemKind(StrEnum):
    """What a summary takes up: an answer, a moment that ended without one, a note, a change of what is agreed."""

    CHECKIN = "checkin"
    UNANSWERED = "unanswered"
    NOTE = "note"
    CHANGE = "change"


@dataclass(frozen=True)
class Subject:
    """Something to be taken up, in the state of this revision."""

    kind: ItemKind
    id: int
    revision: int = 1


async def of_appointment(tx: Tx, appointment_id: int) -> DigestRecord | None:
    """Return the summary for a session."""
    query = select(t.digests).where(t.digests.c.appointment_id == appointment_id)
    return await tx.one(DigestRecord, t.digests, query)


async def of_appointments(tx: Tx, appointment_ids: Iterable[int]) -> dict[int, DigestRecord]:
    """Return the summaries for these sessions by session id."""
    query = select(t.digests).where(t.digests.c.appointment_id.in_(list(appointment_ids)))
    found = await tx.all(DigestRecord, t.digests, query)
    return {record.appointment_id: record for record in found if record.appointment_id is not None}


async def waiting(tx: Tx, patient_id: int) -> list[Subject]:
    """Return everything of a patient that no summary has taken up in its present state.

    Moments that are still open are left for later; proposals are the therapist's own doing and no news.
    """
    checkins, notes, moments, changes = (
        t.checkins.c,
        t.notes.c,
        t.occurrences.c,
        t.assignment_changes.c,
    )
    mine = moments.patient_id == patient_id
    never_answered = ~exists().where(
        checkins.occurrence_id == moments.id
    )  # what was taken back tells of itself
    ended_unanswered = or_(
        moments.outcome.in_([Outcome.NO_ANSWER, Outcome.PAUSED]),
        and_(
            moments.delivery == Delivery.NOT_DELIVERED,
            or_(moments.outcome.is_(None), moments.outcome.not_in(ANSWERS)),
        ),
    )
    ended = exists().where(moments.id == checkins.occurrence_id, moments.closed_at.is_not(None))
    is_over = or_(checkins.outcome.in_(ANSWERS), ended)  # not where it was taken back and may come anew
    return [
        *await _untaken(tx, ItemKind.CHECKIN, t.checkins, checkins.patient_id == patient_id, is_over),
        *await _untaken(tx, ItemKind.UNANSWERED, t.occurrences, mine, ended_unanswered, never_answered),
        *await _untaken(tx, ItemKind.NOTE, t.notes, notes.patient_id == patient_id),
        *await _untaken(
            tx,
            ItemKind.CHANGE,
            t.assignment_changes,
            changes.patient_id == patient_id,
            changes.event != AssignmentEvent.PROPOSED,
        ),
    ]


async def claim(tx: Tx, patient_id: int, appointment_id: int, now: datetime) -> DigestRecord:
    """Take up everything that waits into the summary for a session, begun now where there is none yet."""
    await give_back(tx, patient_id, now)
    record = await of_appointment(tx, appointment_id)
    if record is None:
        values: dict[str, Any] = {"patient_id": patient_id, "appointment_id": appointment_id}
        digest_id = await tx.add(t.digests, **values, built_at=now, sent=False, told=False)
        record = DigestRecord(digest_id, patient_id, appointment_id, now, sent=False, told=False)
    else:
        await tx.change(t.digests, record.id, built_at=now)
    table = t.digest_items.c
    rows = await tx.rows(select(table.id, table.kind, table.subject_id).where(table.digest_id == record.id))
    held = {(row.kind, row.subject_id): row.id for row in rows}
    new = []
    for subject in await waiting(tx, patient_id):
        item_id = held.get((subject.kind, subject.id))
        if item_id is None:
            values = {"kind": subject.kind, "subject_id": subject.id, "revision": subject.revision}
            new.append({"digest_id": record.id, **values})
        else:
            await tx.change(t.digest_items, item_id, revision=subject.revision)
    await tx.add_many(t.digest_items, new)
    return record


async def items_of(tx: Tx, digest_id: int) -> list[Subject]:
    """Return what a summary has taken up."""
    query = select(t.digest_items).where(t.digest_items.c.digest_id == digest_id)
    found = await tx.all(DigestItem, t.digest_items, query.order_by(t.digest_items.c.id))
    return [Subject(ItemKind(item.kind), item.subject_id, item.revision) for item in found]


async def taken_elsewhere(
    tx: Tx, patient_id: int, digest_id: int | None, kind: ItemKind, subject_ids: Sequence[int]
) -> list[Subject]:
    """Return in which states other summaries have taken up these subjects, oldest state first."""
    table = t.digest_items.c
    query = (
        select(t.digest_items)
        .join(t.digests, t.digests.c.id == table.digest_id)
        .where(t.digests.c.patient_id == patient_id, table.kind == kind, table.subject_id.in_(subject_ids))
    )
    if digest_id is not None:
        query = query.where(table.digest_id != digest_id)
    found = await tx.all(DigestItem, t.digest_items, query.order_by(table.revision))
    return [Subject(kind, item.subject_id, item.revision) for item in found]


async def was_told(tx: Tx, kind: ItemKind, subject_id: int) -> bool:
    """Say whether a summary has taken this up of which the therapist was told; one that is opened again shows no more."""
    items = t.digest_items.c
    query = select(items.id).join(t.digests, t.digests.c.id == items.digest_id)
    where = (items.kind == kind, items.subject_id == subject_id, t.digests.c.told.is_(True))
    return await tx.value(query.where(*where).limit(1)) is not None


async def release(tx: Tx, appointment_ids: Iterable[int]) -> None:
    """Give back what was taken up for sessions that do not take place: the next summary takes it up."""
    await _remove(tx, t.digests.c.appointment_id.in_(list(appointment_ids)))


async def give_back(tx: Tx, patient_id: int, now: datetime) -> None:
    """Give back what was taken up for sessions that are over by now, and of which the therapist never was told.

    Their announcement did not arrive, for whatever reason, and nobody opened them: the next summary takes it up.
    """
    over = select(t.appointments.c.id).where(
        t.appointments.c.patient_id == patient_id, t.appointments.c.starts_at <= now - UNDER_WAY
    )
    digests = t.digests.c
    await _remove(
        tx, digests.patient_id == patient_id, digests.told.is_(False), digests.appointment_id.in_(over)
    )


async def _remove(tx: Tx, *where: ColumnElement[bool]) -> None:
    digest_ids = [row.id for row in await tx.rows(select(t.digests.c.id).where(*where))]
    if digest_ids:
        await tx.remove(t.digest_items, t.digest_items.c.digest_id.in_(digest_ids))
        await tx.remove(t.digests, t.digests.c.id.in_(digest_ids))


async def let_go(tx: Tx, answer: CheckIn, now: datetime) -> bool:
    """Give back an answer that was taken up for sessions that are not over, because it changes its moment's end.

    Returns whether any other summary has told of the moment.
    """
    await give_back(tx, answer.patient_id, now)
    items = t.digest_items.c
    mine = and_(items.kind == ItemKind.CHECKIN, items.subject_id == answer.id)
    await tx.remove(t.digest_items, mine, items.digest_id.in_(_coming(answer.patient_id, now)))
    moment = and_(items.kind == ItemKind.UNANSWERED, items.subject_id == answer.occurrence_id)
    return await tx.value(select(items.id).where(or_(mine, moment)).limit(1)) is not None


async def let_go_moment(tx: Tx, patient_id: int, occurrence_id: int, now: datetime) -> None:
    """Give back that a moment ended without an answer, as far as sessions are not over: it is open again."""
    items = t.digest_items.c
    moment = and_(items.kind == ItemKind.UNANSWERED, items.subject_id == occurrence_id)
    await tx.remove(t.digest_items, moment, items.digest_id.in_(_coming(patient_id, now)))


def _coming(patient_id: int, now: datetime) -> Select[Any]:
    """Name the summaries for a patient's sessions that are not over."""
    return (
        select(t.digests.c.id)
        .join(t.appointments, t.appointments.c.id == t.digests.c.appointment_id)
        .where(t.digests.c.patient_id == patient_id, t.appointments.c.starts_at > now - UNDER_WAY)
    )


async def mark_sent(tx: Tx, digest_id: int) -> None:
    """Keep that a summary came due, and is announced to the therapist."""
    await tx.change(t.digests, digest_id, sent=True)


async def mark_told(tx: Tx, digest_ids: Iterable[int]) -> None:
    """Keep that the therapist knows of summaries: an announcement arrived, or they were opened."""
    await tx.run(update(t.digests).where(t.digests.c.id.in_(list(digest_ids))).values(told=True))


async def _untaken(tx: Tx, kind: ItemKind, table: Table, *where: ColumnElement[bool]) -> list[Subject]:
    versioned = "revision" in table.c
    items = t.digest_items.c
    taken = exists().where(
        items.kind == kind,
        items.subject_id == table.c.id,
        items.revision >= (table.c.revision if versioned else 1),
    )
    columns = (table.c.id, table.c.revision) if versioned else (table.c.id,)
    rows = await tx.rows(select(*columns).where(*where, ~taken).order_by(table.c.id))
    return [Subject(kind, row.id, row.revision if versioned else 1) for row in rows]
