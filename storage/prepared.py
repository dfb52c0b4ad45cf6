"""Statements that are run again and again, at the price of the driver's own execute.

SQLAlchemy looks every statement up, lays out its values by name and builds a result around what comes back: 30 to 60 µs,
where SQLite itself takes 5. So a statement that comes a second time as the very same object is compiled once, and from
then on its values go to the driver as a tuple, made by the types' own functions, and its rows come back as named tuples.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from weakref import WeakSet

from sqlalchemy import Connection, Delete, Dialect, Executable, Select, Update
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Make = Callable[[Any], Any]
Values = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None
"""What a statement is run with: nothing, once, or once for each."""

_LONGEST, _MOST = 512, 512
"""Of longer lists no statement is kept, and of statements no more."""

_SEEN: WeakSet[Executable] = WeakSet()
"""Statements that came before."""


class Found:
    """What a statement found and did, as far as `Tx` asks a CursorResult for it."""

    __slots__ = ("_rows", "names", "rowcount")

    def __init__(self, rows: list[Any], rowcount: int, names: Sequence[str] = ()) -> None:
        self._rows = rows
        self.rowcount = rowcount
        self.names = names

    def __iter__(self) -> Iterator[Any]:
        """Go through the rows."""
        return iter(self._rows)

    def all(self) -> list[Any]:
        """Return the rows."""
        return self._rows

    def first(self) -> Any:
        """Return the first row, or None."""
        return self._rows[0] if self._rows else None

    def one(self) -> Any:
        """Return the only row. Raises ValueError where there is none, or another."""
        (row,) = self._rows
        return row

    def scalar(self) -> Any:
        """Return the first value of the first row, or None."""
        return self._rows[0][0] if self._rows else None


@dataclass(frozen=True)
class _Shape:
    """A statement for so many values in each of its lists: its text, and where each value comes from.

    `order`: the value's name; its place in the list of that name, or None; what it is made by.
    """

    sql: str
    order: tuple[tuple[str, int | None, Make | None], ...]

    def row(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """Lay out the values as the driver wants them."""
        return tuple(
            [
                value if make is None else make(value)
                for name, place, make in self.order
                for value in (values[name] if place is None else values[name][place],)
            ]
        )


class Prepared:
    """A statement, compiled."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - what a statement compiles to
        self._compiled = compiled
        self._dialect = dialect
        self._lists = tuple(each.key for each in compiled.binds.values() if each.expanding)
        self._defaults = {
            each.key: each.effective_value for each in compiled.binds.values() if not each.required
        }
        self._shapes: dict[tuple[int, ...], _Shape] = {}
        self._makers = _makers([each.type for each in statement.exported_columns], dialect)
        self._row: Callable[[Iterable[Any]], Any] | None = None

    def run(self, plain: Connection, values: Values) -> Found:
        """Run it, once or for each of several values."""
        if isinstance(values, Sequence):
            shape = self._shape(values[0])
            return self._ran(
                plain, shape.sql, [self._laid(shape, {**self._defaults, **each}) for each in values]
            )
        given = {**self._defaults, **(values or {})}
        for name in self._lists:
            given[name] = _filled_up(given[name])
        shape = self._shape(given)
        return self._ran(plain, shape.sql, self._laid(shape, given))

    @staticmethod
    def _laid(shape: _Shape, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """Lay the values out. What does not fit is told as the library tells it."""
        try:
            return shape.row(values)
        except (ValueError, TypeError, LookupError) as fault:
            raise StatementError(str(fault), shape.sql, None, fault, hide_parameters=True) from fault

    def _ran(self, plain: Connection, sql: str, values: Any) -> Found:
        found = driven(plain, sql, values)
        rows = found.all()
        if not rows:
            return found
        if self._row is None:
            named: Any = namedtuple("Row", found.names, rename=True)  # type: ignore[misc]  # noqa: PYI024 - its fields are known only now
            self._row = named._make
        if self._makers:
            rows = [list(row) for row in rows]
            for place, make in self._makers:
                for row in rows:
                    row[place] = make(row[place])
        return Found(list(map(self._row, rows)), found.rowcount)

    def _shape(self, values: Mapping[str, Any]) -> _Shape:
        sizes = tuple([len(values[name]) for name in self._lists])
        found = self._shapes.get(sizes)
        if found is None:
            found = self._built(values)
            if sum(sizes) <= _LONGEST:
                self._shapes[sizes] = found
        return found

    def _built(self, values: Mapping[str, Any]) -> _Shape:
        compiled = self._compiled
        state = compiled.construct_expanded_state(compiled.construct_params(values))
        makers = {
            name: bound.type.dialect_impl(self._dialect).bind_processor(self._dialect)
            for name, bound in compiled.binds.items()
        } | dict(state.processors)
        places = {
            part: (name, place)
            for name, parts in state.parameter_expansion.items()
            for place, part in enumerate(parts)
        }
        keys = {name: bound.key for name, bound in compiled.binds.items()}
        order = []
        for part in state.positiontup or ():
            name, place = places.get(part, (part, None))
            order.append((keys[name], place, makers.get(part)))
        return _Shape(state.statement, tuple(order))


def prepared(statement: Executable, dialect: Dialect) -> Prepared | None:
    """Return what a statement is compiled to; None where it has not come before, or is none that can be."""
    if statement in _SEEN:
        return _compiled(statement, dialect)
    if isinstance(statement, Select | Update | Delete):
        _SEEN.add(statement)
    return None


@lru_cache(maxsize=_MOST)
def _compiled(statement: Executable, dialect: Dialect) -> Prepared:
    return Prepared(statement, dialect)


def driven(plain: Connection, sql: str, values: Any = ()) -> Found:
    """Let the driver run a statement, for each of several rows where `values` is a list of them.

    Raises DatabaseTrouble as the library would. Whoever listens to the engine hears of it.
    """
    if plain.engine.dispatch.before_cursor_execute:
        told = plain.exec_driver_sql(sql, values or None)
        return (
            Found(list(told), told.rowcount, list(told.keys()))
            if told.returns_rows
            else Found([], told.rowcount)
        )
    driver: Any = plain.connection.dbapi_connection
    try:
        cursor = driver.executemany(sql, values) if isinstance(values, list) else driver.execute(sql, values)
        rows = cursor.fetchall()
        return Found(rows, cursor.rowcount, [each[0] for each in cursor.description] if rows else ())
    except sqlite3.Error as fault:
        raise DBAPIError.instance(sql, None, fault, sqlite3.Error, hide_parameters=True) from fault


def _filled_up(values: Iterable[Any]) -> tuple[Any, ...]:
    """Repeat the last value of a list up to a power of two: an IN means the same, and has few lengths to be kept."""
    values = tuple(values)
    missing = (1 << (len(values) - 1).bit_length()) - len(values) if 0 < len(values) <= _LONGEST else 0
    return (*values, *(values[-1],) * missing) if missing else values


def _makers(types: Sequence[TypeEngine[Any]], dialect: Dialect) -> tuple[tuple[int, Make], ...]:
    """Say which columns of a row are made into something else."""
    makers = [each.dialect_impl(dialect).result_processor(dialect, None) for each in types]
    return tuple((place, make) for place, make in enumerate(makers) if make is not None)
