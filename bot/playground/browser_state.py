"""Everything that the page shows, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.playground.chat import Chat, Message
from bot.playground.shown import Button, shown
from bot.playground.signal.page_state import signal_phones
from bot.playground.signal.world import SignalWorld
from bot.playground.world import World

Json = dict[str, Any]
CLOCK_DEFAULTS = {"running": False, "next_event": None, "next_session_eve": None}


def page_state(world: World, clock: Json, signal: SignalWorld | None = None) -> Json:
    """The clock, the phones in the order in which they were added (Signal's at the end), and the version of it all."""
    zone = ZoneInfo(clock["zone"])
    local = _local(world.now(), zone, "EEE d MMM yyyy HH:mm")
    return {
        "clock": {"local": local, **CLOCK_DEFAULTS, **clock},
        "phones": [
            *(_phone(world, chat, zone) for chat in world.chats.values()),
            *(signal_phones(signal, zone) if signal is not None else []),
        ],
        "signal": signal is not None,
        "version": world.version,
        "bot": {"name": world.bot_name, "username": world.bot_username},
    }


def _phone(world: World, chat: Chat, zone: ZoneInfo) -> Json:
    commands = world.menus.seen_by(chat.chat_id, chat.language)
    return {
        "id": f"telegram/{chat.name}",
        "app": "telegram",
        "name": chat.name,
        "title": chat.title,
        "language": chat.language,
        "blocked": chat.blocked,
        "started": chat.started,
        "start_link": chat.start_link,
        "commands": [{"command": item.command, "description": item.description} for item in commands],
        "messages": [_message(message, zone) for message in chat.messages.values()],
        "notifications": [
            {"text": note.text, "time": _local(note.at, zone, "HH:mm")} for note in chat.notifications
        ],
        "toasts": list(chat.toasts),
    }


def _message(message: Message, zone: ZoneInfo) -> Json:
    seen = shown(message)
    url = None if message.file is None else f"/api/files/{message.file.file_id}"
    return {
        "id": seen.message_id,
        "from_bot": seen.from_bot,
        "html": seen.html or _wordless(message),
        "buttons": [[_button(button) for button in row] for row in seen.buttons],
        "photo": url if seen.photo is not None else None,
        "document": None if seen.document is None else {"name": seen.document.name, "url": url},
        "edited": seen.edited,
        "protected": seen.protected,
        "time": _local(seen.date, zone, "HH:mm"),
        "day": _local(seen.date, zone, "EEE d MMM"),
        "notification": seen.notification,
    }


def _button(button: Button) -> Json:
    return {
        "text": button.text,
        "data": button.data,
        "url": button.url,
        "style": button.style,
        "copies": button.copies,
    }


def _wordless(message: Message) -> str:
    """What stands for a message without words or picture."""
    if "location" in message.extra:
        place = message.extra["location"]
        return f"<i>location {place['latitude']:.3f}, {place['longitude']:.3f}</i>"
    return "".join(f"<i>{kind}</i>" for kind in message.extra)


def _local(moment: datetime, zone: ZoneInfo, pattern: str) -> str:
    return format_datetime(moment, pattern, tzinfo=zone, locale="en")
