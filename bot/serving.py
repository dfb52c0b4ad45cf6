"""Listening with HTTP inside our own event loop: the signals of the process stay with the app."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

STOP_SECONDS = 2
"""How long a request that is being answered may hold up our end."""


class _Server(uvicorn.Server):
    """Leaves the signals of the process to the app, and tells when it listens."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[int], Awaitable[None]]) -> None:
        super().__init__(config)
        self._listening = listening

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to the app, which takes everything down in order."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        await self._listening(sockets[0].getsockname()[1] if sockets else 0)


async def listen(app: Starlette, host: str, port: int, listening: Callable[[int], Awaitable[None]]) -> None:
    """Answer requests for ever; `listening` is awaited with the port once we do. Raises OSError, and what it raises."""
    config = uvicorn.Config(
        app,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    server = _Server(config, listening)
    try:
        await server.serve(sockets=[_bound(host, port)])
    finally:
        if server.started:
            await server.shutdown()


def _bound(host: str, port: int) -> socket.socket:
    """Take the port ourselves: uvicorn would end the whole process where it is taken. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
    except OSError:
        taken.close()
        raise
    return taken
