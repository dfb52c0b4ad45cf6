"""Where the key ring comes from: made on the very first start, never beside a database that already has something in it."""

from __future__ import annotations

from bot.settings import Settings
from storage.crypto import KeyRing, load_key_file, new_key_file
from storage.database import file_of


def key_ring(settings: Settings) -> KeyRing:
    """Read the key file, or make it. Raises KeyFileError where a database is there but its key file is not."""
    path = settings.encryption_key_file
    file = file_of(settings.database_url)
    if not path.exists() and not (file is not None and file.exists()):
        new_key_file(path)
    return load_key_file(path)
