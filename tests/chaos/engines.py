"""The engines of all lives: SQLAlchemy compiles each statement once for all of them, which would be half of a life."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url

from storage.database import Database
from tests.chaos.fate import Fate


class Engines:
    """A database's engines, pointed at one story's database after the other. A life gets a pool without connections."""

    def __init__(self, database: Database) -> None:
        self._engine, self._server = database.engine, database._server
        self._fate: Fate | None = None
        self._url = make_url(database.url)
        for engine in self._all():
            event.listen(engine, "do_connect", self._connects)
            event.listen(engine, "connect", self._connected)
            for name in ("before_cursor_execute", "after_cursor_execute", "begin", "commit"):
                event.listen(engine, name, self._passes(name))

    def serve(self, database: Database, fate: Fate) -> None:
        """Let a new life's database use these engines."""
        self._fate = fate
        self._url = make_url(database.url)
        for engine in self._all():
            engine.dispose(close=False)
        database.engine, database._server = self._engine, self._server

    def _all(self) -> list[Engine]:
        if self._server is None:
            return [self._engine]
        return [self._server.engine.sync_engine, self._server._at_length.sync_engine]

    def _connects(self, dialect: Any, record: Any, args: list[Any], values: dict[str, Any]) -> None:
        """Send a new connection to the database of this story."""
        del dialect, record
        if self._server is None:
            args[0] = self._url.database
        else:
            values["database"] = self._url.database

    def _connected(self, connection: Any, record: Any) -> None:
        assert self._fate is not None
        record.info["life"] = self._fate.life
        self._fate.connected(connection)

    def _passes(self, name: str) -> Any:
        def passes(connection: Any, *_: Any) -> None:
            assert self._fate is not None
            self._fate.point(connection.info["life"], name)

        return passes


_made: list[Engines] = []


def lend(database: Database, fate: Fate) -> None:
    """Give a new life's database the engines of all lives, with points in them."""
    if not _made:
        _made.append(Engines(database))
    _made[0].serve(database, fate)
