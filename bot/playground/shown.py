"""What a person sees on their phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.playground.chat import Message


@dataclass(frozen=True)
class Button:
    """An inline button; a press gives `data` to the bot, or opens `url`."""

    text: str
    data: str | None = None
    url: str | None = None
    style: str | None = None
    copies: str | None = None


@dataclass(frozen=True)
class Document:
    """A file in a message."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Shown:
    """One message on the screen; `date` in UTC, `html` with Telegram's tags only."""

    message_id: int
    from_bot: bool
    text: str
    html: str
    buttons: list[list[Button]]
    photo: bytes | None
    document: Document | None
    edited: bool
    protected: bool
    date: datetime
    silent: bool
    notification: str | None

    @property
    def labels(self) -> list[str]:
        """The words on the buttons, in reading order."""
        return [button.text for row in self.buttons for button in row]


_PAPERS = ("document", "voice", "audio")


def shown(message: Message) -> Shown:
    """A message as the person sees it."""
    file = message.file
    return Shown(
        message_id=message.message_id,
        from_bot=message.from_bot,
        text=message.body.text,
        html=message.html,
        buttons=[[_button(item) for item in row] for row in message.buttons()],
        photo=file.data if file is not None and file.kind == "photo" else None,
        document=Document(file.name, file.data) if file is not None and file.kind in _PAPERS else None,
        edited=message.edited_at is not None,
        protected=message.protected,
        date=message.date,
        silent=message.silent,
        notification=message.notification,
    )


def _button(item: dict[str, Any]) -> Button:
    return Button(
        text=item["text"],
        data=item.get("callback_data"),
        url=item.get("url"),
        style=item.get("style"),
        copies=item.get("copy_text", {}).get("text"),
    )
