"""What stands in a copy in place of a sealed value that does not open any more, so that all the rest can be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row, Table

from storage import tables as t
from storage.checkins import BESIDE
from storage.crypto import SealBroken
from storage.database import Tx

BROKEN: Final = "(sealed, and does not open any more)"
"""Stands for such a value, and for every text of it; whoever shows it puts it into words."""

Opened = dict[str, Any]

_SHAPES: Final[Mapping[str, Any]] = {"checkins.reasons": [], "checkins.answers": {}}
"""What is no text: stands in for it as nothing."""


class Unopened:
    """Opens rows, and knows what of them did not: `places` counts it by "table.field".

    `no_plan`: a plan, as JSON, for where no plan of an exercise opens any more.
    """

    def __init__(self, tx: Tx, no_plan: Mapping[str, Any]) -> None:
        self.places: Counter[str] = Counter()
        self._tx = tx
        self._no_plan = no_plan

    def opened(self, table: Table, row: Row[Any], left_out: set[str]) -> Opened:
        """Return a row with what is sealed opened, or BROKEN."""
        values = {}
        for column, value in zip(table.c, row, strict=True):
            if column.name in left_out:
                continue
            sealed = isinstance(column.type, t.Sealed) and value is not None
            values[column.name] = self._open(table, column.name, row.id, value) if sealed else value
        return values

    def _open(self, table: Table, column: str, row_id: int, sealed: bytes) -> Any:
        try:
            return self._tx.keys.open(sealed, f"{table.name}.{column}.{row_id}")
        except SealBroken:
            self.places[f"{table.name}.{column}"] += 1
            return BROKEN

    def readable(
        self, table: Table, row: Row[Any], opened: Opened, rows: Mapping[str, Sequence[Opened]]
    ) -> Sequence[Any]:
        """Return a row, sealed, of which every value opens: something of the same shape stands for what did not."""
        values = [*row]
        for place, column in enumerate(table.c):
            if isinstance(column.type, t.Sealed) and opened.get(column.name) == BROKEN:
                name = f"{table.name}.{column.name}"
                stands = self._stand_in(name, opened, rows)
                values[place] = self._tx.keys.seal(stands, f"{name}.{opened['id']}")
        return values

    def _stand_in(self, name: str, row: Opened, rows: Mapping[str, Sequence[Opened]]) -> Any:
        match name:
            case "assignments.exercise":
                return _exercise(row["id"], rows["checkins"])
            case "assignments.plan":
                return self._plan(row["id"], rows["assignment_changes"])
            case "assignment_changes.plan":
                return self._plan(row["assignment_id"], rows["assignment_changes"], entry=row["id"])
            case _:
                return _SHAPES.get(name, BROKEN)

    def _plan(self, assignment_id: int, changes: Sequence[Opened], *, entry: int | None = None) -> Any:
        """Return the newest plan in an exercise's history, each entry of which holds the plan after it.

        `entry`: the newest plan before this one, or else the next, so that it tells of no change.
        """
        mine = [each for each in changes if each["assignment_id"] == assignment_id and each["plan"] != BROKEN]
        before = [each["plan"] for each in mine if entry is None or each["id"] < entry]
        return (before[-1:] or [each["plan"] for each in mine] or [self._no_plan])[0]


def known_plans(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> set[int]:
    """Return the exercises of which it is known what holds now: their plan opens, or the newest in their history."""
    newest = {each["assignment_id"]: each["plan"] for each in rows["assignment_changes"]}
    opened = {each["id"]: each["plan"] for each in rows["assignments"]}
    return {one for one, plan in opened.items() if plan != BROKEN or newest.get(one, BROKEN) != BROKEN}


def _exercise(assignment_id: int, checkins: Sequence[Opened]) -> Opened:
    """Return an exercise without words, that asked whatever was answered: by the names under which that is kept."""
    said = [each["answers"] for each in checkins if each["assignment_id"] == assignment_id]
    keys = dict.fromkeys(key for answers in said if answers != BROKEN for key in answers)
    asked = [key for key in keys if not key.startswith("_") and BESIDE not in key]
    return {
        "text": {"en": {"title": BROKEN, "why": "", "steps": []}},
        "answer_fields": [{"key": key, "kind": "text", "label": {"en": key}} for key in asked],
    }
