"""A number on Signal that was on its way, or hardly begun, when something newer was asked: whose answer it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from storage import checkins
from storage.records import Outcome
from tests.e2e.acts import a_patient, a_therapist, agreed, daily, in_order
from tests.e2e.practice import SIGNAL, OnThePhone, Practice, open_practice

HOUR = 3_600_000  # milliseconds
NOON = datetime(2026, 3, 6, 11, tzinfo=UTC)  # 12:00 in Berlin


@asynccontextmanager
async def asked_yesterday(folder: Path) -> AsyncIterator[tuple[Practice, OnThePhone]]:
    """A patient who was asked yesterday how it went, has not answered, and is reminded again at noon."""
    async with open_practice(folder, ways=SIGNAL) as practice:
        dr = await a_therapist(practice)
        anna = await a_patient(practice, "Anna", dr)
        await agreed(practice, anna, daily(practice, time(12, 0)))
        await practice.moves_to(NOON - timedelta(days=1))
        await anna.taps("Open")
        assert "How did it go?" in anna.answer
        yield practice, anna


async def outcomes(practice: Practice, anna: OnThePhone) -> list[Outcome | None]:
    async with practice.app.database.read() as tx:
        return [each.outcome for each in await checkins.of_patient(tx, (await anna.person()).id)]


class UnderWay:
    """What somebody typed, and what lies at Signal until it is let go."""

    def __init__(self, practice: Practice, anna: OnThePhone, text: str) -> None:
        self._practice, self._anna = practice, anna
        waiting = practice.signal.world.waiting
        before = len(waiting)
        anna.phone.types(text)
        self._held = [waiting.pop() for _ in range(len(waiting) - before)]

    def at_signal_an_hour_ahead(self) -> None:
        """Let the clock of Signal's server, and of nobody else, be ahead."""
        came = self._held[0]["envelope"]["serverReceivedTimestamp"] + HOUR

        def delivered(result: dict[str, Any]) -> None:
            now = int(self._practice.clock.now().timestamp() * 1000) + HOUR
            result["envelope"] |= {"serverReceivedTimestamp": came, "serverDeliveredTimestamp": now}

        self._practice.signal.world.delivered = delivered  # type: ignore[method-assign]

    async def arrives(self) -> None:
        """Let the daemon have it now."""
        shown = len(self._anna.shown)
        self._practice.signal.world.waiting.extend(self._held)
        self._practice.signal.touch()
        await self._practice.settle(after=self._anna)
        self._anna.answer = "\n".join(each.text for each in self._anna.shown[shown:])


@pytest.mark.parametrize("early", [0.02, 0.5, 5.0])
async def test_a_number_on_its_way_when_a_reminder_sets_out_is_no_answer_to_the_reminder(
    tmp_path: Path, early: float
) -> None:
    async with asked_yesterday(tmp_path) as (practice, anna):
        practice.clock.set(NOON - timedelta(seconds=early))
        number = UnderWay(practice, anna, "2")
        await practice.moves_to(NOON)
        assert "Not today" in anna.labels
        practice.clock.forward(seconds=0.2)
        await number.arrives()
        assert "A part counts" in anna.answer
        assert await outcomes(practice, anna) == [Outcome.PARTLY]
        await anna.taps("Not today")
        assert "What got in the way?" in anna.answer


async def test_a_number_typed_before_anybody_can_have_read_the_reminder_is_asked_about(
    tmp_path: Path,
) -> None:
    async with asked_yesterday(tmp_path) as (practice, anna):
        await practice.moves_to(NOON)
        practice.clock.forward(seconds=0.8)
        await anna.types("2")
        in_order(anna.answer, "Several questions are open. Which one do you mean?")
        assert await outcomes(practice, anna) == []
        choices = anna.labels
        assert len(choices) == 2
        practice.clock.forward(seconds=5)
        await anna.taps(next(each for each in choices if each.endswith("→ Partly")))
        assert await outcomes(practice, anna) == [Outcome.PARTLY]
        assert "A part counts" in anna.answer


async def test_a_number_that_only_the_older_question_has_is_asked_about_too(tmp_path: Path) -> None:
    async with asked_yesterday(tmp_path) as (practice, anna):
        await practice.moves_to(NOON)
        practice.clock.forward(seconds=0.8)
        await anna.types("4")
        assert "Is this what you mean?" in anna.answer
        assert [each.endswith("→ Not done") for each in anna.labels] == [True]
        practice.clock.forward(seconds=5)
        await anna.types("1")
        assert await outcomes(practice, anna) == [Outcome.NOT_DONE]


async def test_whoever_had_the_time_to_read_means_the_newest(tmp_path: Path) -> None:
    async with asked_yesterday(tmp_path) as (practice, anna):
        await practice.moves_to(NOON)
        practice.clock.forward(seconds=1.6)
        await anna.types("3")
        assert "What got in the way?" in anna.answer
        assert "How did it go?" not in anna.answer


async def test_the_same_number_sent_twice_before_the_next_question_set_out_is_one_answer(
    tmp_path: Path,
) -> None:
    async with asked_yesterday(tmp_path) as (practice, anna):
        first = UnderWay(practice, anna, "2")
        practice.clock.forward(seconds=0.2)
        again = UnderWay(practice, anna, "2")
        practice.clock.forward(seconds=0.1)
        await first.arrives()
        assert "What got in the way?" in anna.answer
        practice.clock.forward(seconds=0.3)
        await again.arrives()
        assert anna.answer == ""
        assert await outcomes(practice, anna) == [Outcome.PARTLY]


async def test_signal_s_own_clock_may_be_an_hour_off(tmp_path: Path) -> None:
    """How long something lay at Signal is told by the difference alone."""
    async with asked_yesterday(tmp_path) as (practice, anna):
        practice.clock.set(NOON - timedelta(seconds=0.5))
        number = UnderWay(practice, anna, "2")
        number.at_signal_an_hour_ahead()
        await practice.moves_to(NOON)
        practice.clock.forward(seconds=0.2)
        await number.arrives()
        assert await outcomes(practice, anna) == [Outcome.PARTLY]


async def test_a_nod_before_anybody_can_have_read_the_question_decides_nothing(tmp_path: Path) -> None:
    async with asked_yesterday(tmp_path) as (practice, anna):
        practice.clock.forward(hours=2)
        await anna.types("leave")
        practice.clock.forward(seconds=0.8)
        await anna.types("👎")
        assert "Everything stays as it was" not in anna.answer
        assert "Is this what you mean?" in anna.answer
        practice.clock.forward(seconds=5)
        await anna.types("1")
        assert "Everything stays as it was" in anna.answer
