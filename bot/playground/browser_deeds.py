"""What the page lets people do: each deed takes a phone and the JSON that came with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.playground.clock_control import ClockControl
from bot.playground.phone import Phone

Json = dict[str, Any]


def text_in(body: Json, name: str) -> str:
    """A text; ValueError if it is missing."""
    value = body.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{name} is missing")  # noqa: TRY004 - what a page sent wrong is a wrong value
    return value


def number_in(body: Json, name: str) -> float:
    """A number; ValueError if it is missing."""
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{name} is missing")  # noqa: TRY004 - the same
    return value


async def move_clock(clock: ClockControl, body: Json) -> None:
    """Move the clock as {"run"}, {"forward_seconds"} or {"to"} says."""
    to = body.get("to")
    if isinstance(body.get("run"), bool):
        await clock.run(body["run"])
    elif "forward_seconds" in body:
        await clock.forward(number_in(body, "forward_seconds"))
    elif to == "next_event":
        await clock.to_next_event()
    elif to == "session_eve":
        await clock.to_session_eve()
    else:
        moment = datetime.fromisoformat(text_in(body, "to"))
        if moment.tzinfo is None:
            raise ValueError("the moment needs a time zone")
        await clock.to(moment)


def _taps(phone: Phone, body: Json) -> None:
    phone.taps_data(text_in(body, "data"), int(number_in(body, "message_id")))


def _edits(phone: Phone, body: Json) -> None:
    phone.edits(int(number_in(body, "message_id")), text_in(body, "text"))


def _block(phone: Phone, body: Json) -> None:
    if body.get("blocked"):
        phone.blocks()
    else:
        phone.unblocks()


DEEDS: Mapping[str, Callable[[Phone, Json], object]] = {
    "types": lambda phone, body: phone.types(text_in(body, "text")),
    "taps": _taps,
    "starts": lambda phone, body: phone.starts(body.get("payload") or None),
    "opens": lambda phone, body: phone.opens(text_in(body, "link")),
    "edits": _edits,
    "location": lambda phone, body: phone.shares_location(number_in(body, "lat"), number_in(body, "lon")),
    "photo": lambda phone, _body: phone.sends_photo(),
    "voice": lambda phone, _body: phone.sends_voice(),
    "block": _block,
}
