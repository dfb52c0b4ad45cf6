"""Reading signal-cli's envelopes: what somebody did in their chat with us."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from typing import Any

from bot.channels.base import UnreadableUpdate
from bot.messages import Attached, Incoming, IncomingKind
from storage.records import RawUpdate

LONG_TEXT = "text/x-signal-plain"
"""A text of over 2,000 bytes has an attachment of this type that holds the whole; before 0.14.0 it is cut itself."""
CUT = " […]"
NEW_IDENTITY = "UntrustedIdentityException"

_KINDS = ("exception", "editMessage", "reaction", "remoteDelete", "dataMessage")
_SHOWN = ("attachments", "sticker", "contacts", "pollCreate", "payment")
"""What is sent in place of words, or with them."""
_PLACE = re.compile(
    r"\s*https://maps\.google\.com/maps\?q=(-?\d{1,3}(?:\.\d+)?)(?:,|%2C)(-?\d{1,3}(?:\.\d+)?)\s*"
)
"""A place that somebody shares comes as a link. Words before it may be the place's name or the person's own: they count."""


def raw_update(account: str, notification: Any) -> RawUpdate:
    """Make an envelope fit to be kept. It is recognised by account, sender, their device, its moment and its kind.

    One without these is recognised by its content. The key is hashed: it stays when the envelope has been erased.
    """
    raw = json.dumps(notification)  # ASCII: half of a character, which JSON may hold, can be stored so
    envelope = _at(notification, "envelope")
    marks = [_at(envelope, name) for name in ("sourceUuid", "sourceDevice", "timestamp")]
    known = not any(mark is None for mark in marks)
    key = ":".join([account, *map(str, marks), _kind(notification)]) if known else raw
    return RawUpdate(hashlib.sha256(key.encode()).hexdigest(), raw, str(marks[0] or ""))


def says_nothing(channel: str, notification: Any) -> bool:
    """Whether there is nothing to do (a receipt, somebody typing, a group): such is not even kept."""
    try:
        return parse(channel, json.dumps(notification)) is None
    except UnreadableUpdate:
        return False


def seen(notification: Any) -> tuple[str, int] | None:
    """Return sender and moment of what a person would see as a message of theirs, for a read receipt."""
    envelope = _at(notification, "envelope")
    sender = _at(envelope, "sourceUuid")
    data = _at(envelope, "editMessage", "dataMessage") or _at(envelope, "dataMessage")
    moment = _at(data, "timestamp")
    is_message = _kind(notification) in {"editMessage", "dataMessage"}
    return (sender, moment) if is_message and isinstance(sender, str) and isinstance(moment, int) else None


def long_text(notification: Any) -> tuple[str, str, int] | None:
    """Return the id of the attachment that holds the whole text, who sent it, and its size, where the text was cut."""
    data = _data(notification)
    sender = _at(notification, "envelope", "sourceUuid")
    for each in _at(data, "attachments") or ():
        found = _at(each, "id")
        if _at(each, "contentType") == LONG_TEXT and isinstance(found, str) and isinstance(sender, str):
            size = _at(each, "size")
            return found, sender, size if isinstance(size, int) else 0
    return None


def whole_text(notification: Any) -> str | None:
    """Return a long text where it stands whole in the envelope: the attachment beside it is no longer."""
    data = _data(notification)
    text = _at(data, "message")
    for each in _at(data, "attachments") or ():
        size = _at(each, "size")
        if _at(each, "contentType") == LONG_TEXT and isinstance(size, int) and isinstance(text, str):
            return text if 0 < size <= len(text.encode("utf-8", "surrogatepass")) else None
    return None


def lengthen(notification: Any, text: str | None) -> None:
    """Put the whole text in; None where it could not be had, which the reader must see."""
    data = _data(notification)
    data["message"] = (data.get("message") or "") + CUT if text is None else text
    data["attachments"] = [each for each in data["attachments"] if _at(each, "contentType") != LONG_TEXT]


def parse(channel: str, raw: str) -> Incoming | None:
    """Read an envelope; None where there is nothing to do. Raises UnreadableUpdate where it is not as recorded."""
    try:
        return _incoming(channel, json.loads(raw))
    except UnreadableUpdate:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        raise UnreadableUpdate(type(fault).__name__) from None


def _incoming(channel: str, notification: Any) -> Incoming | None:
    envelope = notification["envelope"]
    edit, data = envelope.get("editMessage"), envelope.get("dataMessage")
    exception = notification.get("exception")
    if exception is None and edit is None and data is None:
        return None  # a receipt, typing, a call, or what our own other devices did
    sender = envelope.get("sourceUuid")
    if not isinstance(sender, str) or not sender:
        raise UnreadableUpdate("no_sender")
    if exception is not None:
        new = exception["type"] == NEW_IDENTITY
        return Incoming(channel, sender, IncomingKind.NEW_IDENTITY, buttons=False) if new else None
    heard = _message(channel, sender, data) if edit is None else _edit(channel, sender, edit)
    return None if heard is None else replace(heard, waited=_waited(envelope))


def _waited(envelope: dict[str, Any]) -> float:
    """Return for how many seconds an envelope lay at Signal, by the clock of its server alone; 0 where it does not say."""
    came, went = envelope.get("serverReceivedTimestamp"), envelope.get("serverDeliveredTimestamp")
    if isinstance(came, int) and isinstance(went, int) and came > 0:
        return max(went - came, 0) / 1000
    return 0.0


def _edit(channel: str, sender: str, edit: dict[str, Any]) -> Incoming | None:
    data = edit["dataMessage"]
    if data.get("groupInfo") or not (data.get("message") or _files(data)):
        return None
    return _heard(
        channel,
        sender,
        data,
        IncomingKind.EDIT,
        text=_whole(data.get("message") or ""),
        message_ref=_ref(edit["targetSentTimestamp"]),
        version_ref=_ref(data["timestamp"]),
    )


def _message(channel: str, sender: str, data: dict[str, Any]) -> Incoming | None:
    if data.get("groupInfo"):
        return None
    if (reaction := data.get("reaction")) is not None:
        return _reaction(channel, sender, data, reaction)
    if (gone := data.get("remoteDelete")) is not None:
        ref = _ref(gone["timestamp"])
        return _heard(channel, sender, data, IncomingKind.WITHDRAWAL, message_ref=ref)
    text = _whole(data.get("message") or "")
    what = {"message_ref": _ref(data["timestamp"]), "about": _quoted(sender, data)}
    if (place := _PLACE.fullmatch(text)) is not None:
        there = {"latitude": float(place[1]), "longitude": float(place[2])}
        return _heard(channel, sender, data, IncomingKind.LOCATION, **what, **there)
    if any(data.get(name) for name in _SHOWN):
        return _heard(channel, sender, data, IncomingKind.MEDIA, text=text, files=_files(data), **what)
    return _heard(channel, sender, data, IncomingKind.TEXT, text=text, **what) if text else None


def _reaction(channel: str, sender: str, data: dict[str, Any], reaction: dict[str, Any]) -> Incoming | None:
    if reaction.get("targetAuthorUuid") == sender:
        return None  # to what they wrote themselves
    return _heard(
        channel,
        sender,
        data,
        IncomingKind.UNREACTION if reaction.get("isRemove") else IncomingKind.REACTION,
        text=_whole(reaction["emoji"]),
        message_ref=_ref(data["timestamp"]),
        about=_ref(reaction["targetSentTimestamp"]),
    )


def _files(data: dict[str, Any]) -> tuple[Attached, ...]:
    """Name what can be fetched; not what its sender lets be looked at only once."""
    if data.get("viewOnce"):
        return ()
    return tuple(
        Attached(each["id"], str(each.get("contentType") or ""), int(each.get("size") or 0))
        for each in data.get("attachments") or ()
        if isinstance(each.get("id"), str) and each.get("contentType") != LONG_TEXT
    )


def _quoted(sender: str, data: dict[str, Any]) -> str:
    """Return our message that is quoted, "" where it is none of ours."""
    quote = data.get("quote")
    return "" if quote is None or quote.get("authorUuid") == sender else _ref(quote["id"])


def _heard(channel: str, sender: str, data: dict[str, Any], kind: IncomingKind, **what: Any) -> Incoming:
    keeps = not data.get("expiresInSeconds")
    return Incoming(channel, sender, kind, buttons=False, keeps=keeps, **what)


def _ref(moment: Any) -> str:
    """Name a message by its moment in milliseconds, as Signal does."""
    if not isinstance(moment, int):
        raise UnreadableUpdate("no_moment")
    return str(moment)


def _whole(text: str) -> str:
    """Replace halves of characters: no database would take them."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _kind(notification: Any) -> str:
    envelope = _at(notification, "envelope")
    data = _at(envelope, "dataMessage")
    found = (
        name for name in _KINDS if any(_at(part, name) is not None for part in (notification, envelope, data))
    )
    return next(found, "other")


def _data(notification: Any) -> Any:
    envelope = _at(notification, "envelope")
    return _at(envelope, "editMessage", "dataMessage") or _at(envelope, "dataMessage")


def _at(found: Any, *path: str) -> Any:
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found
