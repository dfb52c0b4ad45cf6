"""The whole core against a model: anything may be done at any time, and after each deed every law must hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from tests.model.deeds import Deeds
from tests.model.ledger import Ledger
from tests.model.patients import OUTCOMES, Patients
from tests.model.phones import Weather
from tests.model.stage import HOURS, PATIENTS, TIMES, WHO
from tests.model.world import World

STARTS = (
    datetime(2026, 3, 27, 9, 0, tzinfo=UTC),  # Berlin's clocks go on two days later, New York's went already
    datetime(2026, 10, 23, 9, 0, tzinfo=UTC),  # Berlin's go back two days later, New York's nine
    datetime(2026, 3, 6, 15, 0, tzinfo=UTC),  # New York's go on two days later
)
PLACES = ("before writing", "before the commit", "after the commit", "before showing", "after showing")


class Between(Patients):
    """Two therapists, three patients, and whatever may happen to them."""

    @initialize(at=st.sampled_from(STARTS), times=st.tuples(st.sampled_from(TIMES), st.sampled_from(TIMES)))
    def opens(self, at: datetime, times: tuple[str, str]) -> None:
        """Begin with two patients who have an exercise already."""
        self.world = World(self.folder, at)
        self.deeds = Deeds(self.world)
        self.ledger = Ledger(self.world, PATIENTS)
        self.play(self.open(times))

    @rule(name=WHO)
    def is_invited(self, name: str) -> None:
        """Somebody comes in, if they have not yet."""
        if self.ledger.code(name) is None:
            self.play(self.comes_in(name))

    @rule(
        name=WHO,
        exercise=st.sampled_from(("BA-02", "MIN-01")),
        days=st.sampled_from(("daily", "Mon Wed Sat")),
    )
    def is_proposed(self, name: str, exercise: str, days: str) -> None:
        """A therapist proposes an exercise."""
        name = self.somebody(name)
        if self.ledger.open_exercises(name) < 2:
            self.play(self.proposes(name, exercise, f"{days} 18:00"))

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

    @rule(span=st.sampled_from((*HOURS, timedelta(days=2))))
    def time_passes(self, span: timedelta) -> None:
        """Time passes, and everything that is due happens in it."""
        self.play(self.moves(span))

    @rule(outcomes=st.lists(st.sampled_from(("", *OUTCOMES)), min_size=2, max_size=4))
    def days_are_lived(self, outcomes: list[str]) -> None:
        """Days pass, and on each of them somebody answers what it brought, or does not."""
        for number, outcome in enumerate(outcomes):
            self.play(self.moves(timedelta(hours=21 + number % 2 * 6)))
            if outcome:
                self.play(self.deeds.answers(self.phone(("Anna", "Cem")[number % 2]), outcome, "", ""))
