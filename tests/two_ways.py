"""A practice that can be written to on Telegram and on Signal: the real bot, and phones of both kinds without a network."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.answer import Answerer
from bot.channels.base import Command, Keep, Rendered
from bot.conversation.patient.consent import CONSENT_VERSION
from bot.deliver import Deliverer
from bot.messages import Incoming, IncomingKind
from bot.sending import SendError
from scheduler.dispatch import Dispatcher
from scheduler.dispatchers import Dispatchers
from scheduler.pace import Pace
from scheduler.tick import Ticker
from storage import due, people
from storage import tables as t
from storage.records import Person, RawUpdate
from tests.talk import LIBRARY, Talk

SIGNAL_LINK = "https://signal.me/#eu/between"


@dataclass
class Screen:
    """A message on a phone."""

    ref: str
    text: str
    buttons: list[tuple[str, str]]
    qr: str = ""


@dataclass
class Phone:
    """Somebody's messenger. `gone`: nothing arrives any more; `away`: nothing arrives for now.

    `new_number`: its safety number is new, and not trusted yet.
    """

    practice: TwoWays
    channel: str
    address: str
    language: str = "en"
    keeps: bool = False
    gone: bool = False
    away: bool = False
    new_number: bool = False
    messages: list[Screen] = field(default_factory=list)
    deeds: list[str] = field(default_factory=list)
    menus: int = 0

    async def types(self, text: str) -> Phone:
        """Type something."""
        await self.practice.does(self, IncomingKind.TEXT, text=text)
        return self

    async def taps(self, label: str) -> Phone:
        """Press the newest button whose label begins so."""
        for shown in reversed(self.messages):
            for text, data in shown.buttons:
                if text.startswith(label):
                    await self.practice.does(self, IncomingKind.PRESS, data=data, message_ref=shown.ref)
                    return self
        raise LookupError(f"No button {label!r}: {self.screen}")

    def reinstalls(self) -> None:
        """Have a new safety number from now on."""
        self.new_number = True

    @property
    def last(self) -> str:
        """The text of the newest message."""
        return self.messages[-1].text if self.messages else ""

    @property
    def screen(self) -> str:
        """All texts, oldest first."""
        return "\n---\n".join(shown.text for shown in self.messages)


class Channel:
    """All phones of one kind. An update is the JSON of what was done."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.buttons = True
        self.phones: dict[str, Phone] = {}
        self.refs = 0

    def parse(self, raw: str) -> Incoming:
        """Read an update."""
        done = json.loads(raw)
        return Incoming(self.name, **{**done, "kind": IncomingKind(done["kind"])})

    async def send(self, address: str, message: Rendered) -> str:
        """Show a message, unless the phone takes none."""
        phone = self.phones[address]
        if phone.gone:
            raise SendError("unregistered", permanent=True, blocked=True)
        if phone.away:
            raise SendError("down")
        if message.deed:
            phone.deeds.append(message.deed)
            phone.new_number = phone.new_number and message.deed != "trust"
            return ""
        if phone.new_number:
            raise SendError("identity", permanent=True, changed_identity=True)
        if message.menu:
            phone.menus += 1
            return ""
        self.refs += 1
        ref = message.edit or f"{self.name}{self.refs}"
        text = re.sub(r"<[^>]+>", "", message.html)
        buttons = [(each.text, each.data) for row in message.buttons for each in row]
        shown = Screen(ref, text, buttons, message.qr)
        places = [place for place, before in enumerate(phone.messages) if before.ref == ref]
        if places:
            phone.messages[places[0]] = shown
        else:
            phone.messages.append(shown)
        return ref

    async def set_menu(self, address: str | None, commands: Sequence[Command], language: str = "") -> None:
        """Menus are of no interest here."""

    async def open(self) -> str:
        """Say who we are."""
        return "between_test_bot"

    async def listen_once(self, keep: Keep, timeout: float) -> int:  # noqa: ASYNC109 - the channel's own word
        """What was done is handed over at once."""
        raise NotImplementedError

    async def run(self, keep: Keep) -> None:
        """What was done is handed over at once."""
        raise NotImplementedError

    async def close(self) -> None:
        """There is nothing to close."""


