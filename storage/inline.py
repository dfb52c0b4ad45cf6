"""A synchronous connection behind the face of an asynchronous one, for the database that lives in our own process.

A statement inside an open SQLite transaction takes 30 µs; handing it to a thread and back takes 600 µs more. So
statements run where they are, and only what may wait for the disk or for another process (BEGIN IMMEDIATE, COMMIT) is
handed to a thread. `apart` hands over every statement: for work that is long, and has time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Dialect, Executable, Result

from storage.prepared import driven, prepared
from storage.trouble import TakenBackError

R = TypeVar("R")


async def in_a_thread(work: Callable[..., R], *args: Any) -> R:
    """Do something in a thread, to its end also when whoever waits for it is cancelled."""
    future = asyncio.get_running_loop().run_in_executor(None, work, *args)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        while not future.done():
            with suppress(asyncio.CancelledError):  # whoever is cancelled twice ends no sooner
                await asyncio.wait([future])
        raise


class Inline:
    """What `Tx` needs of SQLAlchemy's AsyncConnection."""

    def __init__(self, plain: Connection, *, apart: bool) -> None:
        self.plain = plain
        self._apart = apart

    @property
    def dialect(self) -> Dialect:
        """Say which database this is."""
        return self.plain.dialect

    @property
    def begun(self) -> bool:
        """Say whether the transaction is still open: on a full or broken disk SQLite takes all of it back by itself."""
        driver: Any = self.plain.connection.dbapi_connection
        return bool(driver.in_transaction)

    async def commit(self) -> None:
        """Make everything last, in a thread. Raises TakenBackError where SQLite has taken it back, and nobody noticed."""
        if not self.begun:
            raise TakenBackError("The transaction was taken back by the database before it was to last.")
        await in_a_thread(self.plain.commit)

    async def execute(self, statement: Executable, values: Any = None) -> Result[Any]:
        """Run a statement."""
        if self._apart:
            return await in_a_thread(self._whole, statement, values)
        known = prepared(statement, self.plain.dialect)
        if known is not None:
            return cast("Result[Any]", known.run(self.plain, values))
        return self.plain.execute(statement, values)

    async def exec_driver_sql(self, statement: str, values: Any = None) -> Result[Any]:
        """Run a statement that is written as the database reads it."""
        if self._apart:
            return await in_a_thread(self.plain.exec_driver_sql, statement, values)
        return cast("Result[Any]", driven(self.plain, statement, values or ()))

    async def run_sync(self, work: Callable[[Connection], R]) -> R:
        """Give the connection to something that knows no asynchronous ones."""
        return await in_a_thread(work, self.plain)

    @asynccontextmanager
    async def begin_nested(self) -> AsyncIterator[None]:
        """Open a savepoint."""
        driven(self.plain, "SAVEPOINT part")  # SQLite lets them nest under one name
        try:
            yield
        except BaseException:
            if self.begun:
                driven(self.plain, "ROLLBACK TO part")
                driven(self.plain, "RELEASE part")
            raise
        driven(self.plain, "RELEASE part")

    def _whole(self, statement: Executable, values: Any) -> Result[Any]:
        """Run a statement and fetch all its rows, which SQLite finds only while they are fetched."""
        result = self.plain.execute(statement, values)
        return result.freeze()() if result.returns_rows else result
