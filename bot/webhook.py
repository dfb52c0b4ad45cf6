"""The local port at which a web server hands Telegram's requests on, when webhooks are used instead of polling."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.base import Keep
from bot.channels.telegram import TelegramChannel

HOST = "127.0.0.1"
LARGEST = 1_000_000
"""Bytes of one update; Telegram's are far smaller."""
STOP_SECONDS = 2
"""How long an update that is being taken may hold up our end."""


class _Server(uvicorn.Server):
    """Leaves the signals of the process to the app, and tells when it listens."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self._listening = listening

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to the app, which takes everything down in order."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        await self._listening()


async def serve(channel: TelegramChannel, url: str, port: int, keep: Keep) -> None:
    """Listen on this machine for ever, and tell Telegram to push to `url`. Raises SendError, OSError.

    Telegram is told only when we listen: a push that finds nobody would be repeated later and later.
    """
    config = uvicorn.Config(
        door(channel, keep),
        host=HOST,
        port=port,
        ws="none",
        lifespan="off",
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    server = _Server(config, lambda: channel.use_webhook(url))
    try:
        await server.serve(sockets=[_bound(port)])
    finally:
        if server.started:
            await server.shutdown()


def _bound(port: int) -> socket.socket:
    """Take the port ourselves: uvicorn would end the whole process where it is taken. Raises OSError."""
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((HOST, port))
    except OSError:
        taken.close()
        raise
    return taken


def door(channel: TelegramChannel, keep: Keep) -> Starlette:
    """Build the web app: every POST is an update, whatever its path; the secret header decides."""

    async def receive(request: Request) -> Response:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                return Response(status_code=413)
        secret = request.headers.get("x-telegram-bot-api-secret-token", "")
        return Response(status_code=await channel.receive(bytes(body), secret, keep))

    return Starlette(routes=[Route("/{path:path}", receive, methods=["POST"])])
