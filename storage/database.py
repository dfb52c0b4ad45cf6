"""The engine and the transaction. Writes begin with BEGIN IMMEDIATE on SQLite, one at a time in a process."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

from sqlalchemy import (
    ColumnElement,
    Executable,
    Row,
    Select,
    Table,
    delete,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage import tables as t
from storage.crypto import KeyRing
from storage.ids import IdSource

R = TypeVar("R")

DatabaseTrouble = SQLAlchemyError
"""What every failure of the database is, for callers that may not know the library."""


class Tx:
    """An open transaction: adds, changes and reads whole rows, sealing and opening what is sealed."""

    def __init__(self, connection: AsyncConnection, keys: KeyRing, ids: IdSource) -> None:
        self.connection = connection
        self.keys = keys
        self.ids = ids

    async def add(self, table: Table, **values: Any) -> int:
        """Insert one row and return its id."""
        return (await self.add_many(table, [values]))[0]

    async def add_many(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Insert rows that have the same columns, in one statement; return their ids."""
        if not rows:
            return []
        sealed = [self._sealed(table, {"id": row.get("id") or self.ids.new(), **row}) for row in rows]
        await self.connection.execute(insert(table), sealed)
        return [row["id"] for row in sealed]

    async def add_absent(self, table: Table, rows: Sequence[Mapping[str, Any]], *unique: str) -> list[int]:
        """Insert rows that have the same columns unless their `unique` columns are there already.

        Returns the ids of those that were inserted.
        """
        if not rows:
            return []
        sealed = [self._sealed(table, {"id": self.ids.new(), **row}) for row in rows]
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        wanted = dialect.insert(table).on_conflict_do_nothing(index_elements=unique)
        added = await self.connection.execute(wanted.returning(table.c.id), sealed)
        return sorted(row.id for row in added)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Open a part of the transaction that can fail alone: what it wrote is taken back, the rest stays."""
        async with self.connection.begin_nested():
            yield

    async def change(self, table: Table, row_id: int, **values: Any) -> None:
        """Change columns of one row."""
        sealed = self._sealed(table, {"id": row_id, **values})
        del sealed["id"]
        await self.connection.execute(update(table).where(table.c.id == row_id).values(**sealed))

    async def remove(self, table: Table, *where: ColumnElement[bool]) -> int:
        """Delete the rows that match and return how many there were."""
        result = await self.run(delete(table).where(*where))
        return result.rowcount

    async def run(self, statement: Executable) -> CursorResult[Any]:
        """Run a statement that is neither of the above."""
        result = await self.connection.execute(statement)
        if not isinstance(result, CursorResult):
            raise TypeError("This statement gives no cursor.")
        return result

    async def one(self, make: Callable[..., R], table: Table, query: Select[Any]) -> R | None:
        """Return the record of the one row that a `select(table)` finds, or None."""
        row = (await self.connection.execute(query.limit(1))).first()
        return None if row is None else self.record(make, table, row)

    async def all(self, make: Callable[..., R], table: Table, query: Select[Any]) -> list[R]:
        """Return the records of all rows that a `select(table)` finds."""
        return [self.record(make, table, row) for row in (await self.connection.execute(query)).all()]

    async def value(self, query: Select[Any]) -> Any:
        """Return the single value that a query finds, or None."""
        return (await self.connection.execute(query)).scalar()

    async def rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        """Return plain rows, nothing opened."""
        found: Sequence[Row[Any]] = (await self.connection.execute(query)).all()
        return found

    def record(self, make: Callable[..., R], table: Table, row: Row[Any]) -> R:
        """Build a dataclass from a whole row of `table`; columns that it has no field for are left out."""
        wanted = _fields(make)
        found = row._mapping  # noqa: SLF001 - SQLAlchemy's documented accessor
        values = {}
        for name, kind in wanted.items():
            value = self._opened(table, name, found[name], found["id"])
            values[name] = kind(value) if kind is not None and value is not None else value
        return make(**values)

    def _sealed(self, table: Table, values: dict[str, Any]) -> dict[str, Any]:
        row_id = values["id"]
        return {
            name: self.keys.seal(value, f"{table.name}.{name}.{row_id}")
            if value is not None and isinstance(table.c[name].type, t.Sealed)
            else value
            for name, value in values.items()
        }

    def _opened(self, table: Table, name: str, value: Any, row_id: int) -> Any:
        if value is None or not isinstance(table.c[name].type, t.Sealed):
            return value
        return self.keys.open(value, f"{table.name}.{name}.{row_id}")


_FIELDS: dict[Any, dict[str, Callable[[Any], Any] | None]] = {}


def _fields(make: Callable[..., Any]) -> dict[str, Callable[[Any], Any] | None]:
    """Map the field names of a record to the enum that each is, or to what its `from_stored` says."""
    if make not in _FIELDS:
        known: dict[str, Callable[[Any], Any]] = getattr(make, "from_stored", {})
        hints = get_type_hints(make)
        _FIELDS[make] = {
            field.name: known.get(field.name) or _enum(hints[field.name])
            for field in dataclasses.fields(make)  # type: ignore[arg-type]
        }
    return _FIELDS[make]


def _enum(hint: Any) -> Callable[[Any], Any] | None:
    for kind in (hint, *get_args(hint)):
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind
    return None


class Database:
    """One database file or server, with its keys."""

    def __init__(self, url: str, keys: KeyRing, now: Callable[[], datetime]) -> None:
        self.url = url
        self.keys = keys
        self.engine = _engine(url)
        self._ids = IdSource(now)
        self._writer = asyncio.Lock()

    async def open(self) -> None:
        """Make sure that new ids come after every old one, also when the clock was set back."""
        async with self.read() as tx:
            newest = max(
                [
                    await tx.value(select(func.max(table.c.id))) or 0
                    for table in (t.outbox, t.inbox, t.occurrences)
                ]
            )
        self._ids = IdSource(self._ids._now, after=newest)  # noqa: SLF001 - its own class

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Tx]:
        """Open a transaction that may write; everything in it happens, or nothing."""
        async with self._writer, self.engine.connect() as plain:
            connection = await plain.execution_options(between_write=True)
            async with connection.begin():
                yield Tx(connection, self.keys, self._ids)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """Open a transaction that only reads; it waits for nobody."""
        async with self.engine.connect() as connection, connection.begin():
            yield Tx(connection, self.keys, self._ids)

    async def fault(self) -> str | None:
        """Look whether the database is whole and can be written; return a short name of what is wrong."""
        async with self.write() as tx:
            if self.engine.dialect.name == "sqlite":
                found = (await tx.connection.exec_driver_sql("PRAGMA quick_check(1)")).scalar()
                return None if found == "ok" else "quick_check"
        return None

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def file_of(url: str) -> Path | None:
    """Return the file of a SQLite address; None for a server, or for memory."""
    parts = make_url(url)
    known = parts.get_backend_name() == "sqlite" and parts.database not in {None, "", ":memory:"}
    return Path(str(parts.database)) if known else None


def _engine(url: str) -> AsyncEngine:
    """Build the engine as PERFORMANCE.md found it best: WAL, synchronous=FULL, IMMEDIATE for writes."""
    engine = create_async_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    if make_url(url).get_backend_name() == "sqlite":
        event.listen(engine.sync_engine, "connect", _sqlite_connected)
        event.listen(engine.sync_engine, "begin", _sqlite_begins)
    return engine


def _sqlite_connected(connection: Any, record: object) -> None:
    del record
    connection.isolation_level = None  # we say BEGIN ourselves, in _sqlite_begins
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begins(connection: Any) -> None:
    writes = connection.get_execution_options().get("between_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
