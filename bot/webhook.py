"""The local port at which a web server hands Telegram's requests on, when webhooks are used instead of polling."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.base import Keep
from bot.channels.telegram import TelegramChannel
from bot.serving import listen

HOST = "127.0.0.1"
LARGEST = 1_000_000
"""Bytes of one update; Telegram's are far smaller."""


async def serve(channel: TelegramChannel, url: str, port: int, keep: Keep) -> None:
    """Listen on this machine for ever, and tell Telegram to push to `url`. Raises SendError, OSError.

    Telegram is told only when we listen: a push that finds nobody would be repeated later and later.
    """

    async def listening(_: int) -> None:
        await channel.use_webhook(url)

    await listen(door(channel, keep), HOST, port, listening)


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
