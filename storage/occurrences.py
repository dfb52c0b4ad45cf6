"""Planned moments: each exactly once, by a unique key; how it was delivered and how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import Update, bindparam, func, select, update

from storage import tables as t
from storage.database import Tx
from storage.records import EXTRA_SLOT, Delivery, DueKind, Occurrence, Outcome

_ONE = select(t.occurrences).where(t.occurrences.c.id == bindparam("id"))
_MANY = select(t.occurrences).where(t.occurrences.c.id.in_(bindparam("ids", expanding=True)))


class NewOccurrence(NamedTuple):
    """A moment to be planned; `planned_at` is UTC, the rest the patient's wall clock in `zone`."""

    assignment_id: int
    patient_id: int
    local_date: date
    slot: int
    local_time: time
    zone: str
    planned_at: datetime


async def add_new(
    tx: Tx, rows: Iterable[NewOccurrence], *, delivery: Delivery = Delivery.PLANNED
) -> list[int]:
    """Plan moments of which none exists yet, in one statement; return their ids in order."""
    return await tx.add_many(t.occurrences, [{**row._asdict(), "delivery": delivery} for row in rows])


async def add_extra(tx: Tx, row: NewOccurrence, now: datetime) -> int:
    """Keep something practised beyond the plan, now; it takes the next slot from EXTRA_SLOT on of that day."""
    table = t.occurrences.c
    taken = await tx.value(
        select(func.max(table.slot)).where(
            table.assignment_id == row.assignment_id,
            table.local_date == row.local_date,
            table.slot >= EXTRA_SLOT,
        )
    )
    values = {**row._asdict(), "slot": EXTRA_SLOT if taken is None else taken + 1}
    return await tx.add(t.occurrences, **values, delivery=Delivery.DELIVERED, delivered_at=now)


async def get(tx: Tx, occurrence_id: int) -> Occurrence | None:
    """Return one occurrence."""
    return await tx.one(Occurrence, t.occurrences, _ONE, {"id": occurrence_id})


async def get_many(tx: Tx, occurrence_ids: Iterable[int]) -> dict[int, Occurrence]:
    """Return these occurrences by id."""
    found = await tx.all(Occurrence, t.occurrences, _MANY, {"ids": list(occurrence_ids)})
    return {each.id: each for each in found}


async def last_planned(tx: Tx, assignment_ids: Iterable[int]) -> dict[int, Occurrence]:
    """Return of each assignment the planned occurrence with the latest date and slot."""
    table = t.occurrences.c
    newest = (
        select(func.max(table.planned_at).label("planned_at"), table.assignment_id)
        .where(table.assignment_id.in_(list(assignment_ids)), table.slot < EXTRA_SLOT)
        .group_by(table.assignment_id)
        .subquery()
    )
    query = select(t.occurrences).join(
        newest, (table.assignment_id == newest.c.assignment_id) & (table.planned_at == newest.c.planned_at)
    )
    return {found.assignment_id: found for found in await tx.all(Occurrence, t.occurrences, query)}


async def of_assignment(tx: Tx, assignment_id: int, *, after: datetime | None = None) -> list[Occurrence]:
    """Return an assignment's occurrences by time."""
    table = t.occurrences.c
    query = (
        select(t.occurrences).where(table.assignment_id == assignment_id).order_by(table.planned_at, table.id)
    )
    return await tx.all(
        Occurrence, t.occurrences, query if after is None else query.where(table.planned_at > after)
    )


async def of_patient(tx: Tx, patient_id: int, *, after: datetime | None = None) -> list[Occurrence]:
    """Return a patient's occurrences by time."""
    table = t.occurrences.c
    query = select(t.occurrences).where(table.patient_id == patient_id).order_by(table.planned_at, table.id)
    return await tx.all(
        Occurrence, t.occurrences, query if after is None else query.where(table.planned_at > after)
    )


async def with_open(tx: Tx, assignment_ids: Iterable[int]) -> set[int]:
    """Return those of these assignments that have a planned moment which is not over."""
    table = t.occurrences.c
    where = (
        table.assignment_id.in_(list(assignment_ids)),
        table.slot < EXTRA_SLOT,
        table.closed_at.is_(None),
    )
    return {row.assignment_id for row in await tx.rows(select(table.assignment_id).where(*where).distinct())}


async def still_open(tx: Tx, patient_id: int, now: datetime) -> list[Occurrence]:
    """Return a patient's moments that were handed on and wait for an answer, earliest first."""
    table = t.occurrences.c
    handed_on = [Delivery.WAITING, Delivery.DELIVERED, Delivery.MAYBE]
    where = (table.patient_id == patient_id, table.delivery.in_(handed_on), table.planned_at <= now)
    query = select(t.occurrences).where(*where, table.outcome.is_(None), table.closed_at.is_(None))
    return await tx.all(Occurrence, t.occurrences, query.order_by(table.planned_at, table.id))


