"""Which rules of the zones the moments ahead were reckoned with, and those moments, for when the rules change.

Only what still waits is found here: a moment that was handed on, or a summary that went out, is never moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage import tables as t
from storage.appointments import UNDER_WAY
from storage.database import Tx
from storage.records import Appointment, AppointmentState, Delivery, DueKind, Occurrence

Moved = Mapping[int, datetime]
"""Id → new instant."""

_occurrence, _appointment, _due = t.occurrences.c, t.appointments.c, t.due.c
_zones: Final[Any] = bindparam("zones", expanding=True)


async def known(tx: Tx) -> dict[str, str]:
    """Return zone → fingerprint of the rules that all moments ahead agree with."""
    return {row.zone: row.fingerprint for row in await tx.rows(select(t.zone_rules))}


async def keep(tx: Tx, fingerprints: Mapping[str, str]) -> None:
    """Say that all moments ahead agree with these rules."""
    # In order, so that two processes that say so at the same time do not wait for each other.
    rows = [{"zone": zone, "fingerprint": value} for zone, value in sorted(fingerprints.items())]
    make = postgresql.insert if tx.connection.dialect.name == "postgresql" else sqlite.insert
    adding = make(t.zone_rules)
    newest = {"fingerprint": adding.excluded.fingerprint}
    await tx.run(adding.on_conflict_do_update(index_elements=["zone"], set_=newest), rows)


_MOMENTS = (
    select(t.occurrences)
    .join(t.due, and_(_due.kind == DueKind.MOMENT, _due.subject_id == _occurrence.id))
    .where(
        _due.parked_at.is_(None),
        _occurrence.delivery == Delivery.PLANNED,
        _occurrence.closed_at.is_(None),
        _occurrence.zone.in_(_zones),
        _occurrence.id > bindparam("after_id"),
    )
    .order_by(_occurrence.id)
    .limit(bindparam("number"))
    .with_for_update(of=t.due)  # as the tick does: what it is handing on is gone when we get it
)


async def moments(tx: Tx, zones: Iterable[str], *, after_id: int, limit: int) -> list[Occurrence]:
    """Return a page of the moments in these zones that were not handed on yet, by id; nobody hands them on meanwhile."""
    values = {"zones": list(zones), "after_id": after_id, "number": limit}
    return await tx.all(Occurrence, t.occurrences, _MOMENTS, values)


_patient, _therapist = t.people.alias("patient"), t.people.alias("therapist")
_SESSIONS = (
    select(t.appointments)
    .join(_patient, _patient.c.id == _appointment.patient_id)
    .join(_therapist, _therapist.c.id == _appointment.therapist_id)
    .where(
        _appointment.state == AppointmentState.PLANNED,
        _appointment.starts_at > bindparam("since"),
        or_(_appointment.zone.in_(_zones), _patient.c.zone.in_(_zones), _therapist.c.zone.in_(_zones)),
        _appointment.id > bindparam("after_id"),
    )
    .order_by(_appointment.id)
    .limit(bindparam("number"))
    .with_for_update(of=t.appointments)
)


async def sessions(
    tx: Tx, zones: Iterable[str], now: datetime, *, after_id: int, limit: int
) -> list[Appointment]:
    """Return a page of the sessions that are not over and touch these zones by place or person."""
    values = {"zones": list(zones), "since": now - UNDER_WAY, "after_id": after_id, "number": limit}
    return await tx.all(Appointment, t.appointments, _SESSIONS, values)


async def move_moments(tx: Tx, moved: Moved) -> None:
    """Put moments, and what makes them due, to other instants."""
    await _move(tx, _TO_PLANNED, moved)
    await move_due(tx, DueKind.MOMENT, moved)


async def move_sessions(tx: Tx, moved: Moved) -> None:
    """Let sessions start at other instants; their wall time stays."""
    await _move(tx, _TO_START, moved)


async def move_due(tx: Tx, kind: DueKind, moved: Moved) -> None:
    """Let what still waits to come due about these subjects do so at other instants; nothing is added."""
    await _move(tx, _TO_DUE.where(_due.kind == kind), moved)


def _moving(key: ColumnElement[int], table: Any, column: str) -> Any:
    return update(table).where(key == bindparam("of_id")).values({column: bindparam("at")})


_TO_PLANNED = _moving(_occurrence.id, t.occurrences, "planned_at")
_TO_START = _moving(_appointment.id, t.appointments, "starts_at")
_TO_DUE = _moving(_due.subject_id, t.due, "due_at").where(_due.parked_at.is_(None))


async def _move(tx: Tx, statement: Any, moved: Moved) -> None:
    if moved:
        await tx.run(statement, [{"of_id": each, "at": at} for each, at in moved.items()])
