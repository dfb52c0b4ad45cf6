"""uvicorn inside this process: bound to this machine, able to drop a connection on purpose."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from uvicorn.protocols.http.h11_impl import H11Protocol

HOST = "127.0.0.1"
GRACE_SECONDS = 1


class _Server(uvicorn.Server):
    """Leaves the signals of the process alone, tells when it listens, and starts and ends without polling."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()
        self.leaving = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to whoever runs the process."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self.listening.set()

    async def main_loop(self) -> None:
        """Serve until told to leave."""
        await self.leaving.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen no more, and let what is under way end soon."""
        for server in self.servers:
            server.close()
        for sock in sockets or []:
            sock.close()
        if self.server_state.tasks:
            _ended, late = await asyncio.wait(self.server_state.tasks, timeout=GRACE_SECONDS)
            for task in late:
                task.cancel()


class HttpServer:
    """One app on 127.0.0.1; `port` 0 takes a free one."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self._transports: dict[Any, asyncio.Transport] = {}
        self._server: _Server | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self, app: Starlette) -> None:
        """Listen, from then on `port` is the real one; OSError if it is taken."""
        listening = _bound(self.port)
        self.port = listening.getsockname()[1]
        config = uvicorn.Config(
            app,
            http=_noting(self._transports),
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
        )
        self._server = _Server(config)
        self._task = asyncio.create_task(self._server.serve(sockets=[listening]))
        await self._server.listening.wait()

    async def stop(self) -> None:
        """Drop all connections and end."""
        if self._server is None or self._task is None:
            return
        self._server.leaving.set()
        for transport in list(self._transports.values()):
            transport.abort()
        await self._task
        self._server = self._task = None

    def hang_up(self, request: Request) -> None:
        """Drop the connection of this request."""
        transport = self._transports.get(tuple(request.client or ()))
        if transport is not None:
            transport.abort()


def _bound(port: int) -> socket.socket:
    """A socket on this machine alone; OSError if the port is taken."""
    # named as TCP, or asyncio would leave Nagle's delay of 40 ms in each answer
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HOST, port))
        bound.listen()
    except OSError:
        bound.close()
        raise
    return bound


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
