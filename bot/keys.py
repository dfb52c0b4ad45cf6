"""Where the key ring comes from: made on the very first start, never beside a database that already has something in it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url

from bot.settings import Settings
from storage.crypto import KeyRing, load_key_file, new_key_file


def key_ring(settings: Settings) -> KeyRing:
    """Read the key file, or make it. Raises KeyFileError where a database is there but its key file is not."""
    path = settings.encryption_key_file
    if not path.exists() and not _database_is_there(settings.database_url):
        new_key_file(path)
    return load_key_file(path)


def _database_is_there(url: str) -> bool:
    """Say whether a SQLite file exists already; of a server we cannot tell before we ask it."""
    parts = make_url(url)
    return parts.get_backend_name() == "sqlite" and bool(parts.database) and Path(str(parts.database)).exists()
