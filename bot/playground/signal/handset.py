"""A person's Signal phone: what it shows, and how it sends."""

from __future__ import annotations

from typing import Any

from bot.playground.any_phone import AnyPhone, BlockedError
from bot.playground.entities import Formatted
from bot.playground.signal import envelopes
from bot.playground.signal.chat import Attachment, Message, SignalChat
from bot.playground.signal.shown import SignalShown, shown
from bot.playground.signal.world import SignalWorld

Json = dict[str, Any]


class Handset(AnyPhone[SignalChat, SignalShown]):
    """The phone without the hand that holds it."""

    def __init__(self, world: SignalWorld, chat: SignalChat, link: str) -> None:
        super().__init__(chat)
        self._world = world
        self._link = link

    @property
    def uuid(self) -> str:
        """The person's account, which is their address."""
        return self._chat.uuid

    @property
    def messages(self) -> list[SignalShown]:
        """Everything in the chat that has not vanished, oldest first, without notices."""
        return [shown(message) for message in self._chat.shown(self._world.now()) if not message.notice]

    @property
    def expiration(self) -> int:
        """After how many seconds messages vanish, 0 for never."""
        return self._chat.expiration

    @property
    def receipts(self) -> list[tuple[str, tuple[int, ...]]]:
        """(type, timestamps) of each receipt that the bot sent."""
        return list(self._chat.heard)

    def _may_write(self) -> None:
        super()._may_write()
        if not self._chat.registered:
            raise BlockedError(f"{self._chat.name} is no longer at Signal")

    def _message(self, timestamp: int) -> Message:
        message = self._chat.find(timestamp)
        if message is None or message.gone(self._world.now()):
            raise LookupError(f"there is no message {timestamp} on the phone of {self._chat.name}")
        return message

    def _own(self, timestamp: int) -> Message:
        message = self._message(timestamp)
        if message.from_bot:
            raise LookupError(f"message {timestamp} is the bot's")
        return message

    def _newest(self) -> Message:
        """The newest message of the bot; LookupError if there is none."""
        for message in reversed(self._chat.shown(self._world.now())):
            if message.from_bot and not message.notice and not message.deleted:
                return message
        raise LookupError(f"the bot never wrote to {self._chat.name}")

    def _sends(self, body: Formatted, file: Attachment | None = None, quote: Message | None = None) -> int:
        self._may_write()
        self._chat.started = True
        stamp, date = self._world.stamp(), self._world.now()
        files = () if file is None else (file,)
        about = None if quote is None else quote.timestamp
        own = Message(stamp, False, date, body, files, about, self._chat.expiration)  # noqa: FBT003 - from a person
        self._chat.add(own)
        text, whole = envelopes.cut(body.text, self._world.release)
        if whole is not None:
            files = (*files, self._world.keep("long-text.txt", "text/x-signal-plain", whole, "txt"))
        more: Json = {"attachments": [item.as_json() for item in files]} if files else {}
        if quote is not None:
            more |= self._quotes(quote)
        return self._world.put(self._chat, self._data(stamp, text or None, **more), stamp=stamp)

    def _name(self, message: Message) -> int:
        """The timestamp by which this phone names a message; not all apps do it alike once it was edited."""
        return message.timestamp if self._chat.names_first else message.newest

    def _react(self, message: Message, emoji: str, *, remove: bool = False) -> int:
        sign = envelopes.reaction(emoji, self._name(message), *self._author(message), remove=remove)
        return self._puts(None, **sign)

    def _quotes(self, message: Message) -> Json:
        return envelopes.quote(message.body.text, self._name(message), *self._author(message))

    def _author(self, message: Message) -> tuple[str | None, str]:
        """Number, if known, and account of who wrote a message."""
        if message.from_bot:
            return self._world.account, self._world.account_uuid
        return self._chat.number, self.uuid

    def _puts(self, text: str | None, **more: Any) -> int:
        stamp = self._world.stamp()
        return self._world.put(self._chat, self._data(stamp, text, **more), stamp=stamp)

    def _data(self, stamp: int, text: str | None, **more: Any) -> Json:
        return envelopes.data_message(self._chat, stamp, text, **more)
