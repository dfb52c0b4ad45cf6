"""Where a contestant works: a file in its folder, or a fresh database on the PostgreSQL of this run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.postgres import server

_NUMBERS = count(1)


def in_a_file(folder: Path) -> str:
    """Return the address of a SQLite database in a folder."""
    return f"sqlite:///{folder / 'between.db'}"


@contextmanager
def on_a_server() -> Iterator[Server]:
    """Run a PostgreSQL with fsync, as in production, until the end of the run."""
    with server(durable=True) as url:
        yield Server(url)


class Server:
    """A running PostgreSQL."""

    def __init__(self, url: str) -> None:
        self._url = url

    def database(self) -> str:
        """Make an empty database; return its address without a driver."""
        name = f"benchmark_{next(_NUMBERS)}"
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return urlsplit(self._url)._replace(path=f"/{name}").geturl()


def ours(url: str) -> str:
    """Return an address as our settings have it."""
    return url.replace("postgresql://", "postgresql+asyncpg://", 1)
