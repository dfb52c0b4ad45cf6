"""Exercises agreed (or about to be) with a patient, and everything that was ever agreed about them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from storage import history
from storage import tables as t
from storage.database import Tx
from storage.partial import in_state
from storage.records import (
    Agreement,
    Assignment,
    AssignmentEvent,
    AssignmentState,
    Delivery,
    Plan,
    Role,
)

_ONE = select(t.assignments).where(t.assignments.c.id == bindparam("id"))
_MANY = select(t.assignments).where(t.assignments.c.id.in_(bindparam("ids", expanding=True)))
OPEN = (AssignmentState.PROPOSED, AssignmentState.TALK_FIRST, AssignmentState.AGREED, AssignmentState.PAUSED)
NOT_AGREED = (AssignmentState.PROPOSED, AssignmentState.TALK_FIRST)
RUNNING = (AssignmentState.AGREED, AssignmentState.PAUSED)


async def propose(
    tx: Tx,
    *,
    patient_id: int,
    therapist_id: int,
    exercise_id: str,
    exercise: dict[str, Any],
    plan: Plan,
    follow_up_minutes: int,
    now: datetime,
    replaces_id: int | None = None,
) -> int:
    """Keep a complete proposal; the patient has not agreed to it yet. Return its id.

    `replaces_id`: another exercise of theirs, which goes on until they agree.
    """
    assignment_id = await tx.add(
        t.assignments,
        patient_id=patient_id,
        therapist_id=therapist_id,
        exercise_id=exercise_id,
        state=AssignmentState.PROPOSED,
        exercise=exercise,
        plan=plan.to_json(),
        version=1,
        follow_up_minutes=follow_up_minutes,
        unanswered=0,
        quiet=False,
        created_at=now,
        replaces_id=replaces_id,
    )
    await history.remember(
        tx, assignment_id, patient_id, AssignmentEvent.PROPOSED, Role.THERAPIST, now, 1, plan, ""
    )
    return assignment_id


async def get(tx: Tx, assignment_id: int) -> Assignment | None:
    """Return an assignment."""
    return await tx.one(Assignment, t.assignments, _ONE, {"id": assignment_id})


async def get_open(tx: Tx, assignment_id: int | None) -> Assignment | None:
    """Return an assignment that has not ended; None also where there is no id."""
    found = None if assignment_id is None else await get(tx, assignment_id)
    return None if found is None or found.state is AssignmentState.ENDED else found


async def get_many(tx: Tx, assignment_ids: set[int]) -> dict[int, Assignment]:
    """Return these assignments by id."""
    found = await tx.all(Assignment, t.assignments, _MANY, {"ids": list(assignment_ids)})
    return {assignment.id: assignment for assignment in found}


async def agreements(tx: Tx, assignment_ids: set[int]) -> dict[int, Agreement]:
    """Return what was agreed in these assignments by id; their exercises, which are long, stay closed."""
    found = await tx.all(Agreement, t.assignments, _MANY, {"ids": list(assignment_ids)})
    return {agreement.id: agreement for agreement in found}


async def of_patient(
    tx: Tx, patient_id: int, states: Iterable[AssignmentState] | None = None
) -> list[Assignment]:
    """Return a patient's assignments, oldest first; without `states` all of them."""
    query = select(t.assignments).where(t.assignments.c.patient_id == patient_id).order_by(t.assignments.c.id)
    if states is not None:
        query = query.where(t.assignments.c.state.in_(list(states)))
    return await tx.all(Assignment, t.assignments, query)


async def without_future(tx: Tx, now: datetime, *, after_id: int, limit: int) -> list[int]:
    """Return the ids of everybody's agreed assignments for which no moment is planned ahead, a page at a time.

    It is asked of one assignment after the other (the limit keeps a server from joining): right after an import or a
    restore a server knows nothing of its tables, and joins them in a way that takes minutes for 100,000 people.
    """
    planned = (
        select(t.occurrences.c.id)
        .where(
            t.occurrences.c.assignment_id == t.assignments.c.id,
            t.occurrences.c.planned_at > now,
            in_state(t.occurrences.c.delivery, Delivery.PLANNED),
        )
        .limit(1)
        .scalar_subquery()
    )
    query = select(t.assignments.c.id).where(
        in_state(t.assignments.c.state, AssignmentState.AGREED),
        t.assignments.c.id > after_id,
        planned.is_(None),
    )
    return [row.id for row in await tx.rows(query.order_by(t.assignments.c.id).limit(limit))]


async def resting(tx: Tx, *, after_id: int, limit: int) -> list[int]:
    """Return the ids of everybody's assignments that are paused, a page at a time."""
    query = select(t.assignments.c.id).where(
        in_state(t.assignments.c.state, AssignmentState.PAUSED), t.assignments.c.id > after_id
    )
    return [row.id for row in await tx.rows(query.order_by(t.assignments.c.id).limit(limit))]


async def change(
    tx: Tx,
    assignment: Agreement,
    event: AssignmentEvent,
    *,
    by: Role,
    now: datetime,
    plan: Plan | None = None,
    state: AssignmentState | None = None,
    words: str = "",
    **values: Any,
) -> None:
    """Change an assignment and append to its history what happened, by whom, with the plan as it is now."""
    version = assignment.version + (plan is not None and plan != assignment.plan)
    after = plan or assignment.plan
    if plan is not None:
        values["plan"] = plan.to_json()
    if state is not None:
        values["state"] = state
    await tx.change(t.assignments, assignment.id, version=version, **values)
    await history.remember(tx, assignment.id, assignment.patient_id, event, by, now, version, after, words)


async def count_open(tx: Tx, patient_id: int) -> int:
    """Return how many assignments of a patient are proposed, agreed or paused."""
    table = t.assignments.c
    query = select(func.count()).select_from(t.assignments)
    return int(await tx.value(query.where(table.patient_id == patient_id, table.state.in_(OPEN))) or 0)


async def counts_of(tx: Tx, patient_ids: Iterable[int]) -> dict[int, dict[AssignmentState, int]]:
    """Return of each of these patients how many assignments are in which state."""
    table = t.assignments.c
    query = select(table.patient_id, table.state, func.count().label("number"))
    query = query.where(table.patient_id.in_(list(patient_ids))).group_by(table.patient_id, table.state)
    counts: dict[int, dict[AssignmentState, int]] = {}
    for row in await tx.rows(query):
        counts.setdefault(row.patient_id, {})[AssignmentState(row.state)] = row.number
    return counts


async def set_replay(tx: Tx, assignment_id: int, *, replay: bool | None) -> None:
    """Keep whether the patient wants to be shown what they noticed the last time; None = not said."""
    await tx.change(t.assignments, assignment_id, replay=replay)


async def set_unanswered(tx: Tx, assignment_ids: Iterable[int], unanswered: int, *, quiet: bool) -> None:
    """Keep of several assignments how many occurrences in a row had no answer, and whether they are quiet."""
    table = t.assignments
    await tx.run(
        update(table).where(table.c.id.in_(list(assignment_ids))).values(unanswered=unanswered, quiet=quiet)
    )
