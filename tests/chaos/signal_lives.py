"""The lives of a bot on Signal, among people who send again what has no read receipt."""

from __future__ import annotations

from typing import Any

from bot.conversation.on_screen import READING
from bot.playground.signal import SignalDaemon
from bot.settings import Settings
from tests.chaos.lives import Lives
from tests.chaos.signal_wire import SignalWire
from tests.e2e.mortal_hands import OnSignal
from tests.e2e.practice import settings_for, signal_settings


class SignalLives(Lives):
    """As on Telegram, but what was handed over and not stored at a death is gone. `again`: so much was sent again."""

    way = "signal"

    @property
    def again(self) -> int:
        """How many messages had to be sent again."""
        return sum(len(hand.again) for hand in self._people.values())

    @property
    def violations(self) -> list[str]:
        """What the bot asked for and must never ask for."""
        return [*self.playground.violations, *self.daemon.violations]

    def phone(self, name: str) -> OnSignal:
        """Return somebody's phone."""
        self._people.setdefault(name, OnSignal(self.daemon.phone(name), self._lost))
        hand: OnSignal = self._people[name]
        return hand

    def reads(self) -> None:
        """Let people read: whoever answers at once is asked whether they mean what was there before."""
        self.clock.forward(seconds=READING.total_seconds())

    def quiet(self) -> None:
        """Let the bot do all that waits; then people send again what it did not get, until it has all.

        It is quiet, so that whoever got no receipt for what was stored has got an answer instead.
        """
        super().quiet()
        while self._say_again():
            super().quiet()

    def _prepare(self) -> None:
        self.daemon = SignalDaemon(now=self.clock.now)
        self._handed: dict[tuple[str, int], str] = {}
        self._kept: set[str] = set()

    def _settings_for(self, folder: Any) -> Settings:
        return settings_for("", folder, **signal_settings(self.daemon))

    def _something_waits(self) -> bool:
        return bool(self.daemon.world.waiting)

    def _wires(self) -> dict[str, Any]:
        async def connected(_socket: str) -> SignalWire:
            return SignalWire(self.daemon, self.fate, self.ledger, self._handed)

        return {"bot.channels.signal_wire.Wire.to": connected}

    def _is_buried(self) -> None:
        super()._is_buried()
        self._what_was_confirmed_is_kept()

    def _say_again(self) -> bool:
        self._what_was_confirmed_is_kept()
        before = self.again
        for hand in self._people.values():
            hand.says_again()
        if self.again == before:
            for hand in self._people.values():
                hand.sees_an_answer()
        return self.again > before

    def _what_was_confirmed_is_kept(self) -> None:
        """Look at every read receipt: the message of which it tells is stored, or was when we last looked."""
        self._kept |= self.eye.kept()
        told = {
            (chat.uuid, at)
            for chat in self.daemon.world.people.values()
            for _, ats in chat.heard
            for at in ats
        }
        assert {self._handed[each] for each in told} <= self._kept, "a receipt for what is not kept"

    def _lost(self, address: str, stamp: int) -> bool:
        key = self._handed.get((address, stamp))
        return key is not None and key not in self._kept
