"""The doctor's look at the key file: whether it can be read, and is the one of the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.finding import Finding, faulty, fine
from bot.keys import is_used, key_ring, lost, refuse_other_keys
from bot.settings import Settings
from storage.crypto import KeyFileError, KeyRing
from storage.database import Database, DatabaseTrouble


async def key_found(settings: Settings, now: Callable[[], datetime]) -> tuple[KeyRing | None, Finding]:
    """Return the keys, where they are there and the database's. What is wrong with the database itself is found elsewhere."""
    path = settings.encryption_key_file
    if not path.exists():
        return None, await _none(settings, now)
    try:
        ring = key_ring(settings)
        await _must_fit(settings, ring, now)
    except KeyFileError as fault:
        return None, faulty(str(fault))
    return ring, fine(f"The key file {path} can be read, by its owner only.")


async def _none(settings: Settings, now: Callable[[], datetime]) -> Finding:
    try:
        if await is_used(settings, now):
            return faulty(lost(settings))
    except (DatabaseTrouble, OSError):
        pass
    path = settings.encryption_key_file
    return fine(f"There is no key file at {path} yet; `between run` makes it on its first start.")


async def _must_fit(settings: Settings, ring: KeyRing, now: Callable[[], datetime]) -> None:
    database = Database(settings.database_url, ring, now)
    try:
        await refuse_other_keys(settings, database)
    except (DatabaseTrouble, OSError):
        pass
    finally:
        await database.close()
