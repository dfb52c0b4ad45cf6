"""Listening on every channel, each in the way of its service, by as many workers as the service allows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import structlog

from bot.app import App
from bot.channels.base import Channel, Keep
from bot.channels.telegram import TelegramChannel
from bot.doors import LONGEST_WAIT
from bot.sending import SendError
from bot.settings import SettingsError
from bot.webhook import serve
from storage.records import RawUpdate

log = structlog.get_logger()

LISTENING = "listening"
KeepOf = Callable[[str, Sequence[RawUpdate]], Awaitable[None]]
"""Stores what was heard on a channel of this name."""


async def listen(app: App, keep: KeepOf) -> None:
    """Listen on all channels until cancelled. One whose service is away holds up no other."""
    async with asyncio.TaskGroup() as tasks:
        for channel in app.channels.values():
            tasks.create_task(_listen(app, channel, partial(keep, channel.name)))


async def _listen(app: App, channel: Channel, keep: Keep) -> None:
    """Listen by webhook on every worker, or ask for news on one; tell strangers' menus first."""
    await _opened(app, channel.name)
    await app.deliverer.prepare(channel.name)
    settings = app.settings
    if isinstance(channel, TelegramChannel) and settings.telegram_webhook_url:
        await _serve(app, channel, keep)
    else:
        await app.crew.while_leading(f"{LISTENING}:{channel.name}", lambda: _ask_for_news(app, channel, keep))


async def _serve(app: App, channel: TelegramChannel, keep: Keep) -> None:
    """Listen by webhook; where that cannot be, but there is another channel, try again and again.

    Raises SendError and SettingsError where there is none.
    """
    settings = app.settings
    port = settings.telegram_webhook_port
    while True:
        try:
            return await serve(channel, settings.telegram_webhook_url, port, keep)
        except SendError as fault:
            if len(app.channels) == 1:
                raise
            log.error("channel.no_webhook", channel=channel.name, fault=fault.fault)
        except OSError as fault:
            if len(app.channels) == 1:
                raise SettingsError(
                    f"TELEGRAM_WEBHOOK_PORT {port} cannot be opened ({fault.strerror}): choose another, and pass Telegram's "
                    "requests on to it."
                ) from fault
            log.error("channel.no_webhook_port", channel=channel.name, port=port, fault=fault.strerror)
        await asyncio.sleep(LONGEST_WAIT)


async def _opened(app: App, name: str) -> None:
    """Wait until a service has answered for the first time; its silence until then is seen at the health port."""
    app.station.vitals.listened(name)
    try:
        await app.doors.opened(name)
    finally:
        app.station.vitals.stopped_listening(name)


async def _ask_for_news(app: App, channel: Channel, keep: Keep) -> None:
    vitals = app.station.vitals
    vitals.listened(channel.name)
    try:
        await channel.run(keep)
    finally:
        vitals.stopped_listening(channel.name)
