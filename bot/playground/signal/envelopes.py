"""What comes from people's phones, in the shapes of signal-cli: the part of an envelope that says what happened."""

from __future__ import annotations

from typing import Any

from bot.playground.signal.chat import SignalChat

Json = dict[str, Any]
SHORT = 2000  # bytes; a longer text has an attachment beside it, which before 0.14.0 alone holds the whole
WHOLE_TEXTS = (0, 14, 0)
MARKED_TIMERS = (0, 13, 21)


def data_message(chat: SignalChat, stamp: int, text: str | None, **more: Any) -> Json:
    """Something written, or a sign on something written."""
    fields = {"timestamp": stamp, "message": text, "expiresInSeconds": chat.expiration, "viewOnce": False}
    return {"dataMessage": {**fields, **more}}


def reaction(emoji: str, target: int, number: str | None, uuid: str, *, remove: bool = False) -> Json:
    """An emoji on a message, or its end; `number` and `uuid` are of who wrote the message."""
    author = {"targetAuthor": number or uuid, "targetAuthorNumber": number, "targetAuthorUuid": uuid}
    return {"reaction": {"emoji": emoji, **author, "targetSentTimestamp": target, "isRemove": remove}}


def quote(text: str, target: int, number: str | None, uuid: str) -> Json:
    """The message that is answered; `number` and `uuid` are of who wrote it."""
    author = {"author": number or uuid, "authorNumber": number, "authorUuid": uuid}
    return {"quote": {"id": target, **author, "text": text, "attachments": []}}


def edit(target: int, inner: Json) -> Json:
    """A new version; `target` is the version before it."""
    return {"editMessage": {"targetSentTimestamp": target, **inner}}


def timer(chat: SignalChat, stamp: int, release: tuple[int, ...]) -> Json:
    """The person has set after how long messages vanish."""
    marked = {"isExpirationUpdate": True} if release >= MARKED_TIMERS else {}
    return data_message(chat, stamp, None, **marked)


def delivered(target: int, when: int) -> Json:
    """A phone has received a message of the bot."""
    return _receipt("isDelivery", target, when)


def read(target: int, when: int) -> Json:
    """A person has read a message of the bot."""
    return _receipt("isRead", target, when)


def _receipt(what: str, target: int, when: int) -> Json:
    kinds = {"isDelivery": False, "isRead": False, "isViewed": False, what: True}
    return {"receiptMessage": {"when": when, **kinds, "timestamps": [target]}}


def cut(text: str, release: tuple[int, ...]) -> tuple[str, bytes | None]:
    """The text that stands in the envelope, and the whole where it comes as an attachment."""
    data = text.encode()
    if len(data) <= SHORT:
        return text, None
    if release >= WHOLE_TEXTS:  # both: the attachment that the phone made of it stays listed
        return text, data
    return data[:SHORT].decode(errors="ignore"), data
