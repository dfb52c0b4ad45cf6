"""Where the key ring comes from: made on the very first start, never beside a database that already has something in it.

The database knows its keys; another key file, or none, is refused before anything is written or sent.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.settings import Settings
from storage.crypto import KeyFileError, KeyRing, load_key_file, new_key_file, throwaway_key_ring
from storage.database import Database, file_of
from storage.keyed import Belonging, belonging, is_filled, write_down


def key_ring(settings: Settings) -> KeyRing:
    """Read the key file. Raises KeyFileError."""
    return load_key_file(settings.encryption_key_file)


async def first_key_ring(settings: Settings, now: Callable[[], datetime]) -> KeyRing:
    """Read the key file, or make it. Raises KeyFileError where a database is there but its key file is not."""
    path = settings.encryption_key_file
    if not path.exists():
        if await is_used(settings, now):
            raise KeyFileError(lost(settings))
        new_key_file(path)
    return load_key_file(path)


async def is_used(settings: Settings, now: Callable[[], datetime]) -> bool:
    """Say whether the database has been worked with. Makes no file. Raises DatabaseTrouble, OSError."""
    file = file_of(settings.database_url)
    if file is not None and not file.exists():
        return False
    database = Database(settings.database_url, throwaway_key_ring(), now)
    try:
        return await is_filled(database)
    finally:
        await database.close()


def lost(settings: Settings) -> str:
    """Say that the key of a database is missing, and what to do."""
    return (
        f"There is no key file at {settings.encryption_key_file}, but the database has been in use: put the copy that you "
        "kept there, or correct ENCRYPTION_KEY_FILE. No new key was made, since it would open nothing of it."
    )


async def refuse_other_keys(settings: Settings, database: Database) -> None:
    """Raise KeyFileError where the database belongs to other keys than it was opened with. Nothing is written."""
    if await belonging(database) is Belonging.NOT_OURS:
        raise KeyFileError(
            f"The key file {settings.encryption_key_file} does not belong to this database: put the copy that you kept of the "
            "right one in its place, or correct ENCRYPTION_KEY_FILE (or DATABASE_URL). Nothing was changed."
        )


async def keep_keys(settings: Settings, database: Database) -> None:
    """Write down which key belongs to the database. Raises KeyFileError where somebody else was first."""
    await write_down(database)
    await refuse_other_keys(settings, database)
