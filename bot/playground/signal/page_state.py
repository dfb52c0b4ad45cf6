"""Everything that the page shows of Signal phones, as JSON in the shape of the other phones."""

from __future__ import annotations

import textwrap
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.playground.signal.chat import Message, SignalChat
from bot.playground.signal.shown import shown
from bot.playground.signal.world import SignalWorld

Json = dict[str, Any]
QUOTED = 60
"""As much as is shown of a message that is quoted."""


def signal_phones(world: SignalWorld, zone: ZoneInfo) -> list[Json]:
    """The phones in the order in which they were added."""
    return [_phone(world, chat, zone) for chat in world.people.values()]


def _phone(world: SignalWorld, chat: SignalChat, zone: ZoneInfo) -> Json:
    return {
        "id": f"signal/{chat.name}",
        "app": "signal",
        "name": chat.name,
        "title": chat.title,
        "language": chat.language,
        "blocked": chat.blocked,
        "registered": chat.registered,
        "started": chat.started,
        "start_link": chat.start_link,
        "timer": chat.expiration,
        "commands": [],
        "messages": [_message(world, chat, message, zone) for message in chat.shown(world.now())],
        "notifications": [
            {"text": note.text, "time": format_datetime(note.at, "HH:mm", tzinfo=zone, locale="en")}
            for note in chat.notifications
        ],
        "toasts": [],
    }


def _message(world: SignalWorld, chat: SignalChat, message: Message, zone: ZoneInfo) -> Json:
    seen = shown(message)
    files = [{"name": file.name, "url": f"/api/signal-files/{file.id}"} for file in message.attachments]
    quoted = None if message.quote is None else chat.messages.get(message.quote)
    return {
        "id": seen.timestamp,
        "from_bot": seen.from_bot,
        "html": seen.html or ("" if seen.photo else "<i>voice message</i>"),
        "buttons": [],
        "photo": files[0]["url"] if seen.photo is not None else None,
        "document": files[0] if seen.document is not None and seen.document.name else None,
        "edited": seen.edited,
        "protected": False,
        "deleted": seen.deleted,
        "notice": seen.notice,
        "quote": None if quoted is None else textwrap.shorten(shown(quoted).text, QUOTED, placeholder="…"),
        "reactions": list(seen.reactions.values()),
        "reacted": seen.reactions.get("person"),
        "read": bool(seen.marks) and not seen.from_bot,
        "editable": not seen.from_bot and bool(seen.text) and message.editable(world.now()),
        "vanishes": bool(seen.expires_in),
        "time": format_datetime(seen.date, "HH:mm", tzinfo=zone, locale="en"),
        "day": format_datetime(seen.date, "EEE d MMM", tzinfo=zone, locale="en"),
        "notification": seen.notification,
    }
