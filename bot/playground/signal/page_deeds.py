"""What the page lets people do on a Signal phone: each deed takes the phone and the JSON that came with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.playground.browser_deeds import number_in, text_in
from bot.playground.signal.phone import SignalPhone

Json = dict[str, Any]


def _types(phone: SignalPhone, body: Json) -> None:
    phone.types(text_in(body, "text"), quoting=None if body.get("quote") is None else _message(body, "quote"))


def _reacts(phone: SignalPhone, body: Json) -> None:
    emoji = text_in(body, "emoji")
    if emoji:
        phone.reacts(emoji, _message(body))
    else:
        phone.unreacts(_message(body))


def _block(phone: SignalPhone, body: Json) -> None:
    if body.get("blocked"):
        phone.blocks()
    else:
        phone.unblocks()


def _message(body: Json, name: str = "message_id") -> int:
    return int(number_in(body, name))


SIGNAL_DEEDS: Mapping[str, Callable[[SignalPhone, Json], object]] = {
    "types": _types,
    "edits": lambda phone, body: phone.edits(_message(body), text_in(body, "text")),
    "deletes": lambda phone, body: phone.deletes(_message(body)),
    "reacts": _reacts,
    "opens": lambda phone, body: phone.opens(text_in(body, "link")),
    "location": lambda phone, body: phone.shares_location(number_in(body, "lat"), number_in(body, "lon")),
    "photo": lambda phone, _body: phone.sends_photo(),
    "voice": lambda phone, _body: phone.sends_voice(),
    "timer": lambda phone, body: phone.sets_timer(int(number_in(body, "seconds"))),
    "reinstalls": lambda phone, _body: phone.reinstalls(),
    "block": _block,
}
