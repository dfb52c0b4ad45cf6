"""Fresh databases with all tables: SQLite files, or with BETWEEN_TEST_DATABASE=postgresql databases of a server.

Making the tables is half of a short test, so that they are made once in a process and then copied.
"""

from __future__ import annotations

import atexit
import os
import sqlite3
import tempfile
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine

from storage import tables as t
from tests.postgres import server

ON_POSTGRES = os.environ.get("BETWEEN_TEST_DATABASE", "") == "postgresql"
on_sqlite_only = pytest.mark.skipif(ON_POSTGRES, reason="This is about the SQLite file.")
_KEPT = 40
"""So many databases stay on the server; a test is long over when its own is dropped."""

_names: dict[Path, str] = {}


def make_database(path: Path) -> str:
    """Make a fresh database for `path`, unless it has one; return its address."""
    return make_on_server(path) if ON_POSTGRES else make_file(path)


def make_file(path: Path) -> str:
    """Make a SQLite file in any case, for what is about files."""
    if not path.exists():
        path.write_bytes(_empty())
    return f"sqlite:///{path}"


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


def make_on_server(path: Path) -> str:
    """Make a database on the server in any case, for what is about several processes."""
    return _make(path, "between_empty")


def make_empty_on_server(path: Path) -> str:
    """Make a database without any table on the server."""
    return _make(path, "template1")


def _make(path: Path, template: str) -> str:
    admin = _admin()
    if path not in _names:
        number = len(_names) + 1
        admin.execute(f"CREATE DATABASE test{number} TEMPLATE {template}")
        _names[path] = f"test{number}"
        if number > _KEPT:
            admin.execute(f"DROP DATABASE IF EXISTS test{number - _KEPT} WITH (FORCE)")
    return f"{_address()}/{_names[path]}"


@cache
def _admin() -> psycopg.Connection[tuple[object, ...]]:
    """Begin with an empty database that has every table."""
    url = _server()
    admin = psycopg.connect(url, autocommit=True)
    admin.execute("CREATE DATABASE between_empty")
    engine = create_engine(f"{_address()}/between_empty".replace("+asyncpg", "+psycopg"))
    t.metadata.create_all(engine)
    engine.dispose()
    return admin


def _address() -> str:
    return _server().rpartition("/")[0].replace("postgresql://", "postgresql+asyncpg://")


@cache
def _server() -> str:
    """Run a server until this process ends."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(server())
