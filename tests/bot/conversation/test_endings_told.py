"""What a therapist ends is told to the patient: once, neutrally, at an hour that suits, on either messenger."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from storage import tables as t
from tests.two_ways import TwoWays, two_ways


@pytest.fixture
async def practice(tmp_path: Path) -> AsyncIterator[TwoWays]:
    async with two_ways(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("channel", ["telegram", "signal"])
async def test_exercises_that_end_together_are_told_by_one_message(practice: TwoWays, channel: str) -> None:
    doctor = await practice.therapist()
    anna = await practice.patient("Anna", channel, language="de", formality="du")
    for exercise in ("BA-02", "MIN-01", "SLP-01"):
        await practice.assigned(anna, exercise=exercise)
    for exercise in ("BA-02", "MIN-01"):
        await doctor.types(f"/end P-1 {exercise}")
        await doctor.taps("End it")
    assert anna.messages == []
    await practice.moves(minutes=2)
    await anna.types("/current")
    await anna.taps("Beenden")
    await anna.taps("Ja, beenden")
    assert [each.text for each in anna.messages[:1]] == [
        "An dem, was vereinbart war, hat sich etwas geändert."
    ]
    await anna.taps("Öffnen")
    opened = next(each.text for each in anna.messages if each.text.startswith("Deine Fachkraft hat beendet"))
    assert opened.count("•") == 2, "and not what they stopped themselves"
    shown = len(anna.messages)
    await practice.moves(days=2)
    assert len(anna.messages) == shown


async def test_what_has_ended_is_named_although_an_older_entry_of_the_history_is_damaged(
    practice: TwoWays,
) -> None:
    doctor = await practice.therapist()
    anna = await practice.patient("Anna")
    await practice.assigned(anna)
    async with practice.db.write() as tx:
        await tx.run(update(t.assignment_changes).values(plan=b"damaged", words=b"damaged"))
    await doctor.types("/end P-1 BA-02")
    await doctor.taps("End it")
    await practice.moves(minutes=2)
    await anna.taps("Open")
    assert anna.last.count("•") == 1


async def test_at_night_neither_an_ending_nor_the_end_of_all_is_told(practice: TwoWays) -> None:
    doctor = await practice.therapist()
    anna, ben = await practice.patient("Anna"), await practice.patient("Ben")
    await practice.assigned(anna)
    await practice.moves_to(datetime(2026, 3, 2, 22, 0, tzinfo=UTC))
    before = len(anna.messages)
    await doctor.types("/end P-1 BA-02")
    await doctor.taps("End it")
    await doctor.types("/patients P-2")
    await doctor.taps("End the therapy here")
    await doctor.taps("Yes, end it")
    await practice.moves_to(datetime(2026, 3, 3, 6, 59, tzinfo=UTC))
    assert (len(anna.messages), ben.messages) == (before, [])
    await practice.moves_to(datetime(2026, 3, 3, 7, 0, tzinfo=UTC))
    assert anna.last == "Something that was agreed has changed."
    assert ben.last.startswith("Your practice has ended what ran here")
    await ben.types("/help")
    assert "112" in ben.last


async def test_who_is_ended_before_they_were_told_of_an_exercise_is_told_one_thing(practice: TwoWays) -> None:
    doctor = await practice.therapist()
    anna = await practice.patient("Anna")
    await practice.assigned(anna)
    await doctor.types("/end P-1 BA-02")
    await doctor.taps("End it")
    await doctor.types("/patients P-1")
    await doctor.taps("End the therapy here")
    await doctor.taps("Yes, end it")
    await practice.moves(days=1)
    assert [each.text[:23] for each in anna.messages] == ["Your practice has ended"]
