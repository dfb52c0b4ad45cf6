"""Own words where a number, a time or a choice is asked for: kept beside the question, said so, and asked again."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation.turn import press
from bot.library.schema import FieldKind
from bot.messages import IncomingKind
from storage import assignments, checkins, notes, occurrences
from storage.records import AssignmentState, PersonState
from tests.bot.conversation.patient.test_answer_fields import CHECKLIST, CHOICE, NUMBER, asked, asking, value
from tests.bot.conversation.therapist.test_digest import EVENING, begun
from tests.talk import Phone, Talk

BAD = "bad, I cried all day"
KEPT = {
    "en": "Your words are kept for the session, as they are.",
    "de": "Diese Worte sind für die Sitzung aufgehoben, so wie sie sind.",
}
SCALE = asked(FieldKind.SCALE_0_10)
both_languages = pytest.mark.parametrize("language", ["en", "de"])


async def answers(talk: Talk, assignment_id: int) -> dict[str, Any]:
    async with talk.read() as tx:
        only = (await occurrences.of_assignment(tx, assignment_id))[0]
        found = await checkins.of_occurrence(tx, only.id)
    assert found is not None
    return found.answers


async def noted(talk: Talk, phone: Phone) -> list[str]:
    person = await talk.person(phone)
    async with talk.read() as tx:
        return [each.text for each in await notes.of_patient(tx, person.id)]


@both_languages
@pytest.mark.parametrize(
    "field", [SCALE, asked(FieldKind.SCALE_0_100), NUMBER, asked(FieldKind.TIME), CHOICE, CHECKLIST]
)
async def test_they_are_kept_and_the_question_stands_there_again(
    talk: Talk, field: dict[str, Any], language: str
) -> None:
    anna, mine = await asking(talk, field, language)
    await anna.types(BAD)
    assert anna.messages[-2].text.startswith(KEPT[language])
    assert anna.last.startswith("How was it?" if language == "en" else "Wie war es?")
    assert ("Skip" if language == "en" else "Überspringen") in anna.buttons
    assert await answers(talk, mine) == {"it~1": BAD}


async def test_the_number_may_still_follow_and_stands_beside_them(talk: Talk) -> None:
    anna, mine = await asking(talk, SCALE)
    await anna.types(BAD)
    await anna.types("and I could not sleep")
    await anna.taps("3")
    assert await answers(talk, mine) == {"it~1": BAD, "it~2": "and I could not sleep", "it": 3}
    shown = next(each.text for each in anna.messages if "→ 3" in each.text)
    assert shown.startswith("How was it?")


async def test_each_message_is_edited_and_taken_back_by_itself(talk: Talk) -> None:
    anna, mine = await asking(talk, SCALE)
    first = await anna.types(BAD)
    second = await anna.types("and I could not sleep")
    await anna.edits(first, "bad, I cried until noon")
    await anna.deletes(second)
    assert await answers(talk, mine) == {"it~1": "bad, I cried until noon"}
    await anna.types("it was too much")
    assert await answers(talk, mine) == {"it~1": "bad, I cried until noon", "it~2": "it was too much"}


@pytest.mark.parametrize(("typed", "kept"), [("about 4", 4), ("vier", 4), ("4 of 10", 4), ("8", 8)])
async def test_a_number_in_other_words_is_the_number(talk: Talk, typed: str, kept: int) -> None:
    anna, mine = await asking(talk, SCALE)
    await anna.types(typed)
    assert await answers(talk, mine) == {"it": kept}


@pytest.mark.parametrize("typed", ["11", "eleven", "elf", "-1", "?", "👍", "about 12"])
async def test_a_number_that_does_not_fit_is_no_words(talk: Talk, typed: str) -> None:
    anna, mine = await asking(talk, SCALE)
    await anna.types(typed)
    assert anna.last == "Please send a number from 0 to 10."
    assert await answers(talk, mine) == {}
    await anna.taps("4")
    assert await value(talk, mine) == 4


async def test_words_that_reply_to_an_earlier_number_are_kept_too(talk: Talk) -> None:
    anna, mine = await asking(talk, SCALE)
    number = anna.messages[-1]
    await anna.types("4")
    anna.typed += 1
    reply = {"message_ref": f"m{anna.typed}", "about": number.ref, "quoted": number.buttons[0][0][1]}
    await talk.hear(anna, IncomingKind.TEXT, text=BAD, **reply)
    assert anna.last.startswith(KEPT["en"])
    assert await answers(talk, mine) == {"it": 4, "it~1": BAD}


async def test_commands_and_the_word_help_are_what_they_were(talk: Talk) -> None:
    anna, mine = await asking(talk, SCALE)
    for typed in ("help", "/help", "/current", "hilfe"):
        await anna.types(typed)
    assert await answers(talk, mine) == {}


async def test_a_time_that_may_mean_two_is_asked_about_and_kept_as_no_words(talk: Talk) -> None:
    anna, mine = await asking(talk, asked(FieldKind.TIME))
    await anna.types("half past ten")
    assert anna.last == "Which of these do you mean?"
    assert await answers(talk, mine) == {}


async def test_the_details_of_the_summary_quote_them_with_their_question(talk: Talk) -> None:
    story = await begun(talk)
    await talk.assigned(story.anna, "BA-02")
    await talk.moves(days=1)
    await story.anna.taps("Öffnen")
    await story.anna.taps("Gemacht")
    await story.anna.types("spazieren")
    await story.anna.types("schlecht, ich habe den ganzen Tag geweint")
    await talk.moves_to(EVENING)
    await story.dr.taps("Open")
    await story.dr.taps("Details")
    line = next(each for each in story.dr.last.splitlines() if "geweint" in each)
    assert "before" in line.lower()


@both_languages
async def test_fear_in_place_of_confidence_is_kept_as_a_note(talk: Talk, language: str) -> None:
    anna = await talk.patient(language=language)
    mine = await talk.assigned(anna, agreed=False)
    await anna.presses(press("plan-open", mine))
    await anna.presses(press("plan-agree", mine))
    for typed in ("18:00", "/skip", "home", "/skip"):
        if "(0–10)" not in anna.last and "0" not in anna.buttons:
            await anna.types(typed)
    assert "10" in anna.buttons
    await anna.types("I am afraid of it")
    assert anna.messages[-2].text.startswith(KEPT[language])
    assert "10" in anna.buttons
    assert await noted(talk, anna) == ["I am afraid of it"]
    async with talk.read() as tx:
        found = await assignments.get(tx, mine)
    assert found is not None
    assert found.state is AssignmentState.PROPOSED


async def test_a_time_that_is_not_understood_is_no_note_and_a_sentence_is(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna, agreed=False)
    await anna.presses(press("plan-open", mine))
    await anna.presses(press("plan-agree", mine))
    await anna.types("after work")
    assert await noted(talk, anna) == []
    await anna.types("everything is too much for me")
    assert await noted(talk, anna) == ["everything is too much for me"]


async def test_why_somebody_would_leave_is_kept(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/leave")
    await anna.types("because it is all too much")
    assert anna.messages[-2].text.startswith(KEPT["en"])
    assert anna.last.startswith("Would you like to stop taking part?")
    assert (await talk.person(anna)).state is PersonState.ACTIVE
    assert await noted(talk, anna) == ["because it is all too much"]


async def test_a_place_that_is_not_known_is_no_note(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/timezone")
    await anna.types("a small place in the hills")
    assert await noted(talk, anna) == []
