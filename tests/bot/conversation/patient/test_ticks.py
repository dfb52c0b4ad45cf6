"""What is ticked is kept with the tick, whether or not anybody goes on; a refusal stops the reminders with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import assignments
from storage.records import AssignmentState, Reason
from tests.bot.conversation.patient.test_answer_fields import CHECKLIST, asking, value
from tests.bot.conversation.patient.test_checkin import SIX, answer, history, opened
from tests.talk import Phone, Talk

both_languages = pytest.mark.parametrize("language", ["en", "de"])
WORDS = {
    "en": (
        "Not done",
        "I don't want to",
        "Fear",
        "All right. I'll stop reminding and note it.",
        "still rest",
    ),
    "de": (
        "Nicht gemacht",
        "Ich möchte nicht",
        "Angst",
        "In Ordnung. Ich erinnere nicht weiter",
        "ruhen weiter",
    ),
}


async def state(talk: Talk, assignment_id: int) -> AssignmentState:
    async with talk.read() as tx:
        found = await assignments.get(tx, assignment_id)
    assert found is not None
    return found.state


async def ticked(talk: Talk, language: str) -> tuple[Phone, int]:
    """A patient who has ticked a refusal, and put the phone away."""
    anna, mine = await opened(talk, language=language)
    await anna.taps(WORDS[language][0])
    await anna.taps(WORDS[language][1])
    return anna, mine


@both_languages
async def test_a_ticked_refusal_is_kept_and_stops_the_reminders_at_once(talk: Talk, language: str) -> None:
    anna, mine = await ticked(talk, language)
    assert (await answer(talk, mine)).reasons == (Reason.REFUSAL,)
    assert await state(talk, mine) is AssignmentState.PAUSED
    assert anna.screen.count(WORDS[language][3]) == 1
    asked = len(anna.unasked)
    await talk.moves_to(SIX + timedelta(days=5))
    assert len(anna.unasked) == asked
    assert talk.therapist is not None
    assert len(talk.therapist.unasked) == 1


@both_languages
async def test_going_on_says_it_no_second_time(talk: Talk, language: str) -> None:
    anna, mine = await ticked(talk, language)
    await anna.taps("Continue" if language == "en" else "Weiter")
    assert anna.screen.count(WORDS[language][3]) == 1
    found = await answer(talk, mine)
    assert found.reasons == (Reason.REFUSAL,)
    assert await history(talk, found) == []


@both_languages
async def test_a_tick_that_is_taken_away_leaves_nothing_and_says_what_became_of_the_reminders(
    talk: Talk, language: str
) -> None:
    anna, mine = await ticked(talk, language)
    await anna.taps(WORDS[language][2])
    await anna.taps(f"✓ {WORDS[language][1]}")
    found = await answer(talk, mine)
    assert found.reasons == (Reason.FEAR,)
    assert await history(talk, found) == []
    assert WORDS[language][4] in anna.screen
    await anna.taps(f"✓ {WORDS[language][2]}")
    assert (await answer(talk, mine)).reasons == ()


@both_languages
async def test_after_stopping_what_was_ticked_is_kept_as_it_says(talk: Talk, language: str) -> None:
    anna, mine = await opened(talk, language=language)
    await anna.taps("Partly" if language == "en" else "Teilweise")
    await anna.taps(WORDS[language][2])
    await anna.taps("too tired")
    await anna.taps("Cancel" if language == "en" else "Abbrechen")
    found = await answer(talk, mine)
    assert set(found.reasons) == {Reason.FEAR, Reason.OTHER}
    assert found.answers == {"_hurdle": ["too tired"]}


async def test_a_foreseen_hurdle_that_is_unticked_is_none(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Partly")
    await anna.taps("too tired")
    await anna.taps("✓ too tired")
    found = await answer(talk, mine)
    assert (found.reasons, found.answers) == ((), {})


async def test_going_back_shows_what_was_ticked(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Partly")
    await anna.taps("Fear")
    await anna.taps("Continue")
    await anna.taps("‹ Back")
    assert "✓ Fear" in anna.buttons
    await anna.taps("I was not well")
    assert (await answer(talk, mine)).reasons == (Reason.FEAR, Reason.UNWELL)


async def test_words_typed_beside_a_tick_keep_both(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Partly")
    await anna.taps("Fear")
    await anna.types("there were so many people")
    found = await answer(talk, mine)
    assert (found.reasons, found.hard) == ((Reason.FEAR,), "there were so many people")


async def test_a_tick_can_be_undone_where_it_was_answered_with_others(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Not done")
    await anna.taps("I don't want to")
    shown, fear = anna.find("Fear")
    await anna.presses(fear, shown.ref)
    await anna.taps("Continue")
    await anna.undoes_press(fear, shown.ref)
    assert (await answer(talk, mine)).reasons == (Reason.REFUSAL,)
    assert anna.screen.count("All right. I'll stop reminding") == 1
    assert "still rest" not in anna.screen


async def test_each_tick_of_a_list_is_kept(talk: Talk) -> None:
    anna, mine = await asking(talk, CHECKLIST)
    await anna.taps("tea")
    await anna.taps("bath")
    assert await value(talk, mine) == [0, 2]
    await anna.taps("✓ tea")
    assert await value(talk, mine) == [2]
    await anna.taps("✓ bath")
    assert await value(talk, mine) is None


@both_languages
async def test_fear_and_refusal_together_are_not_answered_twice_alike(talk: Talk, language: str) -> None:
    anna, _ = await opened(talk, language=language)
    for label in {
        "en": ("Not done", "Fear", "I don't want to", "Continue"),
        "de": ("Nicht gemacht", "Angst", "Ich möchte nicht", "Weiter"),
    }[language]:
        await anna.taps(label)
    said = {
        "en": ("All right. I'll stop reminding", "That's understandable."),
        "de": ("In Ordnung. Ich erinnere nicht weiter", "Das ist verständlich."),
    }[language]
    for each in said:
        assert anna.screen.count(each) == 1
    assert {"en": "Understood", "de": "Verstanden"}[language] not in anna.screen
