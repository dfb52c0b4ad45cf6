"""One database file or server, and its transactions: on SQLite one writer at a time, begun with BEGIN IMMEDIATE."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import make_url

from storage import bell
from storage import tables as t
from storage.crypto import KeyRing
from storage.ids import IdSource
from storage.inline import Inline, in_a_thread
from storage.prepared import driven
from storage.server import Server
from storage.trouble import DatabaseTrouble, Trouble, trouble_of
from storage.tx import Tx

BUSY_MILLISECONDS = 5000
"""How long we wait for another process that writes."""

CACHE_KIBIBYTES = 16_384
"""Of the file, kept by a connection: with SQLite's own two megabytes a burst reads the same pages three times."""

ERASED = "erased"
"""Rung by whoever erases somebody: what was theirs shall not stay in the log of the file either."""

__all__ = ["ERASED", "Database", "DatabaseTrouble", "Tx", "file_of"]


class Database:
    """One database with its keys. `url` is `sqlite:///path` or `postgresql+asyncpg://…`."""

    def __init__(self, url: str, keys: KeyRing, now: Callable[[], datetime]) -> None:
        self.url = url
        self.keys = keys
        self._now = now
        self._ids = IdSource(now)
        self._writer = asyncio.Lock()
        self._rung: Counter[str] = Counter()
        self._server: Server | None = None
        self._log_may_hold = False
        self._kept: Connection | None = None
        """That of the last change, kept for the next one: what it has read of the file is still true."""
        if make_url(url).get_backend_name() == "sqlite":
            self.engine = _file_engine(url)
        else:
            self._server = Server(url)
            self.engine = self._server.engine.sync_engine

    @property
    def shared(self) -> bool:
        """Say whether several processes may work on this database at the same time."""
        return self._server is not None

    async def open(self, number: int = 0) -> None:
        """Make sure that new ids come after every old one, also when the clock was set back.

        `number` (below 1024) keeps the ids of several processes apart.
        """
        async with self.read() as tx:
            newest = [
                await tx.value(select(func.max(table.c.id))) or 0
                for table in t.metadata.tables.values()
                if "id" in table.c
            ]
        self._ids = IdSource(self._now, after=max(newest), offset=number)

    @asynccontextmanager
    async def write(self, *, apart: bool = False) -> AsyncIterator[Tx]:
        """Open a transaction that may write; everything in it happens, or nothing. `apart` is for long work."""
        if self._server is not None:
            async with self._server.begin(apart=apart) as connection:
                tx = Tx(connection, self.keys, self._ids)
                yield tx
                await bell.ring(tx)
            return
        async with self._writer:
            plain, self._kept = self._kept or self.engine.connect(), None
            try:
                await _begin_to_write(plain)
                inline = Inline(plain, apart=apart)
                tx = Tx(inline, self.keys, self._ids)
                yield tx
                try:
                    await inline.commit()
                except BaseException:
                    plain.invalidate()  # the library takes nothing back here: the next user would stand in our midst
                    raise
            except BaseException:
                plain.close()
                raise
            self._kept = plain
            self._rung.update(tx.bells)
            if self._log_may_hold or ERASED in tx.bells:
                self._log_may_hold = not await in_a_thread(_fold, plain)

    @asynccontextmanager
    async def read(self, *, apart: bool = False) -> AsyncIterator[Tx]:
        """Open a transaction that only reads; it waits for nobody. `apart` is for long work."""
        if self._server is not None:
            async with self._server.begin(apart=apart) as connection:
                yield Tx(connection, self.keys, self._ids)
            return
        with self.engine.connect() as plain, plain.begin():
            yield Tx(Inline(plain, apart=apart), self.keys, self._ids)

    async def fold(self) -> bool:
        """Bring what is in the log into the file, and empty the log; False where somebody reads from it just now.

        A file keeps nothing of what was erased, its log does until then. A server has its own ways.
        """
        if self._server is not None:
            return True
        with self.engine.connect() as plain:
            return await in_a_thread(_fold, plain)

    @asynccontextmanager
    async def listening(self, rung: Callable[[str], None]) -> AsyncIterator[None]:
        """Tell of the bells that other processes ring; on SQLite there are no others."""
        if self._server is None:
            yield
            return
        listener = asyncio.create_task(bell.listen(self._server.engine, rung))
        try:
            yield
        finally:
            listener.cancel()
            await asyncio.gather(listener, return_exceptions=True)

    def rung(self, bell: str) -> int:
        """Say how often a bell was rung by this process on its file: where it is as before, nobody here has written more."""
        return self._rung[bell]

    async def close(self) -> None:
        """Close every connection."""
        if self._server is not None:
            await self._server.close()
            return
        if self._kept is not None:
            self._kept.close()
            self._kept = None
        self.engine.dispose()


def file_of(url: str) -> Path | None:
    """Return the file of a SQLite address; None for a server."""
    parts = make_url(url)
    return Path(str(parts.database)) if parts.get_backend_name() == "sqlite" else None


def _file_engine(url: str) -> Engine:
    """Build the engine as PERFORMANCE.md found it best: WAL, synchronous=FULL, IMMEDIATE for writes.

    The pool has no limit, because waiting for a connection would hold up the event loop. The connection that was used
    last is used next: every other one has to read again whatever was written since.
    """
    engine = create_engine(make_url(url).set(drivername="sqlite"), pool_size=0, pool_use_lifo=True)
    event.listen(engine, "connect", _file_connected)
    event.listen(engine, "begin", _file_begins)
    return engine


def _file_connected(connection: Any, record: object) -> None:
    del record
    connection.isolation_level = None  # we say BEGIN ourselves, in _file_begins
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
        "secure_delete=ON",
        f"cache_size=-{CACHE_KIBIBYTES}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _file_begins(connection: Connection) -> None:
    """Begin as `_begin_to_write` wants it; a reader never waits."""
    cursor = connection.connection.cursor()
    match connection.get_execution_options().get("between_write"):
        case "at once":
            cursor.execute("PRAGMA busy_timeout=0")
            try:
                driven(connection, "BEGIN IMMEDIATE")
            finally:
                cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        case "patiently":
            driven(connection, "BEGIN IMMEDIATE")
        case _:
            driven(connection, "BEGIN")


async def _begin_to_write(plain: Connection) -> None:
    """Begin at once if nobody else writes, which is nearly always; otherwise wait for them in a thread."""
    try:
        plain.execution_options(between_write="at once").begin()
    except DatabaseTrouble as fault:
        if trouble_of(fault) is not Trouble.LOCKED:
            raise
        await in_a_thread(plain.execution_options(between_write="patiently").begin)


def _fold(plain: Connection) -> bool:
    """Empty the log, waiting for nobody: a back-up that is being made reads from it for long."""
    cursor = plain.connection.cursor()
    try:
        cursor.execute("PRAGMA busy_timeout=0")
        busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error:
        return False
    else:
        return not busy
    finally:
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        cursor.close()
