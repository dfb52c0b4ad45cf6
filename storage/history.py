"""Everything that ever happened to an exercise: one entry for each change, with the plan as it was after it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from sqlalchemy import func, select

from storage import tables as t
from storage.crypto import SealBroken
from storage.database import Tx
from storage.records import AssignmentChange, AssignmentEvent, Plan, Role


async def remember(
    tx: Tx,
    assignment_id: int,
    patient_id: int,
    event: AssignmentEvent,
    by: Role,
    at: datetime,
    version: int,
    plan: Plan,
    words: str,
) -> int:
    """Append what happened, by whom, with the plan as it is now; return the entry's id."""
    return await tx.add(
        t.assignment_changes,
        assignment_id=assignment_id,
        patient_id=patient_id,
        event=event,
        by=by,
        at=at,
        version=version,
        plan=plan.to_json(),
        words=words,
    )


async def newest_change(tx: Tx, assignment_id: int, event: AssignmentEvent) -> int | None:
    """Return the newest entry of this kind in an assignment's history."""
    table = t.assignment_changes
    where = (table.c.assignment_id == assignment_id, table.c.event == event)
    newest: int | None = await tx.value(select(func.max(table.c.id)).where(*where))
    return newest


async def set_words(tx: Tx, change_id: int, words: str, *, now: datetime | None = None) -> None:
    """Put these words to an entry of an assignment's history, in place of others; with `now` it is of that moment."""
    values = {} if now is None else {"at": now}
    await tx.change(t.assignment_changes, change_id, words=words, **values)


async def say_anew(tx: Tx, change_id: int, words: str, now: datetime) -> int:
    """Put words to an entry that was told already, as an entry of their own; return which that is."""
    (told,) = await changes(tx, [change_id])
    await set_words(tx, change_id, "")
    values = (told.assignment_id, told.patient_id, told.event, told.by, now, told.version, told.plan, words)
    return await remember(tx, *values)


async def changes_of(tx: Tx, patient_id: int, *, after: datetime | None = None) -> list[AssignmentChange]:
    """Return what happened to a patient's assignments, oldest first."""
    table = t.assignment_changes
    query = select(table).where(table.c.patient_id == patient_id).order_by(table.c.id)
    if after is not None:
        query = query.where(table.c.at > after)
    return await tx.all(AssignmentChange, table, query)


async def ended_since(tx: Tx, patient_id: int, by: Role, at: datetime) -> set[int]:
    """Return which of a patient's assignments somebody in this role has ended since then; nothing sealed is opened."""
    table = t.assignment_changes.c
    ended = (table.patient_id == patient_id, table.event == AssignmentEvent.ENDED, table.by == by)
    found = await tx.rows(select(table.assignment_id).where(*ended, table.at >= at))
    return {row.assignment_id for row in found}


async def plans_of(tx: Tx, assignment_id: int) -> list[Plan]:
    """Return every plan that an assignment has had and that still opens, oldest first; one that stayed stands there again."""
    table = t.assignment_changes
    query = (
        select(table.c.id, table.c.plan).where(table.c.assignment_id == assignment_id).order_by(table.c.id)
    )
    found = []
    for row in await tx.rows(query):
        with suppress(SealBroken):  # nobody's answer waits for an entry that is damaged
            found.append(Plan.from_json(tx.keys.open(row.plan, f"{table.name}.{table.c.plan.name}.{row.id}")))
    return found


async def changes(tx: Tx, change_ids: Iterable[int]) -> list[AssignmentChange]:
    """Return these entries of the histories of assignments, oldest first."""
    table = t.assignment_changes
    query = select(table).where(table.c.id.in_(list(change_ids))).order_by(table.c.id)
    return await tx.all(AssignmentChange, table, query)


async def newest_changes(tx: Tx, assignment_ids: Iterable[int]) -> list[AssignmentChange]:
    """Return the newest entry of each of these assignments' histories, oldest first."""
    table = t.assignment_changes.c
    newest = select(func.max(table.id)).where(table.assignment_id.in_(list(assignment_ids)))
    found = await tx.rows(newest.add_columns(table.assignment_id).group_by(table.assignment_id))
    return await changes(tx, [row[0] for row in found]) if found else []


async def last_begun(tx: Tx, assignment_ids: Iterable[int]) -> dict[int, datetime]:
    """Return when each of these assignments was last agreed, changed or resumed: its plan holds from then on."""
    table = t.assignment_changes.c
    begins = (AssignmentEvent.AGREED, AssignmentEvent.CHANGED, AssignmentEvent.RESUMED)
    query = select(table.assignment_id, func.max(table.at).label("at")).group_by(table.assignment_id)
    where = (table.assignment_id.in_(list(assignment_ids)), table.event.in_(begins))
    return {row.assignment_id: row.at for row in await tx.rows(query.where(*where))}
