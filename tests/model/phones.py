"""Phones without a network: a channel that records honestly what each of them shows, and fails as it is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.channels.base import Command, Keep, Rendered
from bot.messages import Incoming, IncomingKind
from bot.sending import SendError
from storage.records import OutboxMessage

CHANNEL = "telegram"
CARRIED: ContextVar[OutboxMessage] = ContextVar("carried")
"""The outbox row whose words are being shown; each is sent in a task of its own."""

FLOOD_SECONDS = 30.0


class Killed(BaseException):
    """The process is dead: nothing that it still wanted to do happens."""


class Weather(StrEnum):
    """How the service behaves."""

    FINE = "fine"
    FLOOD = "flood"
    DOWN = "down"
    LOST = "lost"
    """The message arrives, but the answer to it does not."""


class Doom:
    """The moment at which the process dies, set beforehand: the so-many-th time that it comes by a place."""

    def __init__(self) -> None:
        self.place, self.left, self.dead = "", 0, False

    def waits_at(self, place: str, count: int) -> None:
        """Let the process die at its `count`-th time at this place."""
        self.place, self.left = place, count

    def passes(self, place: str) -> None:
        """Come by a place. Raises Killed where that is the end, and everywhere after it."""
        if not self.dead and place == self.place:
            self.left -= 1
            self.dead = self.left <= 0
        if self.dead:
            raise Killed(place)


@dataclass(frozen=True)
class Button:
    """What can be pressed: the message that it stands on, and what it sends."""

    ref: str
    label: str
    data: str

    @property
    def parts(self) -> list[str]:
        """Its verb, and what it is about."""
        return self.data.split(":")


@dataclass(frozen=True)
class Showing:
    """A message as it came to a phone."""

    at: datetime
    address: str
    ref: str
    html: str
    buttons: tuple[Button, ...]
    message: OutboxMessage
    in_place: bool


@dataclass
class Phone:
    """Somebody's phone. `blocked`: they do not let us in."""

    address: str
    blocked: bool = False
    screen: dict[str, Showing] = field(default_factory=dict)
    """What stands there, by reference, oldest first."""
    typed: list[tuple[str, str]] = field(default_factory=list)
    """What was typed: reference and text as it is now."""

    @property
    def buttons(self) -> list[Button]:
        """All that can be pressed, newest message last."""
        return [each for showing in self.screen.values() for each in showing.buttons]

    def find(self, verb: str, *parts: str) -> Button | None:
        """Return the newest button with this beginning."""
        wanted = [verb, *parts]
        found = (each for each in reversed(self.buttons) if each.parts[: len(wanted)] == wanted)
        return next(found, None)


@dataclass
class Air:
    """A channel over which messages come to phones; an update is the JSON of what was done."""

    now: Callable[[], datetime]
    phones: dict[str, Phone] = field(default_factory=dict)
    weather: Weather = Weather.FINE
    doom: Doom = field(default_factory=Doom)
    log: list[Showing] = field(default_factory=list)
    name: str = CHANNEL
    buttons: bool = True
    refs: int = 0

    def phone(self, address: str) -> Phone:
        """Return the phone at an address."""
        return self.phones.setdefault(address, Phone(address))

    def parse(self, raw: str) -> Incoming:
        """Read an update."""
        done = json.loads(raw)
        return Incoming(CHANNEL, **{**done, "kind": IncomingKind(done["kind"])})

    async def send(self, address: str, message: Rendered) -> str:
        """Show a message, or fail as the weather has it."""
        self.doom.passes("before showing")
        phone = self.phone(address)
        if phone.blocked:
            raise SendError("blocked", permanent=True, blocked=True)
        if self.weather is Weather.FLOOD:
            raise SendError("flood", retry_in=FLOOD_SECONDS)
        if self.weather is Weather.DOWN:
            raise SendError("down")
        ref = self._show(phone, message)
        self.doom.passes("after showing")
        if self.weather is Weather.LOST:
            raise SendError("lost", uncertain=True)
        return ref

    def _show(self, phone: Phone, message: Rendered) -> str:
        if message.menu:
            return ""
        self.refs += 1
        in_place = message.edit in phone.screen
        ref = message.edit if in_place else f"b{self.refs}"
        buttons = tuple(
            Button(ref, each.text, each.data) for row in message.buttons for each in row if each.data
        )
        assert all(len(each.data.encode()) <= 64 for each in buttons)
        phone.screen[ref] = Showing(
            self.now(), phone.address, ref, message.html, buttons, CARRIED.get(), in_place
        )
        self.log.append(phone.screen[ref])
        return ref

    async def set_menu(self, address: str | None, commands: Sequence[Command], language: str = "") -> None:
        """Menus are of no interest here."""

    async def open(self) -> str:
        """Say who we are."""
        return "between_test_bot"

    async def listen_once(self, keep: Keep, timeout: float) -> int:  # noqa: ASYNC109 - the channel's own word
        """What was done is handed over by the world itself."""
        raise NotImplementedError

    async def run(self, keep: Keep) -> None:
        """What was done is handed over by the world itself."""
        raise NotImplementedError

    async def close(self) -> None:
        """There is nothing to close."""