class TwoWays:
    """The practice, with everything that the running bot has."""

    def __init__(self, talk: Talk, *, channels: tuple[str, ...] = ("telegram", "signal")) -> None:
        self.talk = talk
        self.clock = talk.clock
        self.db = talk.db
        talk.practice = replace(talk.practice, channels=channels, signal_link=SIGNAL_LINK)
        self.kinds = {name: Channel(name) for name in ("telegram", "signal")}
        self.answerer = Answerer(self.db, self.clock, LIBRARY, talk.practice, self.kinds)
        self.ticker = Ticker(self.db, self.clock, self.answerer.on_due)
        self.dispatcher = Dispatchers({name: self._sends_on(name) for name in self.kinds})
        self.updates = 0

    def _sends_on(self, name: str) -> Dispatcher:
        return Dispatcher(
            self.db,
            self.clock,
            Deliverer(self.kinds),
            self.answerer.settled,
            Pace(self.clock),
            channel=name,
            luck=lambda: 0.5,
        )

    def phone(self, name: str, channel: str = "telegram", **more: Any) -> Phone:
        """Return somebody's phone."""
        phones = self.kinds[channel].phones
        return phones.setdefault(name, Phone(self, channel, name, **more))

    async def therapist(self) -> Phone:
        """Return the phone of a therapist, who is on Telegram."""
        await self.talk.a_therapist("Stern")
        return self.phone("Stern")

    async def patient(self, name: str = "Anna", channel: str = "signal", **more: Any) -> Phone:
        """Return the phone of a patient who takes part and has agreed to this channel."""
        person = await self.talk.person(await self.talk.patient(name, **more))
        phone = self.phone(name, channel)
        async with self.db.write() as tx:
            await people.bind(tx, person.id, channel, name)
            await people.record_consent(
                tx, person.id, version=CONSENT_VERSION, channel=channel, given=True, at=self.clock.now()
            )
        return phone

    async def person(self, phone: Phone) -> Person:
        """Return who writes from a phone."""
        found = await self.somebody(phone)
        assert found is not None
        return found

    async def somebody(self, phone: Phone) -> Person | None:
        """Return the same; None for a stranger."""
        async with self.db.read() as tx:
            return await people.at_address(tx, phone.channel, phone.address)

    async def assigned(self, phone: Phone, **more: Any) -> int:
        """Give a patient an exercise, daily at 18:00."""
        person = await self.person(phone)
        async with self.db.write() as tx:  # the talk knows Telegram's phones only
            await tx.run(t.addresses.update().where(t.addresses.c.person_id == person.id).values(place=7))
            await tx.add(
                t.addresses,
                person_id=person.id,
                channel="telegram",
                chat_key=tx.keys.index("telegram", "for a moment"),
                address="for a moment",
            )
        made = await self.talk.assigned(self.talk.phone("for a moment"), **more)
        async with self.db.write() as tx:
            await tx.remove(t.addresses, t.addresses.c.chat_key == tx.keys.index("telegram", "for a moment"))
            await tx.run(t.addresses.update().where(t.addresses.c.place == 7).values(place=0))
        return made

    async def does(self, phone: Phone, kind: IncomingKind, **what: Any) -> None:
        """Let somebody do something with their phone. What comes from a number that is not trusted cannot be read."""
        self.updates += 1
        self.clock.forward(seconds=2)
        done = {"address": phone.address, "kind": kind}
        if phone.new_number:
            done["kind"] = IncomingKind.NEW_IDENTITY
        else:
            done |= {
                "language": phone.language,
                "keeps": phone.keeps,
                "message_ref": f"m{self.updates}",
                **what,
            }
        update = RawUpdate(f"u{self.updates}", json.dumps(done), phone.address)
        await self.answerer.keep(phone.channel, [update])
        await self.settle()

    async def settle(self) -> None:
        """Let the bot do all that it can at this moment."""
        for _ in range(1000):
            done = await self.answerer.once() + await self.ticker.once()
            while sent := await self.dispatcher.once():
                done += sent
            if not done:
                return
        raise AssertionError("The bot does not come to rest.")

    async def moves_to(self, moment: datetime) -> None:
        """Let everything happen up to this moment, in order."""
        while self.clock.now() < moment:
            async with self.db.read() as tx:
                coming = await due.next_at(tx)
                held = await tx.rows(select(t.outbox.c.not_before).where(t.outbox.c.state == "pending"))
            instants = [moment, *([coming] if coming else []), *(row.not_before for row in held)]
            ahead = [each for each in instants if each > self.clock.now()]
            self.clock.set(min(ahead))
            await self.settle()
        await self.settle()

    async def moves(self, **units: float) -> None:
        """Move on by a timedelta's units."""
        await self.moves_to(self.clock.now() + timedelta(**units))

    async def invited(self, doctor: Phone, code: str = "") -> str:
        """Let the therapist invite somebody; return the code to be typed."""
        await doctor.types(f"/invite {code}".strip())
        if doctor.last.startswith(f"{code} takes part already"):
            await doctor.taps("Make a new code")
        found = re.findall(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", doctor.screen)
        return str(found[-1])

    async def news(self, doctor: Phone) -> str:
        """Let the therapist open the news that have come."""
        await self.moves(minutes=3)
        await doctor.taps("Open")
        return doctor.last


@asynccontextmanager
async def two_ways(folder: Path, **more: Any) -> AsyncIterator[TwoWays]:
    """Open such a practice."""
    talk = Talk(folder)
    await talk.open()
    try:
        yield TwoWays(talk, **more)
    finally:
        await talk.db.close()
