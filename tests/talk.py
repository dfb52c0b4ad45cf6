"""A conversation without any channel: real storage, real steps, a hand clock; what is said is read from the desk."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from bot.conversation import router
from bot.conversation.turn import Desk, Outgoing, Practice, Turn
from bot.library.loader import load_library
from bot.library.snapshot import snapshot
from bot.messages import Incoming, IncomingKind, Say
from bot.words import render
from scheduler.clock import HandClock
from scheduler.plan import plan_ahead
from scheduler.schedule import Pattern, Schedule
from storage import assignments, dialogs, due, people
from storage.crypto import throwaway_key_ring
from storage.database import Database, Tx
from storage.records import AssignmentEvent, AssignmentState, Hurdle, Person, PersonState, Plan, Role
from tests.databases import make_database

LIBRARY = load_library()
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday, 10:00 in Berlin
CHANNEL = "telegram"


@dataclass
class Heard:
    """A message as it stands on a phone."""

    ref: str
    text: str
    html: str
    buttons: list[list[tuple[str, str, str]]]
    unasked: bool
    protected: bool = False
    qr: str = ""
    edited: bool = False


@dataclass
class Phone:
    """Somebody's phone."""

    talk: Talk
    address: str
    language: str = "en"
    messages: list[Heard] = field(default_factory=list)
    menu: str = ""
    typed: int = 0

    async def types(self, text: str) -> str:
        """Type a message; return its reference, for edits."""
        self.typed += 1
        ref = f"m{self.typed}"
        await self.talk.hear(self, IncomingKind.TEXT, text=text, message_ref=ref)
        return ref

    async def edits(self, ref: str, text: str) -> None:
        """Edit a message typed before."""
        await self.talk.hear(self, IncomingKind.EDIT, text=text, message_ref=ref)

    async def deletes(self, ref: str) -> None:
        """Delete a message for everyone."""
        await self.talk.hear(self, IncomingKind.WITHDRAWAL, message_ref=ref)

    async def undoes(self, label: str) -> None:
        """Take a choice back that was made on the newest message with this button."""
        shown, data = self.find(label)
        await self.undoes_press(data, shown.ref)

    async def undoes_press(self, data: str, ref: str = "b0") -> None:
        """Take a choice back by its data."""
        await self.talk.hear(self, IncomingKind.WITHDRAWAL, data=data, message_ref=ref)

    async def taps(self, label: str) -> Phone:
        """Press the newest button with this label (or a unique beginning of it)."""
        shown, data = self.find(label)
        await self.presses(data, shown.ref)
        return self

    async def presses(self, data: str, ref: str = "b0") -> None:
        """Press a button by its data, also one that is no longer shown."""
        await self.talk.hear(self, IncomingKind.PRESS, data=data, message_ref=ref)

    async def shares(self, latitude: float, longitude: float) -> None:
        """Share a place."""
        await self.talk.hear(self, IncomingKind.LOCATION, latitude=latitude, longitude=longitude)

    async def sends_media(self) -> None:
        """Send something that is not text."""
        await self.talk.hear(self, IncomingKind.MEDIA)

    async def blocks(self) -> None:
        """Block the bot."""
        await self.talk.hear(self, IncomingKind.BLOCKED)

    async def unblocks(self) -> None:
        """Unblock the bot."""
        await self.talk.hear(self, IncomingKind.UNBLOCKED)

    def find(self, label: str) -> tuple[Heard, str]:
        """Return the newest message with such a button, and the button's data."""
        for shown in reversed(self.messages):
            flat = [button for row in shown.buttons for button in row]
            exact = [button for button in flat if button[0].casefold() == label.casefold()]
            close = exact or [button for button in flat if button[0].casefold().startswith(label.casefold())]
            if len(close) == 1 or exact:
                return shown, close[0][1]
        raise LookupError(f"No button {label!r}; there are {self.buttons}")

    @property
    def last(self) -> str:
        """The text of the newest message."""
        return self.messages[-1].text if self.messages else ""

    @property
    def screen(self) -> str:
        """All texts, oldest first."""
        return "\n---\n".join(shown.text for shown in self.messages)

    @property
    def buttons(self) -> list[str]:
        """The labels of the newest message that has buttons."""
        return next(
            ([b[0] for row in m.buttons for b in row] for m in reversed(self.messages) if m.buttons), []
        )

    @property
    def unasked(self) -> list[str]:
        """What came without being asked for."""
        return [shown.text for shown in self.messages if shown.unasked]


