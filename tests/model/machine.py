"""The whole core against a model: anything may be done at any time, and after each deed every law must hold."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.model import laws
from tests.model.deeds import Deeds
from tests.model.ledger import Ledger
from tests.model.phones import Phone, Weather
from tests.model.world import World

STARTS = (
    datetime(2026, 3, 27, 9, 0, tzinfo=UTC),  # Berlin's clocks go on two days later, New York's went already
    datetime(2026, 10, 23, 9, 0, tzinfo=UTC),  # Berlin's go back two days later, New York's nine
    datetime(2026, 3, 6, 15, 0, tzinfo=UTC),  # New York's go on two days later
)
TIMES = ("18:00", "09:00, 18:00", "02:30", "22:15", "02:30, 20:45", "08:00, 18:00, 21:30")
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
OUTCOMES = ("done", "partly", "changed", "not_done")
REASONS = ("", "forgot", "fear", "refusal", "too_hard")
PATIENTS = {"Anna": "Stern", "Ben": "Stern", "Cem": "Mond"}
PLACES = ("before writing", "before the commit", "after the commit", "before showing", "after showing")
HOURS = (
    timedelta(minutes=4),
    timedelta(minutes=35),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=9),
)
WHO = st.sampled_from(sorted(PATIENTS))


class Between(RuleBasedStateMachine):
    """Two therapists, three patients, and whatever may happen to them."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.loop.set_exception_handler(lambda _, __: None)  # tasks of a process that was killed
        self.folder = Path(tempfile.mkdtemp(prefix="between-model-"))
        self.whole = False

    def play(self, deed: Coroutine[Any, Any, Any]) -> Any:
        """Do something, then see whether every law still holds."""
        self.whole = False
        done = self.loop.run_until_complete(deed)
        self.loop.run_until_complete(self.ledger.check())
        self.whole = True
        return done

    @initialize(at=st.sampled_from(STARTS), times=st.tuples(st.sampled_from(TIMES), st.sampled_from(TIMES)))
    def opens(self, at: datetime, times: tuple[str, str]) -> None:
        """Begin with two patients who have an exercise already."""
        self.world = World(self.folder, at)
        self.deeds = Deeds(self.world)
        self.ledger = Ledger(self.world, PATIENTS)
        self.play(self._open(times))

    async def _open(self, times: tuple[str, str]) -> None:
        await self.world.eye.open()
        for name in sorted(set(PATIENTS.values())):
            await self.world.a_therapist(name)
        await self.world.start()
        for name in ("Anna", "Cem"):
            await self._comes_in(name)
        for name, exercise, at in zip(("Anna", "Cem"), ("BA-02", "MIN-01"), times, strict=True):
            await self._proposes(name, exercise, "daily 18:00")
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

    async def _comes_in(self, name: str) -> None:
        await self.deeds.comes_in(self.owner(name), self.phone(name))

    async def _proposes(self, name: str, exercise: str, rhythm: str) -> None:
        code = self.ledger.code(name) or await self.ledger.fresh_code(name)
        if code:
            await self.deeds.proposes(self.owner(name), code, exercise, rhythm, self.ledger.marked(name))

    @rule(name=WHO)
    def is_invited(self, name: str) -> None:
        """Somebody comes in, if they have not yet."""
        if self.ledger.code(name) is None:
            self.play(self._comes_in(name))

    @rule(
        name=WHO,
        exercise=st.sampled_from(("BA-02", "MIN-01")),
        days=st.sampled_from(("daily", "Mon Wed Sat")),
    )
    def is_proposed(self, name: str, exercise: str, days: str) -> None:
        """A therapist proposes an exercise."""
        name = self.somebody(name)
        if self.ledger.open_exercises(name) < 2:
            self.play(self._proposes(name, exercise, f"{days} 18:00"))

    @rule(name=WHO, times=st.sampled_from(TIMES))
    def agrees(self, name: str, times: str) -> None:
        """A patient opens a proposal and agrees."""
        name = self.somebody(name)
        self.play(self.deeds.agrees(self.phone(name), times))

    @rule(name=WHO, times=st.sampled_from(TIMES), hour=st.sampled_from((-1, 8, 12, 20)))
    def changes_times(self, name: str, times: str, hour: int) -> None:
        """A patient puts an exercise to other times, at any hour, also between two of its moments."""
        name = self.somebody(name)
        if hour >= 0:
            self.play(self._moves((timedelta(hours=hour) - _time_of(self.world.now)) % timedelta(days=1)))
        self.play(self.deeds.changes_times(self.phone(name), times))

    @rule(name=WHO, outcome=st.sampled_from(OUTCOMES), reason=st.sampled_from(REASONS), words=st.booleans())
    def answers(self, name: str, outcome: str, reason: str, words: bool) -> None:  # noqa: FBT001 - hypothesis draws it
        """A patient says how it went, perhaps with words; what is said to be saved must be."""
        name = self.somebody(name)
        said, shown = self.ledger.marked(name) if words else "", len(self.world.air.log)
        self.play(self.deeds.answers(self.phone(name), outcome, said, reason))
        new = [each.html for each in self.world.air.log[shown:] if each.address == name]
        typed = [text for _, text in self.phone(name).typed]
        if words and said in typed and any("in your words" in html for html in new):
            self.ledger.said(name, said)

    @rule(name=WHO, when=st.sampled_from(("30", "60", "evening", "tomorrow")))
    def says_later(self, name: str, when: str) -> None:
        """A patient wants a moment to come back."""
        name = self.somebody(name)

        async def later() -> None:
            phone = self.phone(name)
            if await self.deeds.taps(phone, "later"):
                found = [each for each in phone.buttons if each.parts[::2] == ["later", when]]
                if found:
                    await self.world.presses(phone, found[-1].data, found[-1].ref)

        self.play(later())

    @rule(name=WHO)
    def notes(self, name: str) -> None:
        """A patient notes something for the session."""
        name = self.somebody(name)
        if self.ledger.active(name):
            said = self.ledger.marked(name)
            self.ledger.said(name, said)
            self.play(self.world.types(self.phone(name), f"/note difficulty {said}"))

    @rule(name=WHO)
    def edits(self, name: str) -> None:
        """A patient corrects the last thing that they wrote as a note."""
        name = self.somebody(name)
        phone = self.phone(name)
        note = next((each for each in reversed(phone.typed) if each[1].startswith("/note")), None)
        if note is not None and self.ledger.active(name):
            said = self.ledger.marked(name)
            self.ledger.said(name, said)
            self.play(self.world.does(phone, "edit", text=f"/note difficulty {said}", message_ref=note[0]))

    @rule(name=WHO)
    def practises_more(self, name: str) -> None:
        """A patient practised beyond the plan."""
        name = self.somebody(name)
        self.play(self.world.types(self.phone(name), "/practise"))

    @rule(name=WHO, until=st.sampled_from(("1", "3", "open")))
    def pauses(self, name: str, until: str) -> None:
        """A patient wants silence."""
        name = self.somebody(name)
        if self.ledger.active(name):
            days = {"1": "tomorrow", "3": "3 days", "open": ""}[until]
            self.play(self._pauses(name, days))

    async def _pauses(self, name: str, days: str) -> None:
        phone = self.phone(name)
        await self.world.types(phone, f"/pause {days}".strip())
        if not days:
            await self.deeds.taps_value(phone, "open")

    @rule(name=WHO)
    def resumes(self, name: str) -> None:
        """A patient ends their pause."""
        name = self.somebody(name)
        self.play(self.world.types(self.phone(name), "/resume"))

    @rule(name=WHO, verb=st.sampled_from(("restone", "wake", "keep")))
    def rests_or_wakes(self, name: str, verb: str) -> None:
        """A patient lets one exercise rest, or wakes it."""
        name = self.somebody(name)

        async def rests() -> None:
            phone = self.phone(name)
            await self.world.types(phone, "/current")
            if verb == "restone":
                await self.deeds.taps(phone, "rest")
            await self.deeds.taps(phone, verb)

        self.play(rests())

    @rule(
        name=WHO,
        begins=st.sampled_from(("20:00", "22:00", "00:30")),
        ends=st.sampled_from(("06:00", "09:30")),
    )
    def changes_quiet_hours(self, name: str, begins: str, ends: str) -> None:
        """A patient sets other quiet hours."""
        name = self.somebody(name)

        async def sets() -> None:
            await self.world.types(self.phone(name), "/quiet")
            await self.deeds.fills(self.phone(name), {"from": begins, "to": ends})

        self.play(sets())

    @rule(name=WHO, zone=st.sampled_from(ZONES))
    def travels(self, name: str, zone: str) -> None:
        """A patient lives by another clock."""
        name = self.somebody(name)

        async def moves() -> None:
            await self.world.types(self.phone(name), f"/timezone {zone}")
            await self.deeds.taps_value(self.phone(name), "yes")

        if self.ledger.active(name):
            self.play(moves())

    @rule(name=WHO, span=st.sampled_from(HOURS), hears=st.booleans())
    def blocks(self, name: str, span: timedelta, hears: bool) -> None:  # noqa: FBT001 - hypothesis draws it
        """A patient blocks the bot for a while; it may hear of it at once, or only when it sends something."""
        phone = self.phone(self.somebody(name))

        async def is_away() -> None:
            phone.blocked = True
            if hears:
                await self.world.does(phone, "blocked")
            await self._moves(span)
            phone.blocked = False
            await self.world.does(phone, "unblocked")

        self.play(is_away())

    @rule(name=WHO, days=st.integers(1, 4), clock=st.sampled_from(("09:00", "16:30")), deed=st.integers(0, 2))
    def has_a_session(self, name: str, days: int, clock: str, deed: int) -> None:
        """A therapist sets, moves or cancels a session."""
        name = self.somebody(name)
        code, owner = self.ledger.code(name) or "", self.owner(name)
        if deed == 0:
            self.play(self.deeds.sets_a_session(owner, code, days, clock))
        elif deed == 1:
            self.play(self.deeds.moves_a_session(owner, code, days, clock))
        else:
            self.play(self.deeds.cancels_a_session(owner, code))

    @rule(name=WHO, verb=st.sampled_from(("tnews", "tdo", "tdp", "tdd")))
    def therapist_reads(self, name: str, verb: str) -> None:
        """A therapist opens what came."""
        name = self.somebody(name)
        self.play(self.deeds.taps(self.owner(name), verb))

    @rule(name=st.sampled_from(sorted({*PATIENTS, *PATIENTS.values()})), which=st.integers(0, 10_000))
    def presses_anything(self, name: str, which: int) -> None:
        """Somebody presses any button that stands anywhere on their phone, however old."""
        buttons = self.phone(name).buttons
        if buttons:
            button = buttons[which % len(buttons)]
            self.play(self.world.presses(self.phone(name), button.data, button.ref))

    @rule(weather=st.sampled_from(Weather))
    def weather_changes(self, weather: Weather) -> None:
        """The service begins to fail, or to work again."""
        self.ledger.weather(weather)
        self.play(self.world.settle())

    @rule(place=st.sampled_from(PLACES), count=st.integers(1, 6))
    def will_die(self, place: str, count: int) -> None:
        """The process will die at the so-many-th time that it comes by a place."""
        if self.world.bot is not None:
            self.world.bot.doom.waits_at(place, count)

    @precondition(lambda self: self.world.bot is not None)
    @rule(
        span=st.sampled_from(
            (timedelta(minutes=20), timedelta(hours=5), timedelta(hours=13), timedelta(days=3))
        )
    )
    def is_out_of_order(self, span: timedelta) -> None:
        """The process ends, and for a while there is none."""

        async def outage() -> None:
            await self.world.stop()
            self.world.clock.set(self.world.now + span)
            await self.world.start()

        self.play(outage())

    @rule(span=st.sampled_from(HOURS))
    def hours_pass(self, span: timedelta) -> None:
        """Time passes, and everything that is due happens in it."""
        self.play(self._moves(span))

    @rule(outcomes=st.lists(st.sampled_from(("", *OUTCOMES)), min_size=2, max_size=4))
    def days_are_lived(self, outcomes: list[str]) -> None:
        """Days pass, and on each of them somebody answers what it brought, or does not."""
        for number, outcome in enumerate(outcomes):
            self.play(self._moves(timedelta(hours=21 + number % 2 * 6)))
            if outcome:
                self.play(self.deeds.answers(self.phone(("Anna", "Cem")[number % 2]), outcome, "", ""))

    @rule(days=st.sampled_from((1, 3)))
    def days_pass(self, days: int) -> None:
        """Days pass in which nobody does anything."""
        self.play(self._moves(timedelta(days=days)))

    async def _moves(self, span: timedelta) -> None:
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
        await self._moves(timedelta(days=2))
        for name in PATIENTS:
            if self.ledger.active(name):
                await self.deeds.sets_a_session(self.owner(name), self.ledger.code(name) or "", 3, "16:30")
        await self._moves(timedelta(days=4))
        await self.ledger.check()
        laws.every_moment_has_ended(self.ledger.book, self.world.now - timedelta(days=3))
        laws.all_is_summed_up(self.ledger.book, self.ledger.summed_up())
        for phone in list(self.world.air.phones.values()):
            newest = {tuple(each.parts[::2]): each for each in phone.buttons}  # of each kind the newest
            for button in newest.values():
                await self.world.presses(phone, button.data, button.ref)


def _time_of(at: datetime) -> timedelta:
    return at - at.replace(hour=0, minute=0, second=0)
