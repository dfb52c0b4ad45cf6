"""A person at Signal, their chat with the bot, and the messages in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.playground.entities import Formatted
from bot.playground.person import Person, beginning

Json = dict[str, Any]
EDITABLE = timedelta(hours=24)
MOST_EDITS = 10
"""Signal's own apps let a message be changed ten times within 24 hours, and do not show what comes later."""


@dataclass(frozen=True)
class Attachment:
    """A file in a message, under the id by which the daemon hands it out."""

    id: str
    name: str
    content_type: str
    data: bytes

    @property
    def is_picture(self) -> bool:
        """Whether a phone shows it in the chat."""
        return self.content_type.startswith("image/")

    def as_json(self) -> Json:
        """The attachment as an envelope names it."""
        return {
            "contentType": self.content_type,
            "filename": self.name or None,
            "id": self.id,
            "size": len(self.data),
            "width": None,
            "height": None,
            "caption": None,
            "uploadTimestamp": None,
        }


@dataclass
class Message:
    """One message in the chat. `versions`: the timestamps of the first and of each edit; `timestamp` is the first.

    `reactions`: an emoji by who gave it, "bot" or "person". `notice`: a line about the chat that nobody wrote.
    """

    timestamp: int
    from_bot: bool
    date: datetime
    body: Formatted
    attachments: tuple[Attachment, ...] = ()
    quote: int | None = None
    expires_in: int = 0
    versions: list[int] = field(default_factory=list)
    reactions: dict[str, str] = field(default_factory=dict)
    marks: set[str] = field(default_factory=set)
    deleted: bool = False
    notice: bool = False
    notification: str | None = None

    def __post_init__(self) -> None:
        self.versions = self.versions or [self.timestamp]

    @property
    def newest(self) -> int:
        """The timestamp of the newest version."""
        return self.versions[-1]

    def preview(self) -> str:
        """What a lock screen shows of it: the beginning, on one line."""
        return beginning(self.body.text) or ("Photo" if self.attachments else "")

    def gone(self, now: datetime) -> bool:
        """Whether its time is over and it has vanished from the phone."""
        return bool(self.expires_in) and now >= self.date + timedelta(seconds=self.expires_in)

    def editable(self, now: datetime) -> bool:
        """Whether Signal's apps would still show a change of it."""
        return not self.deleted and now < self.date + EDITABLE and len(self.versions) <= MOST_EDITS


@dataclass
class SignalChat(Person):
    """A person and their chat with the bot. `uuid`: their account, which outlives numbers and names.

    `trusted`: the daemon knows their safety number. `undecrypted`: what came under an unknown one, and when.
    `heard`: receipts of the bot, as (type, timestamps). `names_first`: the phone goes on naming a message that was
    edited by its first timestamp.
    """

    uuid: str
    number: str | None = None
    registered: bool = True
    trusted: bool = True
    typing: bool = False
    names_first: bool = False
    expiration: int = 0
    messages: dict[int, Message] = field(default_factory=dict)
    undecrypted: list[tuple[datetime, Json]] = field(default_factory=list)
    heard: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)

    def find(self, version: int, *, from_bot: bool | None = None) -> Message | None:
        """The message that has a version of this timestamp."""
        for message in self.messages.values():
            if version in message.versions and from_bot in (None, message.from_bot) and not message.notice:
                return message
        return None

    def add(self, message: Message) -> Message:
        """Put a message at the end, with the notification that it causes."""
        self.messages[message.timestamp] = message
        if message.from_bot and not message.notice:
            message.notification = message.preview()
            self.notify(message.notification, message.date)
        return message

    def shown(self, now: datetime) -> list[Message]:
        """What has not vanished yet, oldest first."""
        return [message for message in self.messages.values() if not message.gone(now)]
