"""Bring a database up to date, or refuse one that is newer than this program."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.database import Database, file_of


class DatabaseTooNewError(Exception):
    """The database was written by a newer Between; the sentence says what to do."""


class DatabaseUnfinishedError(Exception):
    """Everything is still being moved into the database; the sentence says what to do."""


UNFINISHED: Final = "unfinished-"
"""Stands before the revision while a database is being moved to another place, so that no bot starts on a half."""


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
        return await tx.connection.run_sync(
            lambda sync: MigrationContext.configure(sync).get_current_revision()
        )


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
    """Run all migrations that are missing, in one transaction. Raises DatabaseTooNewError, DatabaseUnfinishedError."""
    known = revisions()
    current = await revision_of(database)
    if current is not None and current.startswith(UNFINISHED):
        raise DatabaseUnfinishedError(
            "Not everything was moved into this database yet: run `between migrate-database` again, until it says that all "
            "of it is there."
        )
    if current is not None and current not in known:
        raise DatabaseTooNewError(
            "The database was written by a newer version of Between. Install that version (or newer); nothing was changed."
        )
    if known and current == newest_revision():
        return
    async with database.write() as tx:
        await tx.connection.run_sync(lambda sync: command.upgrade(configuration(sync), "head"))
