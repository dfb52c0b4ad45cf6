"""New SQLite files with all tables: made once in a process, then copied, since making them is half of a short test."""

from __future__ import annotations

import sqlite3
import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import create_engine

from storage import tables as t


@cache
def _empty() -> bytes:
    """Return a file with every table and no row, in the journal mode that we use."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        engine = create_engine(f"sqlite:///{path}")
        t.metadata.create_all(engine)
        engine.dispose()
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.close()
        return path.read_bytes()


def make_database(path: Path) -> str:
    """Write a fresh database to `path`, unless there is one; return its address."""
    if not path.exists():
        path.write_bytes(_empty())
    return f"sqlite:///{path}"
