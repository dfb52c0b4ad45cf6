"""Reading Telegram's updates: what somebody did in their private chat with us."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from telegram import (
    Audio,
    CallbackQuery,
    Chat,
    ChatMemberUpdated,
    Document,
    Message,
    Update,
    User,
    Voice,
)
from telegram.constants import ChatMemberStatus, ChatType

from bot.channels.base import UnreadableUpdate
from bot.messages import Attached, Incoming, IncomingKind
from storage.records import RawUpdate

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
_CHATS = (("message",), ("edited_message",), ("callback_query", "message"), ("my_chat_member",))
_MEMBERSHIP = {
    ChatMemberStatus.BANNED: IncomingKind.BLOCKED,
    ChatMemberStatus.MEMBER: IncomingKind.UNBLOCKED,
}


def update_id(update: Any) -> int | None:
    """Return the number of a raw update, where it has one."""
    found = _at(update, "update_id")
    return found if isinstance(found, int) else None


def raw_update(bot_id: int, update: Any) -> RawUpdate:
    """Make an update fit to be kept. Update ids are counted per bot; one without is recognised by its content."""
    number = update_id(update)
    raw = json.dumps(update)  # in ASCII: half a character, which no text can hold, stays what it is
    key = hashlib.sha256(raw.encode()).hexdigest() if number is None else number
    senders = (_at(update, *path, "chat", "id") for path in _CHATS)
    return RawUpdate(f"{bot_id}:{key}", raw, str(next((each for each in senders if each is not None), "")))


def query_of(update: Any) -> str | None:
    """Return the id of the button press in a raw update, if it is one."""
    found = _at(update, "callback_query", "id")
    return found if isinstance(found, str) else None


def group_of(update: Any) -> int | None:
    """Return the chat of a raw update if we have no business there: a group or a channel."""
    for kind in ("message", "my_chat_member"):
        chat_id, chat_type = _at(update, kind, "chat", "id"), _at(update, kind, "chat", "type")
        left = _at(update, kind, "new_chat_member", "status") in (
            ChatMemberStatus.LEFT,
            ChatMemberStatus.BANNED,
        )
        if (
            isinstance(chat_id, int)
            and isinstance(chat_type, str)
            and chat_type != ChatType.PRIVATE
            and not left
        ):
            return chat_id
    return None


def _at(found: Any, *path: str) -> Any:
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def parse(channel: str, raw: str) -> Incoming | None:
    """Read a raw update. Raises UnreadableUpdate where it is not as the Bot API describes it."""
    try:
        update = Update.de_json(json.loads(raw), None)
        return _incoming(channel, update)
    except Exception as fault:  # noqa: BLE001
        # The library raises whatever its constructors raise; none of it may stop the updates behind this one.
        raise UnreadableUpdate(type(fault).__name__) from None


def _incoming(channel: str, update: Update) -> Incoming | None:
    if update.callback_query is not None:
        return _press(channel, update.callback_query)
    if update.my_chat_member is not None:
        return _membership(channel, update.my_chat_member)
    message = update.edited_message or update.message
    if message is None or message.from_user is None or not _is_private(message.chat, message.from_user):
        return None
    return _edit(channel, message) if update.edited_message is not None else _message(channel, message)


def _is_private(chat: Chat, user: User) -> bool:
    return chat.type == ChatType.PRIVATE and not user.is_bot


def _press(channel: str, query: CallbackQuery) -> Incoming | None:
    message = query.message
    if message is None or query.data is None or not _is_private(message.chat, query.from_user):
        return None
    return Incoming(
        channel,
        str(message.chat.id),
        IncomingKind.PRESS,
        data=query.data,
        message_ref=str(message.message_id),
        language=query.from_user.language_code or "",
    )


def _membership(channel: str, changed: ChatMemberUpdated) -> Incoming | None:
    kind = _MEMBERSHIP.get(ChatMemberStatus(changed.new_chat_member.status))
    if kind is None or not _is_private(changed.chat, changed.from_user):
        return None
    return Incoming(channel, str(changed.chat.id), kind, language=changed.from_user.language_code or "")


def _edit(channel: str, message: Message) -> Incoming | None:
    """Read an edited text, or a file and what stands below it: both may be others now.

    A live location that moves is an edit too, and none of our business.
    """
    files = _files(message)
    if message.video is not None or message.animation is not None:
        files = (Attached("", "video/mp4"),)  # nothing that is taken in, in place of what perhaps was
    words = message.caption or "" if files else message.text
    return None if words is None else _heard(channel, message, IncomingKind.EDIT, text=words, files=files)


def _message(channel: str, message: Message) -> Incoming | None:
    if message.text is not None:
        return _heard(channel, message, IncomingKind.TEXT, text=message.text)
    if message.location is not None:
        place = message.location
        return _heard(
            channel, message, IncomingKind.LOCATION, latitude=place.latitude, longitude=place.longitude
        )
    if message.effective_attachment is not None:
        return _heard(
            channel,
            message,
            IncomingKind.MEDIA,
            text=message.caption or "",
            files=_files(message),
            album=message.media_group_id or "",
        )
    return None


def _files(message: Message) -> tuple[Attached, ...]:
    """Name the file of a message; a moving picture is a film to Telegram, and also a document."""
    if message.photo:
        largest = max(message.photo, key=lambda each: each.width * each.height)
        return (Attached(largest.file_id, "image/jpeg", largest.file_size or 0, largest.file_unique_id),)
    if message.voice is not None:
        return (_attached(message.voice, "audio/ogg"),)
    if message.audio is not None:
        return (_attached(message.audio, "audio/mpeg"),)
    if message.document is not None and message.animation is None:
        return (_attached(message.document, "application/octet-stream"),)
    return ()


def _attached(found: Voice | Audio | Document, otherwise: str) -> Attached:
    kind = found.mime_type or otherwise
    return Attached(found.file_id, kind, found.file_size or 0, found.file_unique_id)


def _heard(channel: str, message: Message, kind: IncomingKind, **what: Any) -> Incoming:
    user = message.from_user
    about, quoted = _quoted(message.reply_to_message)
    return Incoming(
        channel,
        str(message.chat.id),
        kind,
        message_ref=str(message.message_id),
        language=(user.language_code if user else None) or "",
        about=about,
        quoted=quoted,
        **what,
    )


def _quoted(ours: Message | None) -> tuple[str, str]:
    """Return which message of ours is replied to, and the data of the first button below it; nothing for their own."""
    if ours is None or ours.from_user is None or not ours.from_user.is_bot:
        return "", ""
    rows = ours.reply_markup.inline_keyboard if ours.reply_markup else ()
    found = next(
        (each.callback_data for row in rows for each in row if isinstance(each.callback_data, str)), ""
    )
    return str(ours.message_id), found
