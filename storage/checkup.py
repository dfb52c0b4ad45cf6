"""Looking at a database from outside: whether it is whole, whether it can be written, how much room is left."""

from __future__ import annotations

import asyncio
import shutil
import threading
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Engine, select, true

from storage import tables as t
from storage.database import Database, DatabaseTrouble, Tx, file_of
from storage.trouble import Trouble, trouble_of

AT_THE_START = 5.0
"""Seconds. A file that is too large to be looked through in that time is looked through by the daily back-up."""


_AGAIN = 0.001


class DatabaseDamagedError(Exception):
    """The database is damaged; the sentence says what to do."""


class Wholeness(StrEnum):
    """What a look through a database found."""

    WHOLE = "whole"
    DAMAGED = "damaged"
    NOT_SEEN = "not_seen"


async def refuse_damaged(database: Database) -> None:
    """Raise DatabaseDamagedError where a look of AT_THE_START seconds finds damage."""
    if await wholeness(database, AT_THE_START) is Wholeness.DAMAGED:
        raise DatabaseDamagedError(
            f"The database {file_of(database.url)} is damaged. Nothing was changed. "
            "Put your back-up back: docs/running.md, “Restoring”."
        )


async def wholeness(database: Database, seconds: float | None = None) -> Wholeness:
    """Look through the file, for at most so many seconds; a server looks after itself. Raises DatabaseTrouble."""
    if database.shared:
        return Wholeness.NOT_SEEN
    return await asyncio.to_thread(_look_through, database.engine, seconds)


async def write_something(database: Database, now: datetime) -> None:
    """Write a row and remove it again, to the disk. Raises DatabaseTrouble where that is not possible."""
    async with database.write(apart=True) as tx:
        row = await tx.add(t.alerts, at=now, kind="checkup")
        await tx.remove(t.alerts, t.alerts.c.id == row)


def room(database: Database) -> int | None:
    """Return the free bytes of the file's disk; None for a server. Raises OSError."""
    file = file_of(database.url)
    return shutil.disk_usage(file.parent).free if file else None


def _look_through(engine: Engine, seconds: float | None) -> Wholeness:
    try:
        with engine.connect() as connection:
            plain: Any = connection.connection.driver_connection
            over = threading.Event()
            bell = threading.Thread(target=_interrupt, args=(plain, seconds, over), daemon=True)
            bell.start()
            try:
                found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
            finally:
                over.set()
                bell.join()
    except DatabaseTrouble as fault:
        match trouble_of(fault):
            case Trouble.DAMAGED:
                return Wholeness.DAMAGED
            case Trouble.STOPPED:
                return Wholeness.NOT_SEEN
        raise
    return Wholeness.WHOLE if found == "ok" else Wholeness.DAMAGED


def _interrupt(plain: Any, seconds: float | None, over: threading.Event) -> None:
    """Interrupt what runs after so many seconds, and again until it is over: an interrupt before it began does nothing."""
    if seconds is not None and not over.wait(seconds):
        plain.interrupt()
        while not over.wait(_AGAIN):
            plain.interrupt()


async def say_something(tx: Tx) -> None:
    """Let the database answer anything at all. Raises DatabaseTrouble."""
    await tx.value(select(true()))