class Talk:
    """A practice with phones."""

    def __init__(
        self, folder: Path, *, zone: str = "Europe/Berlin", language: str = "en", country: str = "DE"
    ) -> None:
        self.clock = HandClock(START)
        self.keys = throwaway_key_ring()
        self.url = make_database(folder / "talk.db")
        self.db = Database(self.url, self.keys, self.clock.now)
        self.practice = Practice(
            zone, language, country, lambda token: f"https://t.me/between_test_bot?start={token}"
        )
        self.phones: dict[str, Phone] = {}
        self.refs = 0
        self.therapist: Phone | None = None

    async def open(self) -> None:
        """Open the practice's database."""
        await self.db.open()

    def phone(self, name: str, language: str = "en") -> Phone:
        """Return a phone, of a stranger at first."""
        return self.phones.setdefault(name, Phone(self, name, language))

    async def a_therapist(
        self, name: str = "Dr. T", *, language: str = "en", zone: str = "Europe/Berlin"
    ) -> Phone:
        """Return the phone of a therapist who is active."""
        async with self.db.write() as tx:
            person = await people.add(tx, Role.THERAPIST, now=self.clock.now(), language=language, zone=zone)
            await people.change(tx, person.id, state=PersonState.ACTIVE)
            await people.bind(tx, person.id, CHANNEL, name)
        phone = self.phone(name, language)
        self.therapist = self.therapist or phone
        return phone

    async def patient(
        self,
        name: str = "Anna",
        *,
        language: str = "en",
        formality: str = "sie",
        zone: str = "Europe/Berlin",
        therapist: Phone | None = None,
    ) -> Phone:
        """Return the phone of a patient who agreed to take part."""
        owner = therapist or self.therapist or await self.a_therapist()
        async with self.db.write() as tx:
            mine = await people.at_address(tx, CHANNEL, owner.address)
            assert mine is not None
            person = await people.add(
                tx, Role.PATIENT, now=self.clock.now(), language=language, zone=zone, therapist_id=mine.id
            )
            await people.change(
                tx, person.id, state=PersonState.ACTIVE, formality=formality, consent_version="test"
            )
            await people.bind(tx, person.id, CHANNEL, name)
        return self.phone(name, language)

    async def person(self, phone: Phone) -> Person:
        """Return who holds a phone."""
        async with self.db.read() as tx:
            found = await people.at_address(tx, CHANNEL, phone.address)
        assert found is not None
        return found

    async def assigned(
        self,
        phone: Phone,
        exercise: str = "BA-02",
        schedule: Schedule | None = None,
        *,
        agreed: bool = True,
        follow_up_minutes: int = 180,
        **plan: Any,
    ) -> int:
        """Give a patient an exercise (daily at 18:00 unless said otherwise); return the assignment's id."""
        person = await self.person(phone)
        rule = schedule or Schedule(pattern=Pattern.DAILY, starts=date(2026, 3, 2), times=(time(18, 0),))
        full = Plan(
            **{
                "goal": "get out more",
                "why": "Doing comes before wanting.",
                "situation": "when I come home",
                "place": "kitchen table",
                "hurdles": (Hurdle("too tired", "only five minutes"),),
                "confidence": 8,
                **plan,
            },
            schedule=rule.to_json(),
        )
        found = LIBRARY.get(exercise)
        assert found is not None
        async with self.db.write() as tx:
            assignment_id = await assignments.propose(
                tx,
                patient_id=person.id,
                therapist_id=person.therapist_id or 0,
                exercise_id=found.id,
                exercise=snapshot(found),
                plan=full,
                follow_up_minutes=follow_up_minutes,
                now=self.clock.now(),
            )
            if agreed:
                proposed = await assignments.get(tx, assignment_id)
                assert proposed is not None
                await assignments.change(
                    tx,
                    proposed,
                    AssignmentEvent.AGREED,
                    by=Role.PATIENT,
                    now=self.clock.now(),
                    state=AssignmentState.AGREED,
                    agreed_at=self.clock.now(),
                )
                mine = await assignments.get(tx, assignment_id)
                assert mine is not None
                await plan_ahead(tx, [mine], {person.id: person.zone}, self.clock.now())
        return assignment_id

    async def hear(self, phone: Phone, kind: IncomingKind, **what: Any) -> None:
        """Let one turn happen, in one transaction."""
        incoming = Incoming(CHANNEL, phone.address, kind, language=phone.language, **what)
        async with self.db.write() as tx:
            person = await people.at_address(tx, CHANNEL, phone.address)
            stored = await dialogs.load(tx, person.id) if person else None
            turn = Turn(
                tx,
                self.clock.now(),
                LIBRARY,
                self.practice,
                person=person,
                heard=incoming,
                dialog=stored or {},
                label=lambda arg: render(
                    arg,
                    person.language if person else phone.language,
                    person.formality if person else "sie",
                    markup=False,
                ),
                forms=router.FORMS,
            )
            await router.hear(turn)
            bound = await people.at_address(tx, CHANNEL, phone.address)
            if bound is not None:
                known = await dialogs.load(tx, bound.id) is not None
                await dialogs.save(tx, bound.id, turn.dialog, known=known, now=self.clock.now())
            await self._hand_out(tx, turn, phone)

    async def moves_to(self, moment: datetime) -> None:
        """Play everything that comes due up to this moment, in order."""
        for _ in range(10_000):
            async with self.db.read() as tx:
                coming = await due.next_at(tx)
            if coming is None or coming > moment:
                break
            if coming > self.clock.now():
                self.clock.set(coming)
            await self.tick()
        self.clock.set(moment)

    async def moves(self, **units: float) -> None:
        """Move on by a timedelta's units."""
        await self.moves_to(self.clock.now() + timedelta(**units))

    async def tick(self) -> None:
        """Hand on what has come due now."""
        async with self.db.write() as tx:
            rows = await due.come(tx, self.clock.now(), 200)
            desk = Desk(tx, self.clock.now(), LIBRARY, self.practice)
            for kind in dict.fromkeys(row.kind for row in rows):
                await router.DUE[kind](desk, [row for row in rows if row.kind is kind])
            await due.done(tx, rows)
            await self._hand_out(tx, desk, None)

    async def _hand_out(self, tx: Tx, desk: Desk, phone: Phone | None) -> None:
        """Show what was said, and tell the steps that it arrived."""
        reached = await people.addresses_of(tx, {out.person.id for out in desk.out if out.person})
        for out in desk.out:
            address = reached.get(out.person.id) if out.person else None
            target = self.phone(address.address) if address else phone
            if target is not None:
                ref = self._show(target, out, await people.get(tx, out.person.id) if out.person else None)
                await self._arrived(tx, out, ref)

    def _show(self, phone: Phone, out: Outgoing, person: Person | None) -> str:
        language = person.language if person else phone.language
        formality = person.formality if person else "sie"
        say: Say = out.say
        if say.menu:
            phone.menu = say.menu
            return ""
        html = render(say.words, language, formality)
        buttons = [
            [(render(c.label, language, formality, markup=False), c.data, c.url) for c in row]
            for row in say.choices
        ]
        for row in buttons:
            for _, data, _ in row:
                assert len(data.encode()) <= 64, data
        self.refs += 1
        shown = Heard(f"b{self.refs}", _plain(html), html, buttons, out.unasked, say.protect, say.qr)
        if out.unasked:
            assert len(shown.text) <= 350, shown.text
        for place, before in enumerate(phone.messages):
            if say.edit and before.ref == say.edit:
                shown.ref, shown.edited, shown.unasked = before.ref, True, before.unasked
                phone.messages[place] = shown
                return shown.ref
        phone.messages.append(shown)
        return shown.ref

    async def _arrived(self, tx: Tx, out: Outgoing, ref: str) -> None:
        if out.subject is None:
            return
        from bot.conversation import receipts
        from scheduler.dispatch import Sent

        desk = Desk(tx, self.clock.now(), LIBRARY, self.practice)
        await receipts.settled(desk, [(out.subject, Sent(ref))])

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """Look into the database."""
        async with self.db.read() as tx:
            yield tx


def _plain(html: str) -> str:
    text = re.sub(r"<[^>]+>", "", html)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
