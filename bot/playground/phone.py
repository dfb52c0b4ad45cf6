"""What people do with their phones, and what they see there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.playground.any_phone import AnyPhone
from bot.playground.chat import Chat, Message
from bot.playground.entities import Formatted, trimmed, with_detected
from bot.playground.files import CONTENT_TYPES, File, image_ending
from bot.playground.menus import Command
from bot.playground.pictures import DOT
from bot.playground.shown import Button, Shown, shown
from bot.playground.updates import LIFETIME
from bot.playground.world import Press, World

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")  # https://core.telegram.org/bots/features#deep-linking


class Phone(AnyPhone[Chat, Shown]):
    """One person's phone with the private chat; what they do reaches the bot's queue at once."""

    def __init__(self, world: World, chat: Chat) -> None:
        super().__init__(chat)
        self._world = world

    @property
    def chat_id(self) -> int:
        """The person's id, which is also their chat's."""
        return self._chat.chat_id

    def opens(self, link: str) -> int | None:
        """Follow a link to the bot (t.me or tg://resolve) and press START; other links are only noted.

        Raises ValueError for a link to the bot that Telegram would not understand.
        """
        parts = urlsplit(link)
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        name = query.get("domain", "") if parts.scheme == "tg" else parts.path.strip("/")
        ours = parts.scheme == "tg" or parts.netloc in ("t.me", "telegram.me")
        self._chat.opened_links.append(link)
        if not ours or name.lower() != self._world.bot_username.lower():
            return None
        return self.starts(query.get("start"))

    def starts(self, payload: str | None = None) -> int:
        """Press START, with the payload of a deep link; on a blocked bot this unblocks it first."""
        if payload is not None and not PAYLOAD.fullmatch(payload):
            raise ValueError(f"Telegram takes no start payload like {payload!r}: 1-64 of A-Za-z0-9_-")
        if self._chat.blocked:
            self.unblocks()
        return self.types("/start" if payload is None else f"/start {payload}")

    def types(self, text: str) -> int:
        """Send a text; its message id."""
        body = with_detected(trimmed(Formatted(text)))
        if not body.text:
            raise ValueError("an empty message cannot be sent")
        return self._sends(body=body)

    def edits(self, message_id: int, text: str) -> None:
        """Change one's own text message."""
        message = self._message(message_id)
        if message.from_bot:
            raise LookupError(f"message {message_id} is the bot's, it cannot be edited here")
        message.body = with_detected(trimmed(Formatted(text)))
        message.edited_at = self._world.now()
        self._world.put("edited_message", self._world.message_json(self._chat, message))

    def replaces_photo(self, message_id: int, data: bytes, caption: str = "") -> None:
        """Put another picture, and what stands below it, in the place of one's own."""
        ending = image_ending(data)
        file = self._world.files.keep("photo", f"photo.{ending}", CONTENT_TYPES[ending], data)
        self._message(message_id).file = file
        self.edits(message_id, caption)

    def taps(self, label: str, *, message_id: int | None = None) -> str | None:
        """Press the button of this label in the newest message that has one; the press's id, None for links.

        The label matches exactly, or as the beginning of just one button, in any case.
        """
        messages = self.messages if message_id is None else [shown(self._message(message_id))]
        for message in reversed(messages):
            button = _find(label, [button for row in message.buttons for button in row])
            if button is not None:
                return self._press(button, message.message_id)
        seen = [text for message in messages for text in message.labels]
        raise LookupError(f"no button {label!r} among {seen}")

    def taps_data(self, callback_data: str, message_id: int) -> str:
        """Press a button of a message by its data, also one that is no longer shown; the press's id."""
        self._may_write()
        message = self._message(message_id)
        press_id = str(4_000_000_000_000_000 + len(self._world.presses) + 1)
        self._world.presses[press_id] = Press(self._chat, self._world.now())
        press = {
            "id": press_id,
            "from": self._chat.user(),
            "message": self._world.message_json(self._chat, message),
            "chat_instance": str(-self.chat_id),
            "data": callback_data,
        }
        self._world.put("callback_query", press)
        return press_id

    def sends_photo(self, data: bytes = DOT, caption: str = "", *, album: str = "") -> int:
        """Send a picture, alone or as one of those that were sent together as an album."""
        ending = image_ending(data)
        file = self._world.files.keep("photo", f"photo.{ending}", CONTENT_TYPES[ending], data)
        extra = {"media_group_id": album} if album else {}
        return self._sends(body=with_detected(Formatted(caption)), file=file, extra=extra)

    def sends_document(self, data: bytes, name: str, content_type: str, caption: str = "") -> int:
        """Send a file of any kind."""
        file = self._world.files.keep("document", name, content_type, data)
        return self._sends(body=with_detected(Formatted(caption)), file=file)

    def sends_voice(self, data: bytes = b"OggS") -> int:
        """Send a voice message."""
        file = self._world.files.keep("voice", "voice.ogg", "audio/ogg", data)
        return self._sends(extra={"voice": {**file.as_json(), "duration": 3, "mime_type": "audio/ogg"}})

    def sends_sticker(self, emoji: str = "🙂") -> int:
        """Send a sticker."""
        file = self._world.files.keep("sticker", "sticker.webp", "image/webp", b"RIFF")
        look = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._sends(extra={"sticker": {**file.as_json(), **look, "emoji": emoji}})

    def shares_location(self, latitude: float, longitude: float) -> int:
        """Send a place, in degrees."""
        return self._sends(extra={"location": {"latitude": latitude, "longitude": longitude}})

    def blocks(self) -> None:
        """Block the bot."""
        self._set_blocked(blocked=True)

    def unblocks(self) -> None:
        """Let the bot write again."""
        self._set_blocked(blocked=False)

    def sends_raw(self, update: Mapping[str, Any]) -> int:
        """Queue any JSON object as an update, parsable or not; the update id that it gets."""
        update_id = self._world.updates.put_raw(update, self._world.now() + LIFETIME)
        self._world.changed()
        return update_id

    @property
    def messages(self) -> list[Shown]:
        """Everything in the chat, oldest first."""
        return [shown(message) for message in self._chat.messages.values()]

    @property
    def commands(self) -> list[Command]:
        """The menu of commands that this person sees."""
        return self._world.menus.seen_by(self.chat_id, self._chat.language)

    @property
    def answered_presses(self) -> list[str]:
        """The toast of each answered press, "" where it was answered without words."""
        return list(self._chat.toasts)

    def _message(self, message_id: int) -> Message:
        if message_id not in self._chat.messages:
            raise LookupError(f"there is no message {message_id} on the phone of {self._chat.name}")
        return self._chat.messages[message_id]

    def _sends(
        self, body: Formatted | None = None, file: File | None = None, extra: dict[str, Any] | None = None
    ) -> int:
        self._may_write()
        self._chat.started = True
        message = Message(
            message_id=self._chat.next_id(),
            from_bot=False,
            date=self._world.now(),
            body=body or Formatted(""),
            file=file,
            extra=extra or {},
        )
        self._chat.add(message)
        self._world.put("message", self._world.message_json(self._chat, message))
        return message.message_id

    def _press(self, button: Button, message_id: int) -> str | None:
        if button.data is not None:
            return self.taps_data(button.data, message_id)
        if button.url is not None:
            self.opens(button.url)
        return None

    def _set_blocked(self, *, blocked: bool) -> None:
        if self._chat.blocked == blocked:
            return
        self._chat.blocked = blocked
        bot = self._world.bot_user()
        member = {"user": bot, "status": "member"}
        kicked = {"user": bot, "status": "kicked", "until_date": 0}
        change = {
            "chat": self._chat.as_json(),
            "from": self._chat.user(),
            "date": int(self._world.now().timestamp()),
            "old_chat_member": member if blocked else kicked,
            "new_chat_member": kicked if blocked else member,
        }
        self._world.put("my_chat_member", change)


def _find(label: str, buttons: list[Button]) -> Button | None:
    """The button that is meant; LookupError if several are."""
    exact = [button for button in buttons if button.text == label]
    near = [button for button in buttons if button.text.casefold().startswith(label.casefold())]
    if len(near) > 1 and not exact:
        raise LookupError(f"{label!r} could be any of {[button.text for button in near]}")
    return next(iter(exact or near), None)
