"""Moving everything from one database to another, table by table, in batches that may be broken off at any moment.

Rows are carried as they are: what is sealed stays sealed, since it is bound to its table, column and row, not to a file.
Until all of it is there and was compared, the target's version says that it is unfinished, so that no bot starts on it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from alembic import command
from sqlalchemy import Column, ColumnElement, Row, String, Table, func, insert, inspect, select, text, true

from storage import tables as t
from storage import workers
from storage.database import Database, Tx
from storage.schema import UNFINISHED, configuration, newest_revision, revision_of
from storage.vitals import ALIVE

BATCH: Final = 1000
OF_FILES: Final = 8
"""Each of them may hold megabytes."""
LEFT_BEHIND: Final = frozenset({t.workers})
"""It is about processes, of which none runs."""
TABLES: Final = [each for each in t.metadata.sorted_tables if each not in LEFT_BEHIND]

Tell = Callable[[str, int], None]
"""Told of each table that is there, with the number of its rows."""


class MoveError(Exception):
    """The database cannot be moved; the sentence says why, and what to do."""


@dataclass(frozen=True)
class Print:
    """What a table holds: the number of its rows, and a checksum that does not depend on their order."""

    rows: int
    checksum: str


@dataclass(frozen=True)
class Moved:
    """How many rows are at the target now, and how many of them were there before this run."""

    rows: int
    before: int


async def move(source: Database, target: Database, now: datetime, tell: Tell) -> Moved:
    """Move everything that is not there yet, compare all of it, and only then call the target finished.

    Raises MoveError, DatabaseTrouble; either leaves the source as it was, and the target to be gone on with.
    """
    await _must_be_whole_and_idle(source, now)
    if not await _made_ready(target):
        return await _nothing_to_do(source, target, tell)
    before = sum([await _count(target, table) for table in TABLES])
    for table in TABLES:
        for part in _parts(table):
            await _carry(source, target, table, part)
    rows = 0
    for table in TABLES:
        found = await fingerprint(target, table)
        if found != await fingerprint(source, table):
            raise MoveError(
                f"The table {table.name} is not the same on both sides, so nothing was called finished. "
                "Was something written to either meanwhile? Empty the target, and begin again."
            )
        tell(table.name, found.rows)
        rows += found.rows
    await _get_to_know(target)
    await _say_version(target, newest_revision())
    return Moved(rows, before)


async def fingerprint(database: Database, table: Table) -> Print:
    """Count a table's rows, and add up the SHA-256 of each."""
    count = total = 0
    async for rows in _batches(database, table, true()):
        for row in rows:
            total += int.from_bytes(hashlib.sha256(_canonical(row)).digest(), "big")
        count += len(rows)
    return Print(count, f"{total % 2**256:064x}")


def _canonical(row: Row[Any]) -> bytes:
    """Write a row's values the same way, whatever database they came from."""
    return json.dumps([value if value is None else _plain(value) for value in row]).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value if isinstance(value, bool | int | str) else value.isoformat()


async def _must_be_whole_and_idle(source: Database, now: datetime) -> None:
    revision = await revision_of(source)
    if revision != newest_revision():
        raise MoveError(
            "There is no database to move, or it is not of this version of Between: check the first address, and start the "
            "bot on it once, so that it is brought up to date. Nothing was changed."
        )
    async with source.read() as tx:
        if await workers.alive(tx, now, within=ALIVE):
            raise MoveError("A bot is running on the first database: stop every one, and wait a minute.")


async def _made_ready(target: Database) -> bool:
    """Make the tables in an empty target; True where rows may be carried there, False where it is a finished database."""
    revision = await revision_of(target)
    if revision == UNFINISHED + newest_revision():
        return True
    if revision == newest_revision():
        return False
    async with target.write(apart=True) as tx:
        found = await tx.connection.run_sync(lambda sync: inspect(sync).get_table_names())
        if found:
            raise MoveError(
                "The second database is not empty, and what is in it is not of this version of Between: give an empty one. "
                "Nothing was changed."
            )
        await tx.connection.run_sync(lambda sync: command.upgrade(configuration(sync), "head"))
        await _version(tx, UNFINISHED + newest_revision())
    return True


async def _nothing_to_do(source: Database, target: Database, tell: Tell) -> Moved:
    """Recognise a move that was finished before. Raises MoveError where the target holds anything else."""
    rows = 0
    for table in TABLES:
        found = await fingerprint(target, table)
        if found != await fingerprint(source, table):
            raise MoveError(
                "The second database is one that a bot works with, and it holds other things than the first: "
                "give an empty one. Nothing was changed."
            )
        tell(table.name, found.rows)
        rows += found.rows
    return Moved(rows, rows)


async def _carry(source: Database, target: Database, table: Table, part: ColumnElement[bool]) -> None:
    """Carry the rows of a part that are not there yet, a batch in a transaction."""
    key = _key(table)
    known: set[Any] = set()
    after = None
    async with target.read(apart=True) as tx:
        if isinstance(key.type, String):  # which two databases may order differently
            known = {row[0] for row in await tx.rows(select(key))}
        else:
            after = await tx.value(select(func.max(key)).where(part))
    async for rows in _batches(source, table, part, after):
        new = [dict(zip(table.c.keys(), row, strict=True)) for row in rows if row[_place(table)] not in known]
        if new:
            async with target.write(apart=True) as tx:
                await tx.run(insert(table), new)


async def _batches(
    database: Database, table: Table, part: ColumnElement[bool], after: Any = None
) -> AsyncIterator[Sequence[Row[Any]]]:
    """Give a table's rows by their key, so many at a time."""
    key = _key(table)
    most = min(BATCH, OF_FILES) if table is t.files else BATCH
    query = select(table).where(part).order_by(key).limit(most)
    while True:
        async with database.read(apart=True) as tx:
            rows = await tx.rows(query if after is None else query.where(key > after))
        if rows:
            yield rows
        if len(rows) < most:
            return
        after = rows[-1][_place(table)]


def _parts(table: Table) -> Iterable[ColumnElement[bool]]:
    """Divide a table that refers to itself: those first to whom the others refer, who refer to nobody."""
    within = [key.parent for key in table.foreign_keys if key.column.table is table]
    return [true()] if not within else [within[0].is_(None), within[0].is_not(None)]


def _key(table: Table) -> Column[Any]:
    (key,) = table.primary_key
    return key


def _place(table: Table) -> int:
    """Say where in a row its key stands."""
    return list(table.c).index(_key(table))


async def _count(database: Database, table: Table) -> int:
    async with database.read(apart=True) as tx:
        return int(await tx.value(select(func.count()).select_from(table)))


async def _get_to_know(target: Database) -> None:
    """Let a server count what it was given, so that the first start does not wait for queries that it plans blindly."""
    if target.shared:
        async with target.write(apart=True) as tx:
            await tx.run(text("ANALYZE"))


async def _say_version(database: Database, version: str) -> None:
    async with database.write() as tx:
        await _version(tx, version)


async def _version(tx: Tx, version: str) -> None:
    await tx.run(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
