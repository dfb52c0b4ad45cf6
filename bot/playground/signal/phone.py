"""What people do with their Signal phones."""

from __future__ import annotations

from typing import Any

from bot.playground.entities import Formatted
from bot.playground.pictures import DOT
from bot.playground.signal import envelopes
from bot.playground.signal.chat import Message
from bot.playground.signal.handset import Handset
from bot.playground.signal.notices import timer_notice
from bot.playground.signal.numbered import number_of

Json = dict[str, Any]


class SignalPhone(Handset):
    """One person's phone with the chat; what they do waits on Signal's server until the bot listens.

    Messages are named by the timestamp of their first version, as `types` returns it.
    """

    def opens(self, link: str) -> bool:
        """Follow a link; whether it opens the chat with the bot. It carries nothing: the person has to write."""
        self._chat.opened_links.append(link)
        self._world.changed()
        return link == self._link

    def types(self, text: str, *, quoting: int | None = None) -> int:
        """Send a text, as an answer to a message where one is named; its timestamp."""
        body = Formatted(text.strip())
        if not body.text:
            raise ValueError("an empty message cannot be sent")
        quote = None if quoting is None else self._message(quoting)
        return self._sends(body, quote=quote)

    def quotes(self, text: str, timestamp: int | None = None) -> int:
        """Answer a message of the bot, the newest if none is named; the timestamp of the answer."""
        return self.types(text, quoting=timestamp or self._newest().timestamp)

    def picks(self, label: str, *, quoting: bool = False) -> int:
        """Type the number that stands before this label in the newest message that has it; its timestamp.

        The label matches exactly, or as the beginning of just one line, in any case.
        """
        for message in reversed(self.messages):
            number = number_of(label, message.text) if message.from_bot else None
            if number is not None:
                return self.types(number, quoting=message.timestamp if quoting else None)
        raise LookupError(f"nothing is numbered {label!r} in {[message.text for message in self.messages]}")

    def edits(self, timestamp: int, text: str) -> int:
        """Change one's own text; the timestamp of the new version."""
        self._may_write()
        message = self._own(timestamp)
        if not message.editable(self._world.now()):
            raise ValueError("Signal changes a message for 24 hours only, ten times")
        target, stamp = message.newest, self._world.stamp()
        message.body = Formatted(text.strip())
        message.versions.append(stamp)
        inner = self._data(stamp, message.body.text)
        return self._world.put(self._chat, envelopes.edit(target, inner), stamp=stamp)

    def deletes(self, timestamp: int) -> int:
        """Delete one's own message for everyone."""
        self._may_write()
        message = self._own(timestamp)
        target = self._name(message)
        message.deleted, message.body, message.attachments = True, Formatted(""), ()
        return self._puts(None, remoteDelete={"timestamp": target})

    def reacts(self, emoji: str, timestamp: int | None = None) -> int:
        """Put an emoji on a message, the bot's newest if none is named; it replaces the one before."""
        self._may_write()
        message = self._newest() if timestamp is None else self._message(timestamp)
        message.reactions["person"] = emoji
        return self._react(message, emoji)

    def unreacts(self, timestamp: int | None = None) -> int:
        """Take the own emoji away."""
        self._may_write()
        message = self._newest() if timestamp is None else self._message(timestamp)
        if "person" not in message.reactions:
            raise LookupError("there is no emoji to take away")
        return self._react(message, message.reactions.pop("person"), remove=True)

    def sends_photo(self, data: bytes = DOT, caption: str = "") -> int:
        """Send a picture."""
        return self._sends(Formatted(caption), self._world.keep("photo.png", "image/png", data, "png"))

    def sends_document(
        self, data: bytes, name: str, content_type: str, caption: str = "", *, quoting: int | None = None
    ) -> int:
        """Send a file of any kind, as an answer to a message where one is named."""
        kept = self._world.keep(name, content_type, data, name.rpartition(".")[2])
        quote = None if quoting is None else self._message(quoting)
        return self._sends(Formatted(caption), kept, quote=quote)

    def sends_voice(self, data: bytes = b"\xff\xf1", *, quoting: int | None = None) -> int:
        """Send a voice message, as an answer to a message where one is named."""
        quote = None if quoting is None else self._message(quoting)
        return self._sends(Formatted(""), self._world.keep("", "audio/aac", data, "m4a"), quote=quote)

    def sends_sticker(self, emoji: str = "🙂") -> int:
        """Send a sticker."""
        sticker = {"packId": "00abac3bc18d7f599bff2325dc306d43", "stickerId": 2}
        self._may_write()
        stamp = self._puts(None, sticker=sticker)
        self._chat.add(Message(stamp, False, self._world.now(), Formatted(emoji)))  # noqa: FBT003 - from a person
        return stamp

    def shares_location(self, latitude: float, longitude: float) -> int:
        """Send a place: on Signal that is a link to a map."""
        return self.types(f"https://maps.google.com/maps?q={latitude}%2C{longitude}")

    def sets_timer(self, seconds: int) -> int:
        """Set after how many seconds messages vanish, 0 for never."""
        self._may_write()
        self._chat.expiration = seconds
        notice = self._chat.add(timer_notice(self._world, self._chat, by_bot=False))
        body = envelopes.timer(self._chat, notice.timestamp, self._world.release)
        return self._world.put(self._chat, body, stamp=notice.timestamp)

    def reads(self) -> None:
        """Read everything, and let the bot know."""
        for message in self._chat.shown(self._world.now()):
            if message.from_bot and not message.notice and "read" not in message.marks:
                message.marks.add("read")
                stamp = self._world.stamp()
                self._world.put(self._chat, envelopes.read(message.newest, stamp), stamp=stamp)

    def starts_typing(self) -> None:
        """Begin to write without sending anything."""
        stamp = self._world.stamp()
        typing = {"typingMessage": {"action": "STARTED", "timestamp": stamp}}
        self._world.put(self._chat, typing, stamp=stamp)

    def reinstalls(self) -> None:
        """Get a new phone: a new safety number, and an empty chat without a timer."""
        self._chat.trusted = False
        self._chat.expiration = 0
        self._chat.messages.clear()
        self._world.changed()

    def unregisters(self) -> None:
        """Leave Signal."""
        self._chat.registered = False
        self._world.changed()

    def registers(self) -> None:
        """Come back to Signal, with a new safety number."""
        self._chat.registered = True
        self.reinstalls()

    def blocks(self) -> None:
        """Block the bot, which never learns of it: Signal says that everything arrived."""
        self._chat.blocked = True
        self._world.changed()

    def unblocks(self) -> None:
        """Let the bot write again."""
        self._chat.blocked = False
        self._world.changed()

    def sends_raw(self, result: Json) -> None:
        """Let any JSON object come in as the result of a subscription, an envelope or not."""
        self._world.put_raw(result)
