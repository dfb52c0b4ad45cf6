"""What can be wrong with a database, whoever asks it for whatever: that passes, and is nobody's fault.

A fault of one row (it breaks a rule of its table, its value does not fit, a page of it is damaged) comes again each time
and is to be counted. Trouble of the whole database is waited out, and counts against nobody.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from enum import StrEnum
from random import SystemRandom
from typing import Any, TypeVar

import structlog
from sqlalchemy.exc import DBAPIError, PendingRollbackError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoneFreeError

log = structlog.get_logger()

R = TypeVar("R")

DatabaseTrouble = SQLAlchemyError
"""What every failure of the database is, for callers that may not know the library."""

SAID_AGAIN = 60.0
TRIES = 8
_LONGEST_PAUSE = 0.05
_LUCK = SystemRandom().random


class TakenBackError(SQLAlchemyError):
    """The database took a transaction back by itself, and nobody noticed: nothing of it has happened."""


class Trouble(StrEnum):
    """What is wrong, in the word that health, metrics and the log use."""

    LOCKED = "locked"
    DISK_FULL = "disk_full"
    DISK_FAILS = "disk_fails"
    READ_ONLY = "read_only"
    DAMAGED = "damaged"
    NOT_REACHED = "not_reached"
    REFUSED = "refused"
    GAVE_WAY = "gave_way"
    STOPPED = "stopped"


_OF_A_FILE = {
    sqlite3.SQLITE_BUSY: Trouble.LOCKED,
    sqlite3.SQLITE_LOCKED: Trouble.LOCKED,
    sqlite3.SQLITE_PROTOCOL: Trouble.LOCKED,
    sqlite3.SQLITE_FULL: Trouble.DISK_FULL,
    sqlite3.SQLITE_IOERR: Trouble.DISK_FAILS,
    sqlite3.SQLITE_NOMEM: Trouble.DISK_FAILS,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
    sqlite3.SQLITE_CANTOPEN: Trouble.NOT_REACHED,
    sqlite3.SQLITE_PERM: Trouble.REFUSED,
    sqlite3.SQLITE_AUTH: Trouble.REFUSED,
    sqlite3.SQLITE_INTERRUPT: Trouble.STOPPED,
}
"""By primary result code (sqlite.org/rescode.html). Whatever is not here is a fault of the statement or of its row."""

_OF_A_SERVER = {
    "40": Trouble.GAVE_WAY,
    "55P03": Trouble.LOCKED,
    "57014": Trouble.STOPPED,
    "53100": Trouble.DISK_FULL,
    "58": Trouble.DISK_FAILS,
    "25006": Trouble.READ_ONLY,
    "XX001": Trouble.DAMAGED,
    "XX002": Trouble.DAMAGED,
    "28": Trouble.REFUSED,
    "3D": Trouble.REFUSED,
    "42501": Trouble.REFUSED,
    "08": Trouble.NOT_REACHED,
    "53": Trouble.NOT_REACHED,
    "57P": Trouble.NOT_REACHED,
    "25P03": Trouble.NOT_REACHED,
}
"""By SQLSTATE or how it begins (PostgreSQL's manual, appendix A); the longest that fits counts."""


def trouble_of(fault: BaseException) -> Trouble | None:
    """Return what is wrong with the database; None where the fault lies with what was asked of it."""
    if isinstance(fault, (NoneFreeError, PendingRollbackError)):
        return Trouble.NOT_REACHED
    if isinstance(fault, TakenBackError):
        return Trouble.DISK_FAILS
    if not isinstance(fault, DBAPIError):
        return None
    if isinstance(fault.orig, sqlite3.Error):
        code = getattr(fault.orig, "sqlite_errorcode", None)
        return None if code is None else _OF_A_FILE.get(code & 0xFF)
    if isinstance(fault.orig, OSError):
        return Trouble.NOT_REACHED
    return _of_a_server(fault.orig)


def passes(fault: BaseException) -> bool:
    """Say whether this is to be waited out. Damage does not pass, and may touch only some rows: they are set aside."""
    return trouble_of(fault) not in {None, Trouble.DAMAGED}


def name_of(fault: BaseException) -> str:
    """Return a short name for log and health: of the trouble, or else the class of the fault."""
    return trouble_of(fault) or type(getattr(fault, "orig", None) or fault).__name__


async def in_spite_of_others(work: Callable[[], Awaitable[R]]) -> R:
    """Do a transaction, and at once again if it gave way to another one (a deadlock): that is nobody's fault."""
    for left in reversed(range(TRIES)):
        try:
            return await work()
        except DatabaseTrouble as fault:
            if not left or trouble_of(fault) is not Trouble.GAVE_WAY:
                raise
        await asyncio.sleep(_LONGEST_PAUSE * _LUCK())
    raise AssertionError("The last try returns or raises.")


class Complaint:
    """Says what is wrong once, again every minute while it lasts, and once that it is over.

    `monotonic` is in seconds; by default the event loop's.
    """

    def __init__(
        self, event: str, monotonic: Callable[[], float] = lambda: asyncio.get_running_loop().time()
    ) -> None:
        self._event = event
        self._monotonic = monotonic
        self._said: dict[str, float] = {}
        self._lasts = False

    def about(self, fault: BaseException) -> None:
        """Say it, unless it was said lately."""
        name, now = name_of(fault), self._monotonic()
        if now - self._said.get(name, float("-inf")) >= SAID_AGAIN:
            self._said[name] = now
            self._lasts = True
            log.error(self._event, fault=name)

    def over(self) -> None:
        """Say that it works again, if it was said that it does not."""
        if self._lasts:
            self._lasts = False
            log.info("database.well_again", after=self._event)


def _of_a_server(fault: Any) -> Trouble | None:
    """Read the SQLSTATE; what the driver says without one is about its connection, unless a value did not fit."""
    state = getattr(fault, "sqlstate", None)
    if state is None:
        return (
            None if isinstance(getattr(fault, "driver_exception", None), ValueError) else Trouble.NOT_REACHED
        )
    found = max((each for each in _OF_A_SERVER if state.startswith(each)), key=len, default=None)
    return _OF_A_SERVER.get(found) if found else None
