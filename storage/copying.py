"""Everything that is kept of one person, opened: for a copy that they asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Table, select

from storage import tables as t
from storage.belongings import of_person
from storage.database import Tx
from storage.records import Appointment, Assignment, AssignmentChange, CheckIn, Occurrence, Person
from storage.unopened import Unopened

LEFT_OUT: Final = {t.files: {"content"}, t.invites: {"token_hash", "code_hash"}}
"""What stands in files of its own, and what opens a door."""


@dataclass(frozen=True)
class Kept:
    """What is kept of a person. `rows`: all of it, by table; the same once more as records, oldest first.

    `unopened`: how often a sealed value of which "table.field" does not open any more; `storage.unopened` says what
    stands for it.
    """

    person: Person
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    assignments: Sequence[Assignment]
    changes: Sequence[AssignmentChange]
    occurrences: Sequence[Occurrence]
    checkins: Sequence[CheckIn]
    appointments: Sequence[Appointment]
    unopened: Counter[str]


async def everything(tx: Tx, person: Person, no_plan: Mapping[str, Any]) -> Kept:
    """Read and open all that is kept of a person, but what is in their files; what does not open stops nothing.

    `no_plan`: a plan, as JSON, for where none of an exercise opens.
    """
    theirs = await of_person(tx, person.id)
    unopened = Unopened(tx, no_plan)
    sealed, rows = {}, {}
    for table, where in theirs.items():
        found = await tx.rows(select(table).where(where).order_by(*table.primary_key))
        sealed[table] = found
        rows[table.name] = [unopened.opened(table, row, LEFT_OUT.get(table, set())) for row in found]

    def records(make: type[Any], table: Table) -> list[Any]:
        pairs = zip(sealed[table], rows[table.name], strict=True)
        mine = [(row, opened) for row, opened in pairs if opened["patient_id"] == person.id]
        return [tx.record(make, table, unopened.readable(table, *pair, rows)) for pair in mine]

    return Kept(
        person,
        rows,
        records(Assignment, t.assignments),
        records(AssignmentChange, t.assignment_changes),
        records(Occurrence, t.occurrences),
        records(CheckIn, t.checkins),
        records(Appointment, t.appointments),
        unopened.places,
    )
