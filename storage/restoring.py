"""Putting a back-up back: everything is looked at before the file gets the database's name, so that none is ever half there."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from storage.backup import fault_of, gone_afterwards, sync_folder
from storage.crypto import KeyRing
from storage.database import Database, file_of
from storage.restored import Past
from storage.schema import bring_up_to_date
from storage.sealed_file import Header, open_file
from storage.single import only_one

_BESIDE = ("-wal", "-shm", "-journal")


class RestoreError(Exception):
    """Nothing was restored, and nothing was changed; the sentence says what to do."""


@dataclass(frozen=True)
class Restored:
    """What was put back: the state of which moment, and how much of the past was ended."""

    at: datetime
    past: Past


EndThePast = Callable[[Database], Awaitable[Past]]


async def restore(
    sealed: Path, url: str, ring: KeyRing, now: Callable[[], datetime], end_the_past: EndThePast
) -> Restored:
    """Put a back-up back where no database is, brought up to date, with `end_the_past` done in it.

    Raises RestoreError, SealedFileError, InUseError, DatabaseTooNewError, OSError.
    """
    file = file_of(url)
    if file is None:
        raise RestoreError(
            "A back-up of this kind is for SQLite: PostgreSQL is restored with pg_restore, see docs/running.md."
        )
    header = Header.read(sealed)
    with only_one(url):
        _must_be_free(file)
        part = file.with_name(f"{file.name}.restoring")
        with gone_afterwards(part, *_around(part)):
            _open_into(part, sealed, ring)
            past = await _made_ready(part, url, ring, now, end_the_past)
            _fold(part)
            os.link(part, file)
            sync_folder(file.parent)
    return Restored(header.at, past)


def _around(file: Path) -> list[Path]:
    return [file.with_name(f"{file.name}{more}") for more in _BESIDE]


def _must_be_free(file: Path) -> None:
    """Refuse where a database is, or where a log of one was left: SQLite would play it into the restored file."""
    for each in (file, *_around(file)):
        if each.exists():
            raise RestoreError(
                f"There is {each} already: move it away, together with all files that begin with {file.name}, "
                "or set DATABASE_URL to another place. Nothing was changed."
            )


def _open_into(part: Path, sealed: Path, ring: KeyRing) -> None:
    """Write the plain file, and look through all of it."""
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        for piece in open_file(sealed, ring):
            target.write(piece)
    fault = fault_of(part)
    if fault is not None:
        raise RestoreError(f"The database in {sealed} is damaged ({fault}): take another back-up.")


async def _made_ready(
    part: Path, url: str, ring: KeyRing, now: Callable[[], datetime], end_the_past: EndThePast
) -> Past:
    place = make_url(url).set(database=str(part)).render_as_string(hide_password=False)
    database = Database(place, ring, now)
    try:
        await bring_up_to_date(database)
        await database.open()
        return await end_the_past(database)
    finally:
        await database.close()


def _fold(part: Path) -> None:
    """Bring what is still in the log into the file itself, and all of it onto the disk."""
    with closing(sqlite3.connect(part)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    with part.open("rb") as file:
        os.fsync(file.fileno())
