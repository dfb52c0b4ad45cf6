"""A private chat between one person and the bot, and the messages in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.playground.entities import Formatted, stretch, to_html
from bot.playground.files import File, photo_sizes
from bot.playground.person import Person, beginning

HIDDEN = "░"

Json = dict[str, Any]


@dataclass
class Message:
    """One message as the server keeps it; what a person sends is `from_bot=False`."""

    message_id: int
    from_bot: bool
    date: datetime
    body: Formatted
    keyboard: Json | None = None
    file: File | None = None
    extra: Json = field(default_factory=dict)
    edited_at: datetime | None = None
    protected: bool = False
    silent: bool = False
    editable: bool = True
    notification: str | None = None

    @property
    def html(self) -> str:
        """The text with Telegram's tags, safe to show."""
        return to_html(self.body)

    def buttons(self) -> list[list[Json]]:
        """The rows of the inline keyboard."""
        return self.keyboard["inline_keyboard"] if self.keyboard else []

    def content(self) -> Json:
        """The fields of a Message that say what it contains."""
        content: Json = dict(self.extra)
        text, entities = ("text", "entities") if self.file is None else ("caption", "caption_entities")
        if self.body.text:
            content[text] = self.body.text
        if self.body.entities:
            content[entities] = list(self.body.entities)
        if self.file is not None:
            content[self.file.kind] = (
                photo_sizes(self.file) if self.file.kind == "photo" else self._file_json(self.file)
            )
        return content

    def _file_json(self, file: File) -> Json:
        if file.kind == "document":
            return {**file.as_json(), "file_name": file.name, "mime_type": file.content_type}
        if file.kind in ("voice", "audio"):
            return {**file.as_json(), "duration": 3, "mime_type": file.content_type}
        return file.as_json()

    def preview(self) -> str:
        """What a lock screen shows of it: the beginning, on one line, spoilers hidden."""
        text = self.body.text
        for entity in self.body.entities:
            if entity["type"] == "spoiler":
                hidden = stretch(self.body.text, entity)
                text = text.replace(hidden, HIDDEN * len(hidden))
        return beginning(text) or (self.file.kind.title() if self.file else "")


@dataclass
class Chat(Person):
    """A person and their chat with the bot; the person's id is the chat's id."""

    chat_id: int
    messages: dict[int, Message] = field(default_factory=dict)
    last_id: int = 0
    toasts: list[str] = field(default_factory=list)

    def user(self) -> Json:
        """The person as a User."""
        return {"id": self.chat_id, "is_bot": False, "first_name": self.name, "language_code": self.language}

    def as_json(self) -> Json:
        """The chat as a Chat."""
        return {"id": self.chat_id, "type": "private", "first_name": self.name}

    def add(self, message: Message) -> Message:
        """Put a message at the end, with the notification that it causes."""
        self.messages[message.message_id] = message
        if message.from_bot:
            message.notification = message.preview()
            self.notify(message.notification, message.date)
        return message

    def next_id(self) -> int:
        """A message id that is higher than any before."""
        self.last_id += 1
        return self.last_id
