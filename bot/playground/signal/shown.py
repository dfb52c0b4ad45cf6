"""What a person sees on their Signal phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.playground.entities import Formatted, to_html, with_detected
from bot.playground.shown import Document
from bot.playground.signal.chat import Message

DELETED = "This message was deleted."


@dataclass(frozen=True)
class SignalShown:
    """One message on the screen; `date` in UTC, `html` as on a phone of Telegram.

    `timestamp` is that of its first version, `versions` are all; `reactions` an emoji by who gave it ("bot" or
    "person"); `marks` what was confirmed of it ("read", "viewed"); `expires_in` seconds after which it vanishes.
    """

    timestamp: int
    versions: tuple[int, ...]
    from_bot: bool
    text: str
    html: str
    photo: bytes | None
    document: Document | None
    quote: int | None
    reactions: dict[str, str]
    marks: frozenset[str]
    edited: bool
    deleted: bool
    notice: bool
    expires_in: int
    date: datetime
    notification: str | None

    @property
    def message_id(self) -> int:
        """The same as `timestamp`."""
        return self.timestamp


def shown(message: Message) -> SignalShown:
    """A message as the person sees it."""
    body = Formatted(DELETED) if message.deleted else message.body
    photo = next((file.data for file in message.attachments if file.is_picture), None)
    files = [file for file in message.attachments if not file.is_picture]
    return SignalShown(
        timestamp=message.timestamp,
        versions=tuple(message.versions),
        from_bot=message.from_bot,
        text=body.text,
        html=to_html(with_detected(body)),
        photo=photo,
        document=Document(files[0].name, files[0].data) if files else None,
        quote=message.quote,
        reactions=dict(message.reactions),
        marks=frozenset(message.marks),
        edited=len(message.versions) > 1,
        deleted=message.deleted,
        notice=message.notice,
        expires_in=message.expires_in,
        date=message.date,
        notification=message.notification,
    )
