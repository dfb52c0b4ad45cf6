"""The sockets of the daemon: lines in, lines out, and who has subscribed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import Any

LONGEST_LINE = 64 * 2**20  # bytes; a picture comes as one line
HOST = "127.0.0.1"
Json = dict[str, Any]


class Connection:
    """One client. `subscriptions` are numbered from 0 on each connection."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._next = 0
        self.subscriptions: set[int] = set()

    def subscribe(self) -> int:
        """Begin to receive; the number of the subscription."""
        number, self._next = self._next, self._next + 1
        self.subscriptions.add(number)
        return number

    @property
    def open(self) -> bool:
        """Whether something can still be written."""
        return not self._writer.transport.is_closing()

    async def write(self, body: Any) -> bool:
        """Write one line; whether it went out."""
        if not self.open:
            return False
        try:
            self._writer.write(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
            await self._writer.drain()
        except OSError:
            return False
        return True

    def drop(self) -> None:
        """End it at once."""
        self._writer.transport.abort()


class Sockets:
    """Listens on a path or on tcp://host:port, and gives each line to `heard` as a task of its own."""

    def __init__(self, address: str, heard: Callable[[Connection, bytes], Awaitable[None]]) -> None:
        self.address = address
        self._heard = heard
        self._connections: dict[Connection, asyncio.Task[Any] | None] = {}
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def __iter__(self) -> Iterator[Connection]:
        return iter([connection for connection in self._connections if connection.open])

    async def start(self) -> None:
        """Listen; from then on `address` has the real port."""
        if self.address.startswith("tcp://"):
            host, _, port = self.address.removeprefix("tcp://").rpartition(":")
            self._server = await asyncio.start_server(self._serve, host, int(port), limit=LONGEST_LINE)
            self.address = f"tcp://{host}:{self._server.sockets[0].getsockname()[1]}"
        else:
            self._server = await asyncio.start_unix_server(self._serve, self.address, limit=LONGEST_LINE)

    async def stop(self) -> None:
        """Drop everybody and listen no more. A socket file stays behind, as after a SIGKILL."""
        if self._server is None:
            return
        self._server.close()
        for connection in self:
            connection.drop()
        tasks = {*self._tasks, *(task for task in self._connections.values() if task is not None)}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        self._connections.clear()
        self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(writer)
        self._connections[connection] = asyncio.current_task()
        try:
            with suppress(OSError, ValueError, asyncio.CancelledError):
                while line := await reader.readline():
                    task = asyncio.ensure_future(self._heard(connection, line))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)
        finally:
            self._connections.pop(connection, None)
            writer.close()
