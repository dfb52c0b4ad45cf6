"""Signal gives a key of a phone that cannot be used: what is to go there waits, but not for somebody who is writing."""

from __future__ import annotations

from datetime import time
from pathlib import Path

from bot.playground.signal import SignalFault
from tests.e2e.acts import a_patient, a_therapist, agreed, daily
from tests.e2e.practice import SIGNAL, open_practice


async def test_who_writes_is_answered_at_once_and_gets_what_waited(tmp_path: Path) -> None:
    async with open_practice(tmp_path, ways=SIGNAL) as practice:
        anna = await a_patient(practice, "Anna", await a_therapist(practice))
        await agreed(practice, anna, daily(practice, time(12, 0)))
        practice.signal.faults.next(kind=SignalFault.PRE_KEY, to=anna.phone)
        await practice.moves(hours=3, minutes=5)
        assert anna.shown == []
        await anna.types("help")
        assert len(anna.shown) == 2
        assert "Not today" in anna.labels


async def test_an_answer_that_met_it_goes_before_the_next_one(tmp_path: Path) -> None:
    async with open_practice(tmp_path, ways=SIGNAL) as practice:
        anna = await a_patient(practice, "Anna", await a_therapist(practice))
        practice.signal.faults.next(kind=SignalFault.PRE_KEY, to=anna.phone, times=6)
        for _ in range(6):
            await anna.types("/current")
            assert anna.shown == []
        await anna.types("/help")
        first_words = [each.text.split()[0] for each in anna.shown]
        assert first_words[:6] == ["Nothing"] * 6
        assert len(first_words) == 7


async def test_for_somebody_who_does_not_write_it_is_tried_after_an_hour(tmp_path: Path) -> None:
    async with open_practice(tmp_path, ways=SIGNAL) as practice:
        anna = await a_patient(practice, "Anna", await a_therapist(practice))
        await agreed(practice, anna, daily(practice, time(12, 0)))
        practice.signal.faults.next(kind=SignalFault.PRE_KEY, to=anna.phone)
        await practice.moves(hours=3, minutes=55)
        assert anna.shown == []
        await practice.moves(minutes=10)
        assert "Not today" in anna.labels
