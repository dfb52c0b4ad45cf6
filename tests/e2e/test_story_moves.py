"""Two messengers in one life: going on from one to the other in mid-story, and a second way for when the first is dead."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from storage import checkins
from storage.records import Outcome
from tests.e2e.acts import a_patient, a_therapist, agreed, comes_in, daily, in_order, is_neutral
from tests.e2e.practice import OnThePhone, Practice, Ways, open_practice

NOON = time(12, 0)
LOUD, CALM, ASK, AGAIN = "the neighbours were loud", "it was quiet at last", "is that normal?", "louder still"
OTHER = {"telegram": "signal", "signal": "telegram"}
TITLE = {"telegram": "Telegram", "signal": "Signal"}
both_ways = pytest.mark.parametrize(
    "ways", [Ways("telegram", "signal"), Ways("signal", "telegram")], ids=["from-signal", "from-telegram"]
)


def berlin(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour - 1, minute, tzinfo=UTC)


async def first_day(practice: Practice, anna: OnThePhone) -> None:
    """An answer, a note, and a question that is still open when the phone is left."""
    await practice.moves_to(berlin(5, 12))
    await anna.taps("Open", "Partly", "Skip")
    await anna.types(LOUD)
    await anna.taps("Cancel")
    await anna.types(f"/note question {ASK}")
    await practice.moves_to(berlin(6, 12))
    await anna.taps("Open", "Done")


@both_ways
async def test_whoever_moves_to_the_other_messenger_in_mid_story_keeps_everything(
    tmp_path: Path, ways: Ways
) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        dr = await a_therapist(practice)
        anna = await comes_in(practice, dr, "Anna")
        await agreed(practice, anna, daily(practice, NOON))
        await first_day(practice, anna)
        await dr.types("/invite P-1")
        await dr.taps("Make a new code")
        new = practice.somebody("Anna", on=OTHER[ways.patients])
        await new.enters("\n".join(shown.text for shown in dr.shown[-2:]))
        assert "everything you have comes along" in new.answer
        await new.taps("Continue", "Continue")
        left = len(anna.shown)
        await new.taps("Agree")
        await new.taps("Skip")
        await new.types(CALM)
        await new.taps("Cancel")
        await new.types("/current")
        assert "Three mindful minutes" in new.answer
        await practice.moves_to(berlin(7, 12, 1))
        assert [shown.labels[0] for shown in new.unasked] == ["Open"]
        await new.taps("Not today")
        await anna.types("are you still there?")
        assert [shown.text for shown in anna.shown[left:]] == ["Hello. Please send the code you received."]
        await dr.types("/digest P-1")
        await dr.taps("Details")
        for words in (LOUD, CALM, ASK):
            assert dr.answer.count(words) == 1, dr.answer
        is_neutral(new, "mindful", LOUD, CALM)


async def with_a_second_way(practice: Practice, anna: OnThePhone) -> OnThePhone:
    """Agree to be reached on the other messenger too, and open it."""
    other = OTHER[anna.channel]
    await anna.types("/channel")
    await anna.taps(f"Add {TITLE[other]} as a second way")
    in_order(anna.answer, f"{TITLE[other]} would be a second way", "Do you agree?")
    await anna.taps("Agree")
    second = practice.somebody("Anna", on=other)
    await second.enters(anna.answer)
    assert f"I keep writing on {TITLE[anna.channel]}" in second.answer
    return second


@both_ways
async def test_when_the_first_messenger_is_dead_the_story_goes_on_by_the_second(
    tmp_path: Path, ways: Ways
) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        dr = await a_therapist(practice)
        anna = await a_patient(practice, "Anna", dr)
        await agreed(practice, anna, daily(practice, NOON))
        second = await with_a_second_way(practice, anna)
        await practice.moves_to(berlin(5, 12))
        assert [shown.labels[0] for shown in anna.unasked] == ["Open"]
        assert second.unasked == []
        await anna.taps("Open", "Partly", "Skip")
        await anna.types(LOUD)
        await anna.taps("Cancel")
        dies = "unregisters" if anna.channel == "signal" else "blocks"
        await anna.does(dies)
        await practice.moves_to(berlin(6, 12, 5))
        assert [shown.labels[0] for shown in second.unasked if shown.labels] == ["Open"]
        await second.taps("Open", "Not done", "Skip")
        await second.types(AGAIN)
        await second.taps("Cancel")
        async with practice.app.database.read() as tx:
            kept = await checkins.of_patient(tx, (await second.person()).id)
        assert [(each.outcome, each.hard) for each in kept] == [
            (Outcome.PARTLY, LOUD),
            (Outcome.NOT_DONE, AGAIN),
        ]
        await dr.types("/patients")
        assert f"reached on {TITLE[second.channel]}, as nothing arrives on {TITLE[anna.channel]}" in dr.answer
        await dr.types("/digest P-1")
        assert "2 DUE" in dr.answer
        await dr.taps("Details")
        in_order(dr.answer, LOUD, AGAIN)
        is_neutral(second, "mindful", "allotment")
