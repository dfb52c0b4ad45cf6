"""What the model remembers beside the bot: what was promised to whom, what was typed, and how the service behaved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from storage import tables as t
from storage.records import EXTRA_SLOT, AssignmentEvent, AssignmentState, PersonState
from tests.model import laws
from tests.model.book import Book, read_book
from tests.model.oracle import Change, expected
from tests.model.phones import Weather
from tests.model.world import World

AFTER_TROUBLE = timedelta(minutes=25)
"""So long after the service was in trouble the longest wait for a retry is over."""

NEWEST = 200
"""No more than so many messages are shown at one instant."""

_AGREED = (AssignmentEvent.AGREED, AssignmentEvent.CHANGED)
_STOPPED = (AssignmentEvent.PAUSED, AssignmentEvent.ENDED)


class Ledger:
    """Compares what stands in the database and on the phones with what was promised, typed and wished."""

    def __init__(self, world: World, owners: Mapping[str, str]) -> None:
        self.world = world
        self.seers = {name: {name, owner} for name, owner in owners.items()}
        self.plans: dict[int, list[Change]] = {}
        self.codes: dict[str, int] = {}
        self.words: list[tuple[str, str, str]] = []
        self.gone: list[tuple[str, str]] = []
        self.marks = self.shown = self.told = 0
        self.deaths = 0
        self.fine_since = world.now
        self.last_change = 0
        self.zones: dict[int, str] = {}
        self.book: Book

    def weather(self, weather: Weather) -> None:
        """Let the service behave otherwise from now on."""
        self.world.air.weather = weather
        self.fine_since = self.world.now

    def marked(self, name: str) -> str:
        """Return new words of somebody that can be recognised anywhere."""
        self.marks += 1
        return f"{name}·{self.marks}·"

    def said(self, name: str, words: str, ref: str = "") -> None:
        """Remember what must be kept until its message is deleted. `ref`: the message, where it may be."""
        self.words.append((name, words, ref))

    def deleted(self, name: str, ref: str) -> None:
        """Remember that what a message said, in whatever words, must not be kept any more."""
        self.gone += [each[:2] for each in self.words if each[::2] == (name, ref)]
        self.words = [each for each in self.words if each[::2] != (name, ref)]

    async def check(self) -> None:
        """Read everything, and hold it against every law."""
        before = getattr(self, "book", None)
        self.book = book = await read_book(self.world)
        await self._recognise()
        self._follow(book)
        air = self.world.air
        laws.nothing_is_set_aside(book)
        laws.moments_are_as_promised(book, self.plans, self.world.now)
        laws.answers_stand_with_their_moments(book)
        laws.nothing_comes_twice(air.log, book)
        laws.nobody_sees_what_is_anothers(air.log[self.shown :], self.seers)
        laws.unasked_messages_are_courteous(air.log[self.shown :], air.log, before or book, book)
        laws.each_state_is_in_one_digest(book)
        self._nothing_typed_is_lost_and_nothing_deleted_kept()
        self.shown = len(air.log)

    async def look(self) -> None:
        """See whether what was promised for this very moment has come, if nothing speaks against it."""
        deaths, self.deaths = self.deaths, self.world.deaths
        if self.world.deaths != deaths:
            self.fine_since = self.world.now  # what was under way is tried again soon, not at once
        if self.world.now - self.fine_since < AFTER_TROUBLE or self.world.air.weather is not Weather.FINE:
            return
        now = self.world.now
        late = [each for each in reversed(self.world.air.log[-NEWEST:]) if each.at == now]
        told = {each for showing in late for each in laws.moments_of(showing)}
        for each in await self._free_moments():
            assert each in told, ("did not come", each, now)

    async def _free_moments(self) -> list[int]:
        """Return the moments of now of which nothing speaks against telling somebody."""
        now, person, exercise = self.world.now, t.people.c, t.assignments.c
        blocked = [each.address for each in self.world.air.phones.values() if each.blocked]
        away = [each for name, each in self.codes.items() if name in blocked]
        query = (
            select(t.occurrences.c.id)
            .join(t.people, person.id == t.occurrences.c.patient_id)
            .join(t.assignments, exercise.id == t.occurrences.c.assignment_id)
            .where(t.occurrences.c.planned_at == now, t.occurrences.c.slot < EXTRA_SLOT)
            .where(person.state == PersonState.ACTIVE, person.blocked_at.is_(None), person.id.not_in(away))
            .where(or_(person.paused_until.is_(None), person.paused_until <= now))
            .where(exercise.state == AssignmentState.AGREED, exercise.quiet.is_(False))
        )
        async with self.world.eye.read() as tx:
            return [row.id for row in await tx.rows(query)]

    def next_moment(self, until: datetime) -> datetime:
        """Return the next moment that was promised, at the latest `until`."""
        now = self.world.now
        coming = (at for changes in self.plans.values() for at in expected(changes, until) if at > now)
        return min([until, *coming])

    async def _recognise(self) -> None:
        for name in self.seers:
            if name not in self.codes:
                person = await self.world.person(self.world.air.phone(name))
                if person is not None:
                    self.codes[name] = person.id

    def _follow(self, book: Book) -> None:
        """Follow what was agreed, stopped and taken up again, and whose clock it goes by."""
        for change in book.changes:
            if change.id <= self.last_change:
                continue
            self.last_change = change.id
            changes = self.plans.setdefault(change.assignment_id, [])
            zone = self.zones.get(change.patient_id) or book.people[change.patient_id].zone
            plan = change.plan.schedule
            if change.event in _AGREED:
                changes.append(Change(change.at, plan, zone, agreed=True))
            elif change.event in _STOPPED and changes:
                changes.append(Change(change.at, None, zone, agreed=False))
            elif change.event is AssignmentEvent.RESUMED and changes and changes[-1].plan is None:
                changes.append(Change(change.at, plan, zone, agreed=False))
        for person in book.people.values():
            before = self.zones.get(person.id)
            self.zones[person.id] = person.zone
            if before not in {None, person.zone}:
                self._moved(book, person.id, person.zone)

    def _moved(self, book: Book, person_id: int, zone: str) -> None:
        for assignment_id, changes in self.plans.items():
            if book.assignments[assignment_id].patient_id == person_id and changes and changes[-1].plan:
                changes.append(Change(self.world.now, changes[-1].plan, zone, agreed=False))

    def _nothing_typed_is_lost_and_nothing_deleted_kept(self) -> None:
        if self.world.bot is None or self.world.unfetched:
            return
        for name, words, _ in self.words:
            assert words in self.book.words[self.codes[name]], ("lost", name, words)
        for name, words in self.gone:
            assert words not in self.book.words[self.codes[name]], ("kept", name, words)

    def code(self, name: str) -> str | None:
        """Return somebody's code, once they are in."""
        person = self.book.people.get(self.codes.get(name, 0)) if hasattr(self, "book") else None
        return None if person is None else person.code

    async def fresh_code(self, name: str) -> str | None:
        """Return the same, looking once more."""
        person = await self.world.person(self.world.air.phone(name))
        return None if person is None else person.code

    def active(self, name: str) -> bool:
        """Whether somebody takes part."""
        person = self.book.people.get(self.codes.get(name, 0))
        return person is not None and person.state is PersonState.ACTIVE

    def open_exercises(self, name: str) -> int:
        """Return how many exercises somebody has."""
        mine = (each for each in self.book.assignments.values() if each.patient_id == self.codes[name])
        return sum(each.state is not AssignmentState.ENDED for each in mine)

    def summed_up(self) -> dict[int, datetime]:
        """Return when the newest summary for each patient was built."""
        built: dict[int, datetime] = {}
        for each in self.book.digests.values():
            built[each.patient_id] = max(built.get(each.patient_id, each.built_at), each.built_at)
        return built
