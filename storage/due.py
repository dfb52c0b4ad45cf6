"""What will come due: one row per thing, unique by kind, subject and slot, read by one tick."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Integer, bindparam, delete, func, select, update

from storage import tables as t
from storage.database import Tx
from storage.records import DueKind, DueRow

_WAITING = select(t.due).where(t.due.c.due_at <= bindparam("now"), t.due.c.parked_at.is_(None))
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_IN_ORDER = (t.due.c.due_at, t.due.c.rank, t.due.c.id)
"""Earliest first; of one instant, what is over ends before anything else: a third silence stops the fourth moment, and a
summary knows of it."""

_COME = (
    _WAITING.order_by(*_IN_ORDER).limit(bindparam("number", type_=Integer)).with_for_update(skip_locked=True)
)
_THEIRS = _WAITING.where(t.due.c.person_id.in_(_IDS)).order_by(*_IN_ORDER).with_for_update(skip_locked=True)
_ANY = select(t.due.c.id).where(t.due.c.due_at <= bindparam("now"), t.due.c.parked_at.is_(None)).limit(1)
_STILL = (
    select(t.due)
    .where(t.due.c.id.in_(_IDS), t.due.c.parked_at.is_(None))
    .order_by(*_IN_ORDER)
    .with_for_update(skip_locked=True)
)
_CANCEL = delete(t.due).where(
    t.due.c.kind.in_(bindparam("kinds", expanding=True)), t.due.c.subject_id.in_(_IDS)
)
_CANCEL_SLOT = _CANCEL.where(t.due.c.slot == bindparam("of_slot"))
_DONE = delete(t.due).where(t.due.c.id.in_(_IDS))


class NewDue(NamedTuple):
    """Something to come due at `due_at` (UTC). A tuple, since each message brings two or three of them."""

    kind: DueKind
    due_at: datetime
    person_id: int
    subject_id: int
    slot: int = 0


async def plan(tx: Tx, *rows: NewDue) -> None:
    """Set what will come due; a row with the same kind, subject and slot is moved, not doubled."""
    for row in rows:
        await cancel(tx, [row.kind], [row.subject_id], slot=row.slot)
    await add_new(tx, rows)


async def add_new(tx: Tx, rows: Iterable[NewDue]) -> None:
    """Set rows of which none exists yet, in one statement."""
    await tx.add_many(
        t.due,
        [{**row._asdict(), "attempts": 0, "rank": int(row.kind is not DueKind.EXPIRY)} for row in rows],
    )


async def cancel(
    tx: Tx, kinds: Iterable[DueKind], subject_ids: Iterable[int], *, slot: int | None = None
) -> int:
    """Take back what would have come due; return how many rows there were."""
    values = {"kinds": list(kinds), "ids": list(subject_ids)}
    if slot is None:
        return (await tx.run(_CANCEL, values)).rowcount
    return (await tx.run(_CANCEL_SLOT, {**values, "of_slot": slot})).rowcount


async def cancel_for_person(tx: Tx, person_id: int) -> int:
    """Take back everything that would have come due for a person; return how many rows there were."""
    return await tx.remove(t.due, t.due.c.person_id == person_id)


async def any_come(tx: Tx, now: datetime) -> bool:
    """Say whether anything has come due."""
    return await tx.value(_ANY, {"now": now}) is not None


async def come(tx: Tx, now: datetime, limit: int) -> list[DueRow]:
    """Return what has come due, in order; no other worker gets it while `tx` is open.

    Whole persons: no person's rows of one instant are torn apart.
    """
    rows = await tx.rows(_COME, {"now": now, "number": limit})
    if len(rows) < limit:
        return [tx.record(DueRow, t.due, row) for row in rows]
    return await tx.all(DueRow, t.due, _THEIRS, {"now": now, "ids": list({row.person_id for row in rows})})


async def still(tx: Tx, rows: Collection[DueRow]) -> list[DueRow]:
    """Return those of these rows that nobody took back or put off meanwhile, in order."""
    found = await tx.all(DueRow, t.due, _STILL, {"ids": [row.id for row in rows]})
    unchanged = set(rows)
    return [row for row in found if row in unchanged]


async def done(tx: Tx, rows: Iterable[DueRow]) -> None:
    """Remove rows that were answered, in the transaction that answered them."""
    await tx.run(_DONE, {"ids": [row.id for row in rows]})


async def postpone(tx: Tx, row_id: int, until: datetime) -> None:
    """Put a row off after a fault, counting the attempt."""
    await tx.run(
        update(t.due).where(t.due.c.id == row_id).values(due_at=until, attempts=t.due.c.attempts + 1)
    )


async def park(tx: Tx, row_id: int, now: datetime) -> None:
    """Set a row aside for good; it is kept, and it stops nobody."""
    await tx.change(t.due, row_id, parked_at=now)


async def again(tx: Tx, kind: DueKind, subject_id: int) -> bool:
    """Let come what was set aside of this kind and subject; False where nothing is there any more."""
    mine = (t.due.c.kind == kind, t.due.c.subject_id == subject_id, t.due.c.parked_at.is_not(None))
    return (await tx.run(update(t.due).where(*mine).values(parked_at=None, attempts=0))).rowcount > 0


async def next_at(tx: Tx, kind: DueKind | None = None) -> datetime | None:
    """Return when the next row (of a kind) comes due."""
    query = select(func.min(t.due.c.due_at)).where(t.due.c.parked_at.is_(None))
    found: datetime | None = await tx.value(query if kind is None else query.where(t.due.c.kind == kind))
    return found


async def of_subjects(tx: Tx, kinds: Iterable[DueKind], subject_ids: Iterable[int]) -> list[DueRow]:
    """Return the rows about these subjects that are still to come; a parked one never comes."""
    where = (t.due.c.kind.in_(list(kinds)), t.due.c.subject_id.in_(list(subject_ids)))
    query = select(t.due).where(*where, t.due.c.parked_at.is_(None))
    return await tx.all(DueRow, t.due, query.order_by(t.due.c.due_at))
