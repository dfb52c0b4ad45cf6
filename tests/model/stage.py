"""The stage of the model: people and a practice, time that passes, and an end at which everything ends well."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from tests.model import laws
from tests.model.deeds import Deeds
from tests.model.ledger import Ledger
from tests.model.phones import Killed, Phone, Weather
from tests.model.world import World

PATIENTS = {"Anna": "Stern", "Ben": "Stern", "Cem": "Mond"}
TIMES = ("18:00", "09:00, 18:00", "02:30", "22:15", "02:30, 20:45", "08:00, 18:00, 21:30")
HOURS = tuple(timedelta(minutes=minutes) for minutes in (4, 35, 60, 180, 540))
WHO = st.sampled_from(sorted(PATIENTS))


class Stage(RuleBasedStateMachine):
    """Two therapists and three patients, to whom nothing happens yet."""

    world: World
    deeds: Deeds
    ledger: Ledger

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.loop.set_exception_handler(_unless_killed)
        self.folder = Path(tempfile.mkdtemp(prefix="between-model-"))
        self.whole = False

    def play(self, deed: Coroutine[Any, Any, Any]) -> Any:
        """Do something, then see whether every law still holds."""
        self.whole = False
        done = self.loop.run_until_complete(deed)
        self.loop.run_until_complete(self.ledger.check())
        self.whole = True
        return done

    async def open(self, times: tuple[str, str]) -> None:
        """Let two patients come in, and agree to an exercise each."""
        await self.world.eye.open()
        for name in sorted(set(PATIENTS.values())):
            await self.world.a_therapist(name)
        await self.world.start()
        for name in ("Anna", "Cem"):
            await self.comes_in(name)
        for name, exercise, at in zip(("Anna", "Cem"), ("BA-02", "MIN-01"), times, strict=True):
            await self.proposes(name, exercise, "daily 18:00")
            await self.deeds.agrees(self.phone(name), at)

    def phone(self, name: str) -> Phone:
        """Return somebody's phone."""
        return self.world.air.phone(name)

    def somebody(self, name: str) -> str:
        """Return somebody who is in: this one, or else Anna."""
        return name if self.ledger.code(name) else "Anna"

    def owner(self, name: str) -> Phone:
        """Return the phone of somebody's therapist."""
        return self.phone(PATIENTS[name])

    async def comes_in(self, name: str) -> None:
        """Let somebody be invited and come in."""
        await self.deeds.comes_in(self.owner(name), self.phone(name))

    async def proposes(self, name: str, exercise: str, rhythm: str) -> None:
        """Let somebody's therapist propose an exercise."""
        code = self.ledger.code(name) or await self.ledger.fresh_code(name)
        if code:
            await self.deeds.proposes(self.owner(name), code, exercise, rhythm, self.ledger.marked(name))

    async def moves(self, span: timedelta) -> None:
        """Let time pass, stopping at each thing that is to happen in it."""
        until = self.world.now + span
        while self.world.now < until:
            coming = await self.world.next_event(self.ledger.next_moment(until))
            self.world.clock.set(coming)
            if coming >= self.world.planned_at + timedelta(hours=1):
                await self.world.plan()
            await self.world.settle()
            await self.ledger.look()

    def teardown(self) -> None:
        """At the end everything ends well, and nothing that stands on any phone is a trap."""
        try:
            if self.whole:
                self.play(self._ends())
        finally:
            self.loop.run_until_complete(self.world.close())
            self.loop.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    async def _ends(self) -> None:
        self.ledger.weather(Weather.FINE)
        for name in PATIENTS:
            self.phone(name).blocked = False
        await self.moves(timedelta(days=2))
        for name in PATIENTS:
            if self.ledger.active(name):
                await self.deeds.sets_a_session(self.owner(name), self.ledger.code(name) or "", 3, "16:30")
        await self.moves(timedelta(days=4))
        await self.ledger.check()
        laws.every_moment_has_ended(self.ledger.book, self.world.now - timedelta(days=3))
        laws.all_is_summed_up(self.ledger.book, self.ledger.summed_up())
        for phone in list(self.world.air.phones.values()):
            newest = {tuple(each.parts[::2]): each for each in phone.buttons}  # of each kind the newest
            for button in newest.values():
                await self.world.presses(phone, button.data, button.ref)


def _unless_killed(loop: asyncio.AbstractEventLoop, fault: dict[str, Any]) -> None:
    """Say nothing of the tasks of a process that was killed."""
    if not isinstance(fault.get("exception"), Killed):
        loop.default_exception_handler(fault)
