"""Everything that is kept of one person, opened: for a copy that they asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, Table, select

from storage import tables as t
from storage.belongings import of_person
from storage.crypto import SealBroken
from storage.database import Tx
from storage.records import Appointment, Assignment, AssignmentChange, CheckIn, Occurrence, Person

LEFT_OUT: Final = {t.files: {"content"}, t.invites: {"token_hash", "code_hash"}}
"""What stands in files of its own, and what opens a door."""
BROKEN: Final = "(sealed, and does not open any more)"


@dataclass(frozen=True)
class Kept:
    """What is kept of a person. `rows`: all of it, by table; the same once more as records, oldest first."""

    person: Person
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    assignments: Sequence[Assignment]
    changes: Sequence[AssignmentChange]
    occurrences: Sequence[Occurrence]
    checkins: Sequence[CheckIn]
    appointments: Sequence[Appointment]


async def everything(tx: Tx, person: Person) -> Kept:
    """Read and open all that is kept of a person, but what is in their files."""
    theirs = await of_person(tx, person.id)
    rows = {}
    for table, where in theirs.items():
        found = await tx.rows(select(table).where(where).order_by(*table.primary_key))
        rows[table.name] = [_opened(tx, table, row) for row in found]

    async def records(make: type[Any], table: Table) -> list[Any]:
        where = (theirs[table], table.c.patient_id == person.id)
        return await tx.all(make, table, select(table).where(*where).order_by(table.c.id))

    return Kept(
        person,
        rows,
        await records(Assignment, t.assignments),
        await records(AssignmentChange, t.assignment_changes),
        await records(Occurrence, t.occurrences),
        await records(CheckIn, t.checkins),
        await records(Appointment, t.appointments),
    )


def _opened(tx: Tx, table: Table, row: Row[Any]) -> dict[str, Any]:
    left_out = LEFT_OUT.get(table, set())
    values = {}
    for column, value in zip(table.c, row, strict=True):
        if column.name in left_out:
            continue
        sealed = isinstance(column.type, t.Sealed) and value is not None
        values[column.name] = _open(tx, value, f"{table.name}.{column.name}.{row.id}") if sealed else value
    return values


def _open(tx: Tx, sealed: bytes, place: str) -> Any:
    try:
        return tx.keys.open(sealed, place)
    except SealBroken:
        return BROKEN
