"""Nothing that is asked over and over looks at every row of a table that grows for as long as the practice lives."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from storage.database import file_of
from tests.chaos.lives import Lives
from tests.chaos.story import Story
from tests.databases import on_sqlite_only

GROWING = {
    "appointments",
    "assignment_changes",
    "assignments",
    "checkin_revisions",
    "checkins",
    "digest_items",
    "digests",
    "due",
    "inbox",
    "notes",
    "occurrences",
    "outbox",
}
"""Tables with rows for each patient and each day. In a year 10,000 patients leave eleven million occurrences."""


class Explained(Lives):
    """A bot whose statements are written down, each with its values of the first time."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked: dict[str, Any] = {}

    async def _starts(self) -> None:
        await super()._starts()
        assert self.app is not None
        event.listen(self.app.database.engine, "before_cursor_execute", self._note)
        await self.app.plan()

    def _note(self, *told: Any) -> None:
        _, _, statement, values, _, many = told
        self.asked.setdefault(statement, values[0] if many else values)

    def scans(self) -> dict[str, list[str]]:
        """Return statement → its steps that read a growing table from the first row to the last."""
        file = file_of(self.url)
        assert file is not None
        connection = sqlite3.connect(file)
        partial = {name for name, sql in connection.execute(_INDEXES) if " WHERE " in sql.upper()}
        found = {}
        for statement, values in self.asked.items():
            if not statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE", "WITH", "INSERT")):
                continue
            steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values or ())]
            whole = [each for each in steps if _is_whole(each, partial)]
            if whole:
                found[statement] = whole
        connection.close()
        return found


_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"


def _is_whole(step: str, partial: set[str]) -> bool:
    """Say whether a step of a plan reads a growing table whole. A partial index holds only what waits, or lies ahead."""
    words = step.split()
    by_number = step.endswith("USING INTEGER PRIMARY KEY (rowid>?)")
    return (words[0] == "SCAN" or by_number) and words[1] in GROWING and not partial & set(words)


@on_sqlite_only
@pytest.mark.timeout(600)
def test_a_whole_story_reads_no_growing_table_from_end_to_end(tmp_path: Path) -> None:
    with Explained(tmp_path) as lives:
        Story(lives).plays()
        assert len(lives.asked) > 100
        assert lives.scans() == {}
