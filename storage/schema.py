"""Bring a database up to date, or refuse one that is newer than this program."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select

from storage.database import Database, file_of


class DatabaseTooNewError(Exception):
    """The database was written by a newer Between; the sentence says what to do."""


class DatabaseUnfinishedError(Exception):
    """Everything is still being moved into the database; the sentence says what to do."""


UNFINISHED: Final = "unfinished-"
"""Stands before the revision while a database is being moved to another place, so that no bot starts on a half."""

_UPGRADING: Final = 0x6265747765656F
"""The number of the lock (of PostgreSQL's advisory ones) that whoever upgrades holds."""


def configuration(connection: Connection | None = None) -> Config:
    """Return alembic's configuration for our migrations."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def newest_revision() -> str:
    """Return the newest revision that this program knows."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    if head is None:
        raise LookupError("There are no migrations; the installation is incomplete.")
    return head


def revisions() -> set[str]:
    """Return every revision that this program knows."""
    scripts = ScriptDirectory.from_config(configuration())
    return {script.revision for script in scripts.walk_revisions()}


async def revision_of(database: Database) -> str | None:
    """Return the revision that a database is at; None for an empty one. Raises OSError where its file cannot be."""
    _look_at_the_place(database.url)
    async with database.read() as tx:
        return await tx.connection.run_sync(_revision)


def _revision(sync: Connection) -> str | None:
    return MigrationContext.configure(sync).get_current_revision()


def _look_at_the_place(url: str) -> None:
    """Raise OSError before SQLite's own thread meets the fault, which would tell it with a traceback of its own."""
    file = file_of(url)
    if file is None:
        return
    if not file.parent.is_dir():
        raise FileNotFoundError(file.parent)
    if not os.access(file if file.exists() else file.parent, os.R_OK | os.W_OK):
        raise PermissionError(file)


async def bring_up_to_date(database: Database) -> None:
    """Run all migrations that are missing, in one transaction. Raises DatabaseTooNewError, DatabaseUnfinishedError.

    Of workers that start at the same time one does it, and the others wait until it has.
    """
    if not _is_old(await revision_of(database)):
        return
    async with database.write(apart=True) as tx:
        if tx.shared:
            await tx.run(select(func.pg_advisory_xact_lock(_UPGRADING)))
        if _is_old(await tx.connection.run_sync(_revision)):
            await tx.connection.run_sync(lambda sync: command.upgrade(configuration(sync), "head"))


def _is_old(current: str | None) -> bool:
    """Say whether migrations are missing. Raises DatabaseTooNewError, DatabaseUnfinishedError."""
    known = revisions()
    if current is not None and current.startswith(UNFINISHED):
        raise DatabaseUnfinishedError(
            "Not everything was moved into this database yet: run `between migrate-database` again, until it says that all "
            "of it is there."
        )
    if current is not None and current not in known:
        raise DatabaseTooNewError(
            "The database was written by a newer version of Between. Install that version (or newer); nothing was changed."
        )
    return not known or current != newest_revision()
