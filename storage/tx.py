"""An open transaction: adds, changes and reads whole rows, sealing and opening what is sealed."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from enum import Enum
from functools import cache
from operator import itemgetter
from typing import Any, TypeVar, cast, get_args, get_type_hints

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Executable,
    Row,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import tables as t
from storage.crypto import KeyRing
from storage.ids import IdSource
from storage.inline import Inline
from storage.inserting import inserting
from storage.prepared import Values

R = TypeVar("R")


class Tx:
    """An open transaction: adds, changes and reads whole rows, sealing and opening what is sealed."""

    def __init__(self, connection: AsyncConnection | Inline, keys: KeyRing, ids: IdSource) -> None:
        self.connection = connection
        self.keys = keys
        self.ids = ids
        self.bells: set[str] = set()

    @property
    def shared(self) -> bool:
        """Say whether other processes may be writing too."""
        return self.connection.dialect.name != "sqlite"

    def ring(self, bell: str) -> None:
        """Wake the workers that listen for this bell, when the transaction has committed."""
        self.bells.add(bell)

    async def add(self, table: Table, **values: Any) -> int:
        """Insert one row and return its id."""
        return (await self.add_many(table, [values]))[0]

    async def add_many(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Insert rows that have the same columns, in one statement; return their ids."""
        if not rows:
            return []
        ids = self.ids.some(len(rows))
        sealed = [self._sealed(table, {"id": one, **row}) for one, row in zip(ids, rows, strict=True)]
        await self._insert(table, sealed)
        return [row["id"] for row in sealed]

    async def add_absent(self, table: Table, rows: Sequence[Mapping[str, Any]], *unique: str) -> list[Any]:
        """Insert rows that have the same columns unless their `unique` columns are there already.

        Returns the primary keys of those that were inserted.
        """
        if not rows:
            return []
        made = "id" in table.c
        ids = self.ids.some(len(rows)) if made else ()
        whole = [{"id": one, **row} for one, row in zip(ids, rows, strict=True)] if made else map(dict, rows)
        sealed = [self._sealed(table, row) for row in whole]
        if made and not self.shared:
            return await self._insert_absent(table, sealed, unique)
        wanted = _insert_absent(table, unique, self.connection.dialect.name)
        added = await self.connection.execute(wanted, sealed)
        return sorted(row[0] for row in added)

    async def _insert(
        self, table: Table, sealed: Sequence[Mapping[str, Any]], absent: tuple[str, ...] = ()
    ) -> int:
        """Insert rows and return how many were new, where the driver says so."""
        wanted = inserting(table, tuple(sealed[0]), self.connection.dialect, absent=absent)
        done = await self.connection.exec_driver_sql(wanted.sql, wanted.rows(sealed))
        return cast("CursorResult[Any]", done).rowcount

    async def _insert_absent(
        self, table: Table, sealed: Sequence[Mapping[str, Any]], unique: tuple[str, ...]
    ) -> list[int]:
        """Insert rows whose ids are ours; which of them are there has to be asked only where some were known."""
        ids = [row["id"] for row in sealed]
        if await self._insert(table, sealed, unique) == len(ids):
            return ids
        return [row.id for row in await self.rows(select(table.c.id).where(table.c.id.in_(ids)))]

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Open a part of the transaction that can fail alone: what it wrote is taken back, the rest stays."""
        async with self.connection.begin_nested():
            yield

    async def change(self, table: Table, row_id: int, **values: Any) -> None:
        """Change columns of one row."""
        sealed = self._sealed(table, {"id": row_id, **values})
        if any(isinstance(value, ClauseElement) for value in sealed.values()):
            await self.connection.execute(update(table).where(table.c.id == row_id).values(sealed))
            return
        bound = {f"to_{name}": value for name, value in sealed.items()}
        await self.connection.execute(_update(table, tuple(values)), bound)

    async def remove(self, table: Table, *where: ColumnElement[bool]) -> int:
        """Delete the rows that match and return how many there were."""
        result = await self.run(delete(table).where(*where))
        return result.rowcount

    async def run(self, statement: Executable, values: Values = None) -> CursorResult[Any]:
        """Run a statement that is neither of the above, once for each of several `values`."""
        return cast("CursorResult[Any]", await self.connection.execute(statement, values))

    async def one(self, make: type[R], table: Table, query: Select[Any], values: Values = None) -> R | None:
        """Return the record of the first row that a `select(table)` finds, or None."""
        row = (await self.connection.execute(query, values)).first()
        return None if row is None else self.record(make, table, row)

    async def all(self, make: type[R], table: Table, query: Select[Any], values: Values = None) -> list[R]:
        """Return the records of all rows that a `select(table)` finds."""
        return [self.record(make, table, row) for row in (await self.connection.execute(query, values)).all()]

    async def value(self, query: Select[Any], values: Values = None) -> Any:
        """Return the single value that a query finds, or None."""
        return (await self.connection.execute(query, values)).scalar()

    async def rows(self, query: Executable, values: Values = None) -> Sequence[Row[Any]]:
        """Return plain rows, nothing opened."""
        found: Sequence[Row[Any]] = (await self.connection.execute(query, values)).all()
        return found

    def record(self, make: type[R], table: Table, row: Sequence[Any]) -> R:
        """Build a dataclass from a whole row of `table`; columns that it has no field for are left out."""
        reading = _reading(cast("Any", make), table)
        values = dict(zip(reading.names, reading.pick(row), strict=True))
        for name, place, kind in reading.made:
            value = values[name]
            if value is not None:
                if place:
                    value = self.keys.open(value, f"{place}{row[0]}")
                values[name] = value if kind is None else kind(value)
        # What a frozen dataclass does field by field in its __init__ costs more than all the rest of this.
        record = object.__new__(make)
        vars(record).update(values)
        return record

    def _sealed(self, table: Table, values: dict[str, Any]) -> dict[str, Any]:
        for name, place in _sealed_columns(table):
            value = values.get(name)
            if value is not None:
                values[name] = self.keys.seal(value, f"{place}{values['id']}")
        return values


@cache
def _sealed_columns(table: Table) -> tuple[tuple[str, str], ...]:
    """Name the sealed columns of a table, each with the beginning of the place that its values are bound to."""
    return tuple(
        (each.name, f"{table.name}.{each.name}.") for each in table.c if isinstance(each.type, t.Sealed)
    )


@cache
def _insert_absent(table: Table, unique: tuple[str, ...], database: str) -> Executable:
    make = postgresql.insert if database == "postgresql" else sqlite.insert
    wanted: Executable = (
        make(table).on_conflict_do_nothing(index_elements=unique).returning(*table.primary_key)
    )
    return wanted


@cache
def _update(table: Table, names: tuple[str, ...]) -> Update:
    values: dict[str, Any] = {name: bindparam(f"to_{name}") for name in names}
    return update(table).where(table.c.id == bindparam("to_id")).values(values)


@dataclasses.dataclass(frozen=True)
class _Reading:
    """How a record is read from a row: the names of its fields, their values, and those that are made into others.

    `made`: the field; what its value is sealed to, but for the row's id, or ""; what makes a value of it, or None.
    """

    names: tuple[str, ...]
    pick: Callable[[Any], tuple[Any, ...]]
    made: tuple[tuple[str, str, Callable[[Any], Any] | None], ...]


@cache
def _reading(make: type[Any], table: Table) -> _Reading:
    """Say how a record is read from a row of `table`, whose first column is its id.

    What a field is made by is the enum that it is, or what the record's `from_stored` says.
    """
    known: dict[str, Callable[[Any], Any]] = getattr(make, "from_stored", {})
    hints = get_type_hints(make)
    places = {column.name: place for place, column in enumerate(table.c)}
    sealed = dict(_sealed_columns(table))
    names = tuple(field.name for field in dataclasses.fields(make))
    made = ((name, sealed.get(name, ""), known.get(name) or _enum(hints[name])) for name in names)
    return _Reading(
        names,
        itemgetter(*(places[name] for name in names)),
        tuple((name, place, kind) for name, place, kind in made if place or kind is not None),
    )


def _enum(hint: Any) -> Callable[[Any], Any] | None:
    for kind in (hint, *get_args(hint)):
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind
    return None
