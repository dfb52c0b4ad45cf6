"""A whole practice in one process: the real bot on a real database, phones, a hand clock, deaths and outages."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot.answer import Answerer
from bot.conversation.turn import Practice
from bot.deliver import Deliverer
from bot.library.loader import load_library
from scheduler.clock import HandClock
from scheduler.dispatch import Dispatcher, Receipt
from scheduler.heal import plan_everybody
from scheduler.pace import Pace
from scheduler.tick import Ticker
from storage import due, people
from storage import tables as t
from storage.crypto import KeyRing, throwaway_key_ring
from storage.database import Database, Tx
from storage.records import OutboxMessage, OutboxState, Person, PersonState, RawUpdate, Role
from storage.workers import NUMBERS
from tests.databases import make_database
from tests.model.phones import CARRIED, CHANNEL, Air, Doom, Killed, Phone, Weather

LIBRARY = load_library()
PRACTICE = Practice("Europe/Berlin", "en", "DE", lambda token: f"https://t.me/between_test_bot?start={token}")
ROUNDS = 2000
PLAN_EVERY = timedelta(hours=6)


class MortalDatabase(Database):
    """A database whose process may die before a transaction is committed, or right after it."""

    def __init__(self, url: str, keys: KeyRing, clock: HandClock, doom: Doom) -> None:
        super().__init__(url, keys, clock.now)
        self._doom = doom

    @asynccontextmanager
    async def write(self, *, apart: bool = False) -> AsyncIterator[Tx]:
        """Open a transaction that may write, unless the process is dead."""
        self._doom.passes("before writing")
        async with super().write(apart=apart) as tx:
            yield tx
            self._doom.passes("before the commit")
        self._doom.passes("after the commit")


class Bot:
    """One run of the bot: everything that a process holds in memory, and loses when it dies."""

    def __init__(self, url: str, keys: KeyRing, clock: HandClock, air: Air) -> None:
        self.doom = air.doom = Doom()
        self.clock = clock
        self.database = MortalDatabase(url, keys, clock, self.doom)
        channels = {air.name: air}
        self.answerer = Answerer(self.database, clock, LIBRARY, PRACTICE, channels)
        self._deliver = Deliverer(channels)
        self.ticker = Ticker(self.database, clock, self.answerer.on_due)
        pace = Pace(clock)
        self.dispatcher = Dispatcher(
            self.database,
            clock,
            self._carry,
            self.answerer.settled,
            pace,
            channel=air.name,
            luck=lambda: 0.5,
        )

    async def begin(self, number: int) -> None:
        """Do what a process does first."""
        await self.database.open(number % NUMBERS)
        await self.dispatcher.recover()
        await plan_everybody(self.database, self.clock.now())

    async def work(self) -> int:
        """Answer, hand on and send what waits now; return how much that was."""
        done = await self.answerer.once() + await self.ticker.once()
        while sent := await self.dispatcher.once():
            done += sent
        return done

    async def _carry(self, message: OutboxMessage) -> Receipt:
        CARRIED.set(message)
        return await self._deliver(message)


class World:
    """The practice. `up`: a bot is running; what people do while none is waits at the service."""

    def __init__(self, folder: Path, at: datetime) -> None:
        self.clock = HandClock(at)
        self.keys = throwaway_key_ring()
        self.url = make_database(folder / "model.db")
        self.eye = Database(self.url, self.keys, self.clock.now)
        self.air = Air(self.clock.now)
        self.bot: Bot | None = None
        self.unfetched: list[RawUpdate] = []
        self.updates = self.starts = self.deaths = 0
        self.planned_at = at

    @property
    def now(self) -> datetime:
        """What time it is."""
        return self.clock.now()

    async def start(self) -> None:
        """Start a process, another one where it dies on the way, and let it catch up."""
        self.starts += 1
        self.bot = Bot(self.url, self.keys, self.clock, self.air)
        await self.bot.begin(self.starts)
        await self.settle()

    async def stop(self) -> None:
        """Lose the process with all that it had in memory."""
        bot, self.bot = self.bot, None
        if bot is not None:
            bot.doom.dead = True
            await bot.database.close()

    async def settle(self) -> None:
        """Let the bot do all that it can at this moment; where it dies on the way, another one takes over."""
        if self.bot is None:
            return
        try:
            for _ in range(ROUNDS):
                await self._fetch()
                if not await self.bot.work():
                    return
        except Killed:
            self.deaths += 1
            await self.stop()
            await self.start()
            return
        raise AssertionError("The bot does not come to rest.")

    async def _fetch(self) -> None:
        """Hand over what waits at the service, as often as it takes."""
        if self.unfetched and self.bot is not None:
            await self.bot.answerer.keep(CHANNEL, self.unfetched)
            self.unfetched = []

    async def does(self, phone: Phone, kind: str, **what: Any) -> None:
        """Let somebody do something with their phone, which takes them a moment."""
        self.updates += 1
        self.clock.forward(seconds=2)
        done = {"address": phone.address, "kind": kind, "language": "en", **what}
        self.unfetched.append(RawUpdate(f"u{self.updates}", json.dumps(done), phone.address))
        await self.settle()

    async def types(self, phone: Phone, text: str) -> str:
        """Type a message; return its reference."""
        ref = f"m{self.updates}"
        phone.typed.append((ref, text))
        await self.does(phone, "text", text=text, message_ref=ref)
        return ref

    async def presses(self, phone: Phone, data: str, ref: str) -> None:
        """Press a button."""
        await self.does(phone, "press", data=data, message_ref=ref)

    async def next_event(self, until: datetime) -> datetime:
        """Return when the bot next has something to do, at the latest `until`.

        In bad weather a retry is looked at now and then, not each second.
        """
        out = t.outbox.c
        unfinished = out.state.in_([OutboxState.PENDING, OutboxState.SENDING])
        async with self.eye.read() as tx:
            coming = await due.next_at(tx)
            waiting = await tx.rows(select(out.not_before, out.lease_until).where(unfinished))
        fine = self.air.weather is Weather.FINE
        soon = self.now + timedelta(seconds=1 if fine else 660)
        instants = [max(self.planned_at + PLAN_EVERY, self.now), *([coming] if coming else [])]
        instants += [
            max(row.not_before, row.lease_until or row.not_before, self.now if fine else soon)
            for row in waiting
        ]
        return min([until, *(each if each > self.now else soon for each in instants)])

    async def plan(self) -> None:
        """Do what is done each hour."""
        self.planned_at = self.now
        if self.bot is not None:
            try:
                await plan_everybody(self.bot.database, self.now)
            except Killed:
                await self.stop()
                await self.start()

    async def person(self, phone: Phone) -> Person | None:
        """Return who holds a phone."""
        async with self.eye.read() as tx:
            return await people.at_address(tx, CHANNEL, phone.address)

    async def a_therapist(self, name: str) -> Phone:
        """Return the phone of a therapist who is in already."""
        async with self.eye.write() as tx:
            person = await people.add(tx, Role.THERAPIST, now=self.now, language="en", zone="Europe/Berlin")
            await people.change(tx, person.id, state=PersonState.ACTIVE)
            await people.bind(tx, person.id, CHANNEL, name)
        return self.air.phone(name)

    async def close(self) -> None:
        """Take it down."""
        await self.stop()
        await self.eye.close()

    async def count(self, table: Any, *where: Any) -> int:
        """Count rows."""
        async with self.eye.read() as tx:
            return int(await tx.value(select(func.count()).select_from(table).where(*where)) or 0)