async def set_delivery(
    tx: Tx,
    occurrence_ids: Iterable[int],
    delivery: Delivery,
    *,
    why: str | None = None,
    at: datetime | None = None,
    message_ref: str | None = None,
) -> None:
    """Keep how the delivery of these occurrences stands."""
    values: dict[str, object] = {"delivery": delivery, "not_delivered_why": why}
    if at is not None:
        values["delivered_at"] = at
    if message_ref is not None:
        values["message_ref"] = message_ref
    bound = {f"to_{name}": value for name, value in values.items()}
    await tx.run(_set(tuple(values)), {"ids": list(occurrence_ids), **bound})


@cache
def _set(names: tuple[str, ...]) -> Update:
    values: dict[str, Any] = {name: bindparam(f"to_{name}") for name in names}
    return (
        update(t.occurrences).where(t.occurrences.c.id.in_(bindparam("ids", expanding=True))).values(values)
    )


_ARRIVED = (
    update(t.occurrences)
    .where(t.occurrences.c.id == bindparam("of_id"), t.occurrences.c.delivery == Delivery.WAITING)
    .values(delivery=bindparam("how"), delivered_at=bindparam("now"), message_ref=bindparam("ref"))
)


async def arrived(
    tx: Tx, refs: Mapping[int, str | None], how: Literal[Delivery.DELIVERED, Delivery.MAYBE], now: datetime
) -> None:
    """Keep that the messages of these occurrences (id → the message's reference) arrived, or may have."""
    if refs:
        await tx.run(
            _ARRIVED, [{"of_id": one, "how": how, "now": now, "ref": ref} for one, ref in refs.items()]
        )


async def close(tx: Tx, occurrence_ids: Iterable[int], outcome: Outcome | None, now: datetime) -> None:
    """Give these occurrences their end; an answer later replaces NO_ANSWER."""
    await tx.run(_CLOSE, {"ids": list(occurrence_ids), "how": outcome, "now": now})


_CLOSE = (
    update(t.occurrences)
    .where(t.occurrences.c.id.in_(bindparam("ids", expanding=True)))
    .values(outcome=bindparam("how"), closed_at=bindparam("now"))
)


async def abandon(tx: Tx, before: datetime, now: datetime) -> None:
    """Say of moments from before then that never were handed on, because their due row is set aside, that they were not."""
    table = t.occurrences.c
    parked = select(t.due.c.subject_id).where(t.due.c.kind == DueKind.MOMENT, t.due.c.parked_at.is_not(None))
    stuck = (table.delivery == Delivery.PLANNED, table.planned_at < before, table.id.in_(parked))
    values = {"delivery": Delivery.NOT_DELIVERED, "not_delivered_why": "fault", "closed_at": now}
    await tx.run(update(t.occurrences).where(*stuck).values(**values))


async def remove_future(tx: Tx, assignment_id: int, now: datetime) -> dict[int, date]:
    """Take back every moment that has not been handed on yet; return their ids, each with its local date.

    A new plan starts from a clean table.
    """
    table = t.occurrences.c
    where = (
        table.assignment_id == assignment_id,
        table.planned_at > now,
        table.delivery == Delivery.PLANNED,
        table.outcome.is_(None),
    )
    gone = {row.id: row.local_date for row in await tx.rows(select(table.id, table.local_date).where(*where))}
    await tx.remove(t.occurrences, table.id.in_(list(gone)))
    return gone


HANDED_ON = datetime.min.replace(tzinfo=UTC)
"""Stands for the instant of a moment that is not ahead any more."""

_TAKEN = select(
    t.occurrences.c.assignment_id,
    t.occurrences.c.local_date,
    t.occurrences.c.slot,
    t.occurrences.c.planned_at,
    t.occurrences.c.delivery,
).where(
    t.occurrences.c.assignment_id.in_(bindparam("ids", expanding=True)),
    t.occurrences.c.local_date >= bindparam("since"),
    t.occurrences.c.slot < EXTRA_SLOT,
)


async def taken(
    tx: Tx, assignment_ids: Iterable[int], since: date
) -> dict[int, dict[tuple[date, int], datetime]]:
    """Return what is planned from a local date on: assignment id → (local date, slot) → instant.

    What was handed on lies behind us, also where a clock that was ahead has handed it on: it gets HANDED_ON.
    """
    found = await tx.rows(_TAKEN, {"ids": list(assignment_ids), "since": since})
    grouped: dict[int, dict[tuple[date, int], datetime]] = {}
    for row in found:
        at = row.planned_at if row.delivery == Delivery.PLANNED else HANDED_ON
        grouped.setdefault(row.assignment_id, {})[row.local_date, row.slot] = at
    return grouped


async def reopen(tx: Tx, occurrence_id: int) -> None:
    """Take back that an occurrence ended without an answer, because the patient wants it to come again."""
    await tx.change(t.occurrences, occurrence_id, outcome=None, closed_at=None)
