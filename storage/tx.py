"""An open transaction: adds, changes and reads whole rows, sealing and opening what is sealed."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from enum import Enum
from typing import Any, TypeVar, cast, get_args, get_type_hints

from sqlalchemy import ColumnElement, Executable, Row, Select, Table, delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import tables as t
from storage.crypto import KeyRing
from storage.ids import IdSource
from storage.inline import Inline

R = TypeVar("R")

Values = Mapping[str, Any] | Sequence[Mapping[str, Any]]


class Tx:
    """An open transaction: adds, changes and reads whole rows, sealing and opening what is sealed."""

    def __init__(self, connection: AsyncConnection | Inline, keys: KeyRing, ids: IdSource) -> None:
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

    async def run(self, statement: Executable, values: Values | None = None) -> CursorResult[Any]:
        """Run a statement that is neither of the above, once for each of several `values`."""
        return cast("CursorResult[Any]", await self.connection.execute(statement, values))

    async def one(
        self, make: Callable[..., R], table: Table, query: Select[Any], values: Values | None = None
    ) -> R | None:
        """Return the record of the first row that a `select(table)` finds, or None."""
        row = (await self.connection.execute(query, values)).first()
        return None if row is None else self.record(make, table, row)

    async def all(
        self, make: Callable[..., R], table: Table, query: Select[Any], values: Values | None = None
    ) -> list[R]:
        """Return the records of all rows that a `select(table)` finds."""
        return [self.record(make, table, row) for row in (await self.connection.execute(query, values)).all()]

    async def value(self, query: Select[Any], values: Values | None = None) -> Any:
        """Return the single value that a query finds, or None."""
        return (await self.connection.execute(query, values)).scalar()

    async def rows(self, query: Select[Any], values: Values | None = None) -> Sequence[Row[Any]]:
        """Return plain rows, nothing opened."""
        found: Sequence[Row[Any]] = (await self.connection.execute(query, values)).all()
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


