"""What comes in, what goes out, and the questions of ours that wait for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any


class Lane(IntEnum):
    """Which sending budget a message draws on; a reply never waits behind reminders."""

    REPLY = 0
    REMINDER = 1


class InboxState(StrEnum):
    """The life of an update on its way in."""

    NEW = "new"
    DONE = "done"
    DEAD = "dead"


class OutboxState(StrEnum):
    """The life of a message on its way out."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    DEAD = "dead"
    CANCELLED = "cancelled"


class PromptState(StrEnum):
    """Whether a bare number may answer a message with choices."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class RawUpdate:
    """An update as its service gave it. `key` recognises a repeat; `sender` is the address it comes from, or ""."""

    key: str
    raw: str
    sender: str


@dataclass(frozen=True)
class InboxUpdate:
    """A raw update, stored before it was confirmed to its service. `raw` is JSON text.

    `fault`: why a file that belongs to it could not be had.
    """

    id: int
    channel: str
    update_key: str
    raw: str
    received_at: datetime
    attempts: int
    fault: str | None = None


@dataclass(frozen=True)
class NewMessage:
    """A message to be put into the outbox. `payload` is a JSON object; times are UTC."""

    channel: str
    chat_key: str
    address: str
    payload: dict[str, Any]
    lane: Lane = Lane.REPLY
    person_id: int | None = None
    unasked: bool = False
    resend_if_uncertain: bool = True
    dedupe_key: str | None = None
    not_before: datetime | None = None
    expires_at: datetime | None = None
    subject: str | None = None


@dataclass(frozen=True)
class OutboxMessage:
    """A claimed message. `subject` ("moment:12,13") says whose state its receipt changes."""

    id: int
    channel: str
    chat_key: str
    address: str
    lane: Lane
    person_id: int | None
    payload: dict[str, Any]
    attempts: int
    resend_if_uncertain: bool
    maybe_sent: bool
    unasked: bool
    subject: str | None
    created_at: datetime
    expires_at: datetime | None
    dedupe_key: str | None = None


@dataclass(frozen=True)
class Prompt:
    """A message of ours whose choices are answered by words.

    `content` is `{"title", "options": [[key, label, data], …]}`, where `key` is the number to be typed and "" stands
    for a choice that has only its label. `topic` names what all its choices are about, if that is one thing. `fresh`:
    nothing was typed since, and nothing came long after it. `answered_by` is the message (or reaction) that answered it, `answer` the data it meant.
    """

    id: int
    ref: str
    topic: str
    content: dict[str, Any]
    many: bool
    state: PromptState
    fresh: bool
    answered_by: str | None
    answer: str | None
    sent_at: datetime
