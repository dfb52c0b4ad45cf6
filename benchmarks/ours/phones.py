"""Phones of people who answer at random: what stands on them, and what their owners press or type next."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from benchmarks.ours.parts import CHANNEL, Silent
from bot.channels.base import Button, Rendered
from bot.channels.telegram_updates import raw_update
from storage.records import RawUpdate

BOT = 123456
THERAPISTS_FROM = 9_000_000_000
_PATIENTS_PRESS = {"open", "how", "f"}
_THERAPISTS_PRESS = {"tdo", "tdn"}
_TALK = 12
"""Turns after which somebody puts the phone away."""

_WORDS = ("the neighbours were loud", "nachher war es leichter", "I was too tired", "15 Minuten, ging gut")


@dataclass
class Phones(Silent):
    """All phones. `answers`: the share of messages that somebody takes up."""

    name: str = CHANNEL
    buttons: bool = True
    answers: float = 0.7
    luck: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311 - a story, no secret
    fresh: dict[str, tuple[str, list[Button]]] = field(default_factory=dict)
    turns: dict[str, int] = field(default_factory=dict)
    messages: int = 0
    updates: int = 0

    async def send(self, address: str, message: Rendered) -> str:
        """Show a message."""
        self.messages += 1
        ref = message.edit or str(self.messages)
        pressable = _THERAPISTS_PRESS if int(address) >= THERAPISTS_FROM else _PATIENTS_PRESS
        buttons = [
            button for row in message.buttons for button in row if button.data.partition(":")[0] in pressable
        ]
        if buttons:
            self.fresh[address] = (ref, buttons)
        return ref

    def deeds(self, now: float) -> list[RawUpdate]:
        """Return what everybody with something new on the phone does about it; most of them something."""
        shown, self.fresh = self.fresh, {}
        if not shown:
            self.turns = {}
        return [
            raw_update(BOT, self._deed(address, *shown[address], int(now)))
            for address in shown
            if self._takes_up(address)
        ]

    def _takes_up(self, address: str) -> bool:
        turn = self.turns[address] = self.turns.get(address, 0) + 1
        return turn <= _TALK and (turn > 1 or self.luck.random() < self.answers)

    def wakes(self, address: str, data: str, now: float) -> RawUpdate:
        """Press a button that ends a pause, or lets an exercise go on that rested."""
        return raw_update(BOT, self._press(address, "1", data, int(now)))

    def _deed(self, address: str, ref: str, buttons: list[Button], now: int) -> dict[str, Any]:
        in_a_form = any(button.data.startswith("f:") for button in buttons)
        if in_a_form and self.luck.random() < 0.2:  # noqa: PLR2004 - one in five types
            self.updates += 1
            somebody, chat = _somebody(address)
            said = {"message_id": 1_000_000 + self.updates, "from": somebody, "chat": chat, "date": now}
            return {"update_id": self.updates, "message": {**said, "text": self.luck.choice(_WORDS)}}
        return self._press(address, ref, self.luck.choice(buttons).data, now)

    def _press(self, address: str, ref: str, data: str, now: int) -> dict[str, Any]:
        self.updates += 1
        somebody, chat = _somebody(address)
        bot = {"id": BOT, "is_bot": True, "first_name": "Between", "username": "between_bot"}
        below = {"message_id": int(ref), "from": bot, "chat": chat, "date": now, "text": "…"}
        press = {"id": str(self.updates), "from": somebody, "message": below, "chat_instance": "1"}
        return {"update_id": self.updates, "callback_query": {**press, "data": data}}


def _somebody(address: str) -> tuple[dict[str, Any], dict[str, Any]]:
    return (
        {"id": int(address), "is_bot": False, "first_name": "A", "language_code": "en"},
        {"id": int(address), "first_name": "A", "type": "private"},
    )
