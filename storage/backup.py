"""Back-ups of a SQLite file: taken while the bot runs, sealed as a whole, read back, and kept by age.

The contents of a database are sealed column by column, but who has what, and when, is not: hence the whole file. The
keys are never in a back-up. The unsealed copy that SQLite makes stands beside the database, never among the back-ups,
which may be on another machine's disk.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from storage.crypto import KeyRing
from storage.sealed_file import SealedFileError, open_file, seal_file
from storage.single import beside, held

_NAME = "between-%Y%m%dT%H%M%SZ.backup"
_PAGES = 1000
_PIECE = 1 << 16
_DAY = timedelta(days=1)
_BUSY = "Another back-up is being made{holder}: wait for it."


class BackupError(Exception):
    """No back-up was made, and the earlier ones are as they were; the sentence says why."""


@dataclass(frozen=True)
class Backup:
    """One back-up that is there, and the moment that it shows."""

    path: Path
    at: datetime


@dataclass(frozen=True)
class Keeping:
    """How many are kept: the newest of each of so many days and of each of so many weeks that have one."""

    days: int
    weeks: int


def backups_in(folder: Path) -> list[Backup]:
    """Return what is there, newest first. The moment stands in the name, so that copying a file does not change it."""
    found = []
    for path in folder.glob("between-*.backup"):
        with suppress(ValueError):
            found.append(Backup(path, datetime.strptime(path.name, _NAME).replace(tzinfo=UTC)))
    return sorted(found, key=lambda each: each.at, reverse=True)


def superfluous(found: Iterable[Backup], keeping: Keeping) -> list[Backup]:
    """Return those that need not be kept; whatever is less than a day older than the newest always is."""
    newest_first = sorted(found, key=lambda each: each.at, reverse=True)
    days: dict[object, Backup] = {}
    weeks: dict[object, Backup] = {}
    for each in newest_first:
        days.setdefault(each.at.date(), each)
        weeks.setdefault(each.at.isocalendar()[:2], each)
    kept = [*list(days.values())[: keeping.days], *list(weeks.values())[: keeping.weeks]]
    return [each for each in newest_first if each not in kept and newest_first[0].at - each.at >= _DAY]


def back_up(
    database: Path,
    folder: Path,
    ring: KeyRing,
    now: datetime,
    keeping: Keeping,
    *,
    going_on: Callable[[], None],
) -> Backup:
    """Make a back-up, read it back, then remove what need not be kept. For a thread: it may take long.

    `going_on` is called now and then, and may raise to break off. Raises BackupError, InUseError.
    """
    if not database.is_file():
        raise BackupError(f"There is no database at {database} yet: nothing to back up.")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = beside(database.with_name(f"{database.name}.backup"))
        with held(lock, _BUSY), gone_afterwards(*_copies_of(database)) as (copy, *_):
            _copy(database, copy, going_on)
            made = Backup(folder / now.astimezone(UTC).strftime(_NAME), now)
            _write(copy, made, ring, going_on)
            for each in superfluous(backups_in(folder), keeping):
                if each.path != made.path:
                    each.path.unlink()
            return made
    except (OSError, sqlite3.Error, ValueError, SealedFileError) as fault:
        raise BackupError(f"No back-up could be made in {folder}: {_why(fault)}") from fault


def sync_folder(folder: Path) -> None:
    """Make sure that a file's new name is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def fault_of(database: Path) -> str | None:
    """Look through a whole database file that nobody else uses; return what is wrong."""
    with closing(sqlite3.connect(database)) as connection:
        return _fault_in(connection)


def _copies_of(database: Path) -> list[Path]:
    copy = database.with_name(f"{database.name}.copy")
    return [copy, *(copy.with_name(f"{copy.name}{more}") for more in ("-journal", "-wal", "-shm"))]


@contextmanager
def gone_afterwards(*paths: Path) -> Iterator[tuple[Path, ...]]:
    """Let files be there for a while only; what a killed process left is removed first."""
    for path in paths:
        path.unlink(missing_ok=True)
    try:
        yield paths
    finally:
        for path in paths:
            path.unlink(missing_ok=True)


def _copy(database: Path, copy: Path, going_on: Callable[[], None]) -> None:
    """Copy one moment of a database that others write meanwhile, and look through the copy. Raises sqlite3.Error."""
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    place = f"{database.resolve().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(place, uri=True, isolation_level=None)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.execute("BEGIN")  # a moment that we hold on to: a writer would make the copying begin anew
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, pages=_PAGES, progress=lambda *_: going_on())
        target.execute("PRAGMA journal_mode=DELETE")
        target.set_progress_handler(_interrupting(going_on), 1_000_000)
        fault = _fault_in(target)
    if fault is not None:
        raise ValueError(f"the database is damaged ({fault}).")


def _interrupting(going_on: Callable[[], None]) -> Callable[[], int]:
    """Make of something that may raise what SQLite asks now and then: whether to break off."""

    def asked() -> int:
        try:
            going_on()
        except Exception:  # noqa: BLE001 - SQLite raises its own
            return 1
        return 0

    return asked


def _fault_in(connection: sqlite3.Connection) -> str | None:
    (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    return None if found == "ok" else "integrity_check"


def _write(copy: Path, made: Backup, ring: KeyRing, going_on: Callable[[], None]) -> None:
    """Seal the copy, read it back, and only then give it its name."""
    part = made.path.with_name(f"{made.path.name}.part")
    with gone_afterwards(part, *part.parent.glob("between-*.backup.part")):
        seal_file(copy, part, ring, made.at, going_on=going_on)
        if _digest(open_file(part, ring), going_on) != _digest(_pieces(copy), going_on):
            raise ValueError("what was read back is not what was written.")
        part.replace(made.path)
        sync_folder(made.path.parent)


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as plain:
        while piece := plain.read(_PIECE):
            yield piece


def _digest(pieces: Iterable[bytes], going_on: Callable[[], None]) -> bytes:
    found = sha256()
    for piece in pieces:
        going_on()
        found.update(piece)
    return found.digest()


def _why(fault: Exception) -> str:
    """Say in a few words what went wrong, and never what was in a file."""
    match fault:
        case OSError(errno=errno.ENOSPC | errno.EDQUOT | errno.EFBIG):
            return "the disk is full."
        case OSError():
            return f"{os.strerror(fault.errno or 0)}."
        case sqlite3.Error():
            return f"SQLite says {getattr(fault, 'sqlite_errorname', type(fault).__name__)}."
        case _:
            return str(fault)
