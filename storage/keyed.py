"""Which keys belong to a database: for each that ever sealed in it a value that only it opens, and a blind index to compare.

With another key file everybody would be a stranger, and whatever came due would be set aside. So it is noticed at once.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sqlalchemy import Column, Connection, func, inspect, select
from sqlalchemy.dialects import postgresql, sqlite

from storage import tables as t
from storage.crypto import KeyRing, SealBroken
from storage.database import Database, Tx
from storage.schema import revision_of

_WORD: Final = "between"
_LOOKED_AT: Final = 50
_ONE_AT_A_TIME: Final = 0x6B657973
"""The number of a lock of the server's: "keys"."""
_check = t.key_checks.c


class Belonging(StrEnum):
    """Whether a key ring is the one of a database."""

    OURS = "ours"
    NOT_OURS = "not_ours"
    NOBODYS = "nobodys"


async def belonging(database: Database) -> Belonging:
    """Say whether the database is one of our keys, of others, or nothing was sealed in it yet. Raises DatabaseTrouble, OSError.

    Of one in which it was not written down yet, what is sealed there decides; most of it has to open.
    """
    if await revision_of(database) is None:
        return Belonging.NOBODYS
    async with database.read() as tx:
        known = await tx.connection.run_sync(lambda sync: inspect(sync).has_table(t.key_checks.name))
        opened = await _checks(tx) if known else []
        if opened:
            return Belonging.OURS if all(opened) else Belonging.NOT_OURS
        there = await tx.connection.run_sync(_sealed_columns)
        opened = await _addresses(tx) or [each for column in there for each in await _newest(tx, column)]
    if not opened:
        return Belonging.NOBODYS
    return Belonging.OURS if 2 * sum(opened) > len(opened) else Belonging.NOT_OURS


async def is_filled(database: Database) -> bool:
    """Say whether a program has worked with this database already, so that keys of it must be somewhere."""
    return await revision_of(database) is not None


async def write_down(database: Database) -> None:
    """Keep that the key which seals now belongs to the database. Of two that start at once with new keys, the first stays."""
    ring = database.keys
    number = int.from_bytes(ring.current, "big")
    async with database.read() as tx:
        if await tx.value(select(_check.id).where(_check.id == number)) is not None:
            return
    async with database.write() as tx:
        if tx.shared:  # of two machines that start for the first time, each with a key of its own, one waits
            await tx.rows(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
        if not all(await _checks(tx)):
            return  # whoever asks next is told whose it is
        make = postgresql.insert if tx.shared else sqlite.insert
        probe = ring.seal(_WORD, _place(_check.probe, number))
        wanted = make(t.key_checks).values(id=number, probe=probe, index_of=_index(ring))
        await tx.run(wanted.on_conflict_do_nothing(index_elements=["id"]))


def _index(ring: KeyRing) -> str:
    return ring.index(t.key_checks.name, _WORD)


def _place(column: Column[bytes], row_id: int) -> str:
    return f"{column.table.name}.{column.name}.{row_id}"


def _sealed_columns(sync: Connection) -> list[Column[bytes]]:
    """Return the sealed columns that are there; a database of an older program has fewer."""
    found = inspect(sync)
    names = set(found.get_table_names())
    tables = [each for each in t.metadata.sorted_tables if each.name in names]
    return [
        column
        for table in tables
        for there in [{each["name"] for each in found.get_columns(table.name)}]
        for column in table.c
        if isinstance(column.type, t.Sealed) and column.name in there
    ]


async def _checks(tx: Tx) -> list[bool]:
    rows = await tx.rows(select(_check.id, _check.probe, _check.index_of))
    return [
        _opens(tx.keys, row.probe, _check.probe, row.id) and row.index_of == _index(tx.keys) for row in rows
    ]


async def _addresses(tx: Tx) -> list[bool]:
    """Say of the oldest addresses whether they open, and have the blind index that we would give them."""
    table = t.addresses.c
    query = select(table.id, table.channel, table.chat_key, table.address).order_by(table.id)
    return [
        _opens(tx.keys, row.address, table.address, row.id)
        and tx.keys.index(row.channel, tx.keys.open(row.address, _place(table.address, row.id)))
        == row.chat_key
        for row in await tx.rows(query.limit(_LOOKED_AT))
    ]


async def _newest(tx: Tx, column: Column[bytes]) -> list[bool]:
    row_id = column.table.c.id
    newest = (
        select(row_id, column.label("sealed")).where(column.is_not(None)).order_by(row_id.desc()).limit(1)
    )
    return [_opens(tx.keys, row.sealed, column, row.id) for row in await tx.rows(newest)]


def _opens(ring: KeyRing, sealed: bytes, column: Column[bytes], row_id: int) -> bool:
    try:
        ring.open(sealed, _place(column, row_id))
    except SealBroken:
        return False
    return True
