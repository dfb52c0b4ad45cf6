"""One process at a time: a lock beside the database file, which the kernel lets go when its holder ends, however that is."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.database import file_of


class InUseError(Exception):
    """Another process holds the lock; the sentence says which and what to do."""


@contextmanager
def only_one(url: str) -> Iterator[None]:
    """Be the only bot on this database while the block runs. Raises InUseError, OSError.

    A server is shared by several workers, and takes care of itself.
    """
    file = file_of(url)
    if file is None:
        yield
        return
    file.parent.mkdir(exist_ok=True)
    sentence = f"A bot is running on {file} already{{holder}}: one database file serves one bot. Stop that one first."
    with held(beside(file), sentence):
        yield


def beside(file: Path) -> Path:
    """Return the lock's file: the same for every path that leads to the same database."""
    real = file.resolve()
    return real.with_name(f"{real.name}.lock")


@contextmanager
def held(lock: Path, sentence: str) -> Iterator[None]:
    """Hold a lock's file, which stays where it is: removing it would let two in. Raises InUseError, OSError.

    `sentence` is the error's, with "{holder}" for who it is.
    """
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 32).decode("ascii", "replace").strip()
            raise InUseError(sentence.format(holder=f" (process {holder})" if holder else "")) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)
