"""All that exists in the stand-in: people, chats, files, menus and the queue; no HTTP."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.playground.chat import Chat, Message
from bot.playground.errors import bad_request, forbidden
from bot.playground.files import Files
from bot.playground.menus import Menus
from bot.playground.record import Record
from bot.playground.updates import UpdateQueue

Json = dict[str, Any]


@dataclass
class Webhook:
    """Where updates are pushed; an empty address means that they are fetched."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error_at: datetime | None = None
    last_error: str = ""


@dataclass
class Press:
    """A button press that waits for its answer."""

    chat: Chat
    at: datetime
    answered: bool = False


@dataclass
class World(Record):
    """The state behind the Bot API, of one bot."""

    bot_id: int
    bot_username: str
    bot_name: str
    now: Callable[[], datetime]
    chats: dict[int, Chat] = field(default_factory=dict)
    files: Files = field(default_factory=Files)
    menus: Menus = field(default_factory=Menus)
    updates: UpdateQueue = field(default_factory=UpdateQueue)
    webhook: Webhook = field(default_factory=Webhook)
    presses: dict[str, Press] = field(default_factory=dict)
    profile: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int | None, Json] = field(default_factory=dict)
    closed: bool = False

    def close(self) -> None:
        """Let everybody who waits go."""
        self.closed = True
        self.changed()

    def person(self, name: str, language: str, title: str) -> Chat:
        """The person of this name, new or known; the id depends on the name alone."""
        chat_id = 100_000_000 + int(hashlib.sha256(name.encode()).hexdigest(), 16) % 900_000_000
        if chat_id not in self.chats:
            self.chats[chat_id] = Chat(chat_id, name=name, language=language, title=title)
            self.changed()
        return self.chats[chat_id]

    def chat(self, chat_id: int | str) -> Chat:
        """The chat that a request names; RefusalError 400 if there is none."""
        found = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if found is None:
            raise bad_request("chat not found")
        return found

    def reachable(self, chat_id: int | str) -> Chat:
        """The chat, if the bot may write to it; RefusalError 403 if not."""
        chat = self.chat(chat_id)
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        return chat

    def bot_user(self) -> Json:
        """The bot as a User."""
        name = self.profile.get(("name", ""), self.bot_name)
        return {"id": self.bot_id, "is_bot": True, "first_name": name, "username": self.bot_username}

    def message_json(self, chat: Chat, message: Message) -> Json:
        """A Message object; its keyboard only if it is an inline one."""
        body: Json = {
            "message_id": message.message_id,
            "from": self.bot_user() if message.from_bot else chat.user(),
            "chat": chat.as_json(),
            "date": int(message.date.timestamp()),
            **message.content(),
        }
        if message.edited_at is not None:
            body["edit_date"] = int(message.edited_at.timestamp())
        if message.protected:
            body["has_protected_content"] = True
        if message.keyboard is not None:
            body["reply_markup"] = message.keyboard
        return body

    def put(self, kind: str, body: Json) -> int | None:
        """Queue an update for the bot."""
        update_id = self.updates.put(kind, body, self.now())
        self.changed()
        return update_id
