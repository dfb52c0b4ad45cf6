"""uvicorn inside this process: bound to this machine, able to drop a connection on purpose."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from uvicorn.protocols.http.h11_impl import H11Protocol

HOST = "127.0.0.1"
GRACE_SECONDS = 1


class _Server(uvicorn.Server):
    """Leaves the signals of the process alone, and tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to whoever runs the process."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self.listening.set()


class HttpServer:
    """One app on 127.0.0.1; `port` 0 takes a free one."""

    def __init__(self, port: int = 0) -> None:
        self._wanted_port = port
        self._transports: dict[Any, asyncio.Transport] = {}
        self._server: _Server | None = None
        self._task: asyncio.Task[None] | None = None
        self._socket: socket.socket | None = None

    @property
    def port(self) -> int:
        """The port that it listens on; the wanted one before the start."""
        return self._wanted_port if self._socket is None else cast("int", self._socket.getsockname()[1])

    async def start(self, app: Starlette) -> None:
        """Listen; OSError if the port is taken."""
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((HOST, self._wanted_port))
        config = uvicorn.Config(
            app,
            http=_noting(self._transports),
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        self._server = _Server(config)
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        listening = asyncio.create_task(self._server.listening.wait())
        await asyncio.wait([self._task, listening], return_when=asyncio.FIRST_COMPLETED)
        if not self._server.listening.is_set():
            listening.cancel()
            await self._task

    async def stop(self) -> None:
        """Drop all connections and end."""
        if self._server is None or self._task is None:
            return
        self._server.should_exit = True
        for transport in list(self._transports.values()):
            transport.abort()
        await self._task
        self._server = self._task = None

    def hang_up(self, request: Request) -> None:
        """Drop the connection of this request."""
        transport = self._transports.get(tuple(request.client or ()))
        if transport is not None:
            transport.abort()


def _noting(transports: dict[Any, asyncio.Transport]) -> type[asyncio.Protocol]:
    """The HTTP protocol of uvicorn that keeps its transports by the client's address."""

    class Noting(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            transports[self.client] = transport

        def connection_lost(self, exc: Exception | None) -> None:
            transports.pop(self.client, None)
            super().connection_lost(exc)

    return Noting
