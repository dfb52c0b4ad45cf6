"""The local port at which a web server hands Telegram's requests on, when webhooks are used instead of polling."""

from __future__ import annotations

import asyncio

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.base import Keep
from bot.channels.telegram import TelegramChannel
from bot.sending import SendError
from bot.serving import listen

log = structlog.get_logger()

HOST = "127.0.0.1"
LARGEST = 1_000_000
"""Bytes of one update; Telegram's are far smaller."""
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
"""Seconds before Telegram is told again where to push."""


async def serve(channel: TelegramChannel, url: str, port: int, keep: Keep) -> None:
    """Listen on this machine for ever, and tell Telegram to push to `url`. Raises SendError, `permanent`, and OSError.

    Telegram is told only when we listen: a push that finds nobody would be repeated later and later. While it cannot be
    told we listen all the same: another worker may have told it.
    """

    async def listening(_: int) -> None:
        await _told(channel, url)

    await listen(door(channel, keep), HOST, port, listening)


async def _told(channel: TelegramChannel, url: str) -> None:
    """Tell Telegram where to push, again and again unless it does not take that. Raises SendError, `permanent`."""
    wait = FIRST_WAIT
    while True:
        try:
            return await channel.use_webhook(url)
        except SendError as fault:
            if fault.permanent:
                raise
            log.warning("channel.no_webhook", channel=channel.name, fault=fault.fault)
            await asyncio.sleep(max(wait, fault.retry_in or 0.0))
        wait = min(wait * 2, LONGEST_WAIT)


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
