"""Many rows into a table at the price of the driver's own executemany.

SQLAlchemy reads every value of every row through its names, which for a hundred reminders costs more than SQLite takes to
write them. So the statement is compiled once for a table and its columns, and rows go to the driver as plain tuples,
made by the types' own functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import ColumnDefault, Insert, Table, insert
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler


@dataclass(frozen=True)
class Inserting:
    """`sql` as the driver reads it, and what makes a row of it."""

    sql: str
    names: tuple[str, ...]
    typed: tuple[tuple[int, Callable[[Any], Any]], ...]
    defaults: Mapping[str, Any]

    def rows(self, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
        """Lay out the values of each row in the order of the statement."""
        whole = [{**self.defaults, **row} for row in rows] if self.defaults else rows
        pick = itemgetter(*self.names)
        laid = [list(pick(row)) for row in whole]
        for place, made in self.typed:
            for row in laid:
                if row[place] is not None:
                    row[place] = made(row[place])
        return [tuple(row) for row in laid]


@cache
def inserting(
    table: Table, given: tuple[str, ...], dialect: Dialect, *, absent: tuple[str, ...] = ()
) -> Inserting:
    """Compile the insert of rows that have these columns; those whose `absent` columns are there already are left out."""
    defaults = {
        column.name: cast("ColumnDefault", column.default).arg
        for column in table.c
        if column.name not in given and column.default is not None
    }
    names = (*given, *defaults)
    compiled = _statement(table, absent).compile(dialect=dialect, column_keys=names)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101 - what an insert compiles to
    order = tuple(compiled.positiontup or ())
    makers = [(place, _maker(table, name, dialect)) for place, name in enumerate(order)]
    typed = tuple((place, made) for place, made in makers if made is not None)
    return Inserting(str(compiled), order, typed, defaults)


def _statement(table: Table, absent: tuple[str, ...]) -> Insert:
    """Only SQLite's driver says how many rows of many were new, so nobody else is asked to leave any out."""
    return sqlite.insert(table).on_conflict_do_nothing(index_elements=absent) if absent else insert(table)


def _maker(table: Table, name: str, dialect: Dialect) -> Callable[[Any], Any] | None:
    return table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
