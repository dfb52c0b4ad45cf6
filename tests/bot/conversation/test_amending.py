"""Answers that are changed: by an edit, by quoting an older question, after their form; and nods that decide nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import time, timedelta
from pathlib import Path
from typing import cast

import pytest

from bot import prompting
from scheduler.schedule import Pattern, Schedule
from storage import assignments, occurrences, people
from storage.records import AssignmentState, Outcome, PersonState, Role
from tests.bot.conversation.patient.test_welcome import arrives
from tests.bot.conversation.test_choosing import EVENING, at_the_card, kept_of, outcome, prompts_of, reasons
from tests.talk import START
from tests.words_phone import WordsPhone, WordsTalk


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[WordsTalk]:
    practice = WordsTalk(tmp_path)
    await practice.open()
    yield practice
    await practice.db.close()


async def state(talk: WordsTalk, phone: WordsPhone) -> list[AssignmentState]:
    person = await talk.person(phone)
    async with talk.read() as tx:
        return [each.state for each in await assignments.of_patient(tx, person.id)]


async def outcomes(talk: WordsTalk, phone: WordsPhone) -> list[str]:
    person = await talk.person(phone)
    async with talk.read() as tx:
        found = await occurrences.of_patient(tx, person.id, after=START)
    return [str(each.outcome) for each in found if each.delivered_at]


async def stop_is_asked(talk: WordsTalk) -> WordsPhone:
    """A patient who was asked whether an exercise is to stop for good, and went on to something else."""
    anna = await talk.patient()
    await talk.assigned(anna)
    await anna.types("/current")
    await anna.types("5")
    assert anna.last.startswith("Stop this exercise for good?")
    await anna.types("/note question is it normal?")
    return anna


async def test_a_nod_to_what_was_said_last_stops_nothing_that_lies_further_back(talk: WordsTalk) -> None:
    anna = await stop_is_asked(talk)
    shown = len(anna.messages)
    await anna.types("/help")
    await anna.types("/channel")
    await anna.types("👍")
    assert await state(talk, anna) == [AssignmentState.AGREED]
    assert anna.last.startswith("Something else has come up since. Is this what you mean?")
    assert "1  Stop this exercise for good?" in anna.last
    await anna.types("👍")
    assert await state(talk, anna) == [AssignmentState.AGREED]
    assert len(anna.messages) == shown + 4
    assert anna.last.startswith("That is not among the answers to")


async def test_a_number_that_fits_only_an_older_question_is_asked_about(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    await talk.assigned(
        anna, "CT-02", Schedule(pattern=Pattern.DAILY, starts=START.date(), times=(time(20, 0),))
    )
    await talk.moves_to(EVENING + timedelta(hours=2))
    await anna.types("4")
    assert anna.last.startswith("That is not among the answers to")
    await anna.types("4")
    assert anna.last.startswith("Something else has come up since. Is this what you mean?")
    assert "→ Not done" in anna.last
    assert await outcome(talk, anna) is None
    await anna.types("1")
    assert await outcome(talk, anna) is Outcome.NOT_DONE


async def test_a_thumb_on_a_message_with_one_choice_is_only_friendly(talk: WordsTalk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await talk.moves_to(EVENING)
    await anna.types("2")
    await anna.types("1")
    kept, shown = anna.messages[-1], len(anna.messages)
    await anna.reacts(kept, "👍")
    await anna.types("👍")
    assert len(anna.messages) == shown or "was planned" not in anna.last
    assert "How did it go?" not in "\n".join(message.text for message in anna.messages[shown:])


async def test_the_answer_to_which_one_do_you_mean_can_be_edited(talk: WordsTalk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await talk.assigned(anna, "CT-02")
    await talk.moves_to(EVENING)
    await anna.types("1")
    await anna.quotes(anna.messages[0], "2")
    await anna.types("/help")
    await anna.types("done")
    assert anna.last.startswith("Several questions are open.")
    first = await anna.types("1")
    before = await outcomes(talk, anna)
    assert sorted(before) == ["None", "done"]
    await anna.edits(first, "2")
    after = await outcomes(talk, anna)
    assert sorted(after) == ["None", "done"]
    assert after != before
    assert "is no longer noted" in anna.messages[-2].text + anna.messages[-3].text


async def test_reasons_are_taken_back_also_when_their_answer_is_gone(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    answer = await anna.types("4")
    why = await anna.types("5")
    assert len(await reasons(talk, anna)) == 1
    await anna.deletes(answer)
    await anna.deletes(why)
    assert "nothing to take back" not in anna.last
    assert await reasons(talk, anna) == []


async def test_reasons_can_be_changed_and_taken_back_after_another_answer(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    answer = await anna.types("2")
    why = await anna.types("3")
    assert await reasons(talk, anna) == ["forgot"]
    await anna.edits(answer, "4")
    await anna.edits(why, "6")
    assert await reasons(talk, anna) == ["fear"]
    assert "→ Fear" in anna.last
    await anna.deletes(why)
    assert await reasons(talk, anna) == []


async def test_a_number_of_a_plan_can_be_corrected(talk: WordsTalk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna, agreed=False)
    for typed in ("/current", "1", "1", "18:00", "kitchen", "skip"):
        await anna.types(typed)
    assert "How confident" in anna.last, anna.screen
    ref = await anna.types("7")
    await anna.edits(ref, "3")
    assert anna.last == "Changed. Thank you."


async def test_words_that_quote_an_earlier_question_are_its_answer(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    await anna.types("2")
    await anna.types("1")
    hard = anna.shows("Was anything hard")
    await anna.types("Skip")
    await anna.quotes(hard, "the noise")
    kept = await kept_of(talk, anna)
    assert (kept.hard, kept.insight) == ("the noise", "")
    assert anna.last == "Changed. Thank you."


async def test_a_reaction_that_only_stood_beside_a_typed_answer_takes_nothing_with_it(
    talk: WordsTalk,
) -> None:
    anna = await at_the_card(talk)
    card = anna.messages[-1]
    await anna.types("1")
    await anna.reacts(card, "1️⃣")
    await anna.unreacts(card, "1️⃣")
    assert await outcome(talk, anna) is Outcome.DONE


async def test_consent_that_is_edited_away_says_how_to_leave(talk: WordsTalk) -> None:
    anna = cast("WordsPhone", await arrives(talk))
    for typed in ("1", "1", "1"):
        await anna.types(typed)
    agreed = await anna.types("1")
    await anna.types("1")
    await anna.edits(agreed, "2")
    assert "/leave" in anna.last
    assert (await talk.person(anna)).state is PersonState.ACTIVE


async def test_declining_or_leaving_that_is_edited_says_that_it_has_ended(talk: WordsTalk) -> None:
    anna = cast("WordsPhone", await arrives(talk))
    for typed in ("1", "1", "1"):
        await anna.types(typed)
    said = await anna.types("2")
    await anna.edits(said, "1")
    assert "/start or the choice below leads back here." in anna.last
    assert "Your consent holds" not in anna.screen
    await anna.types("1")
    assert "1 of 3" in anna.last
    ben = await talk.patient("Ben")
    await ben.types("/leave")
    left = await ben.types("1")
    await ben.edits(left, "2")
    assert ben.last.startswith("You are not taking part any more")
    await ben.deletes(left)
    assert "Your consent holds" not in ben.screen


@pytest.mark.parametrize(("language", "typed"), [("en", "Done"), ("de", "Gemacht"), ("de", "Erledigt")])
async def test_a_word_that_fits_several_open_moments_is_asked_about(
    talk: WordsTalk, language: str, typed: str
) -> None:
    anna = await talk.patient(language=language)
    await talk.assigned(anna)
    await talk.assigned(anna, "CT-02")
    await talk.moves_to(EVENING)
    await anna.types(typed)
    assert await outcome(talk, anna) is None
    assert ("Which one do you mean?" if language == "en" else "Welche") in anna.last
    await anna.types("2")
    assert sorted(await outcomes(talk, anna)) == ["None", "done"]


async def test_a_chat_that_becomes_another_person_s_asks_nothing_of_before(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    assert await prompts_of(talk, anna)
    async with talk.db.write() as tx:
        other = await people.add(tx, Role.PATIENT, now=talk.clock.now(), language="en", zone="Europe/Berlin")
        await people.bind(tx, other.id, "telegram", anna.address)
    assert await prompts_of(talk, anna) == []


@pytest.mark.parametrize(("answer", "then"), [("1", "2"), ("4", "5")])
async def test_a_number_typed_before_the_next_question_is_there_is_no_answer_to_it(
    talk: WordsTalk, monkeypatch: pytest.MonkeyPatch, answer: str, then: str
) -> None:
    anna = await at_the_card(talk)
    if answer == "1":
        await anna.types("1")
        answer = "a walk"  # a scale follows
    talk.clock.forward(seconds=5)

    async def kept_by_nobody(*_: object) -> None:
        return None

    with monkeypatch.context() as held_up:
        held_up.setattr(prompting, "keep", kept_by_nobody)
        await anna.types(answer)
        before = await kept_of(talk, anna)
        await anna.types(then)
        assert anna.last.startswith(f"“{then}” came before my next question had reached you")
        assert await kept_of(talk, anna) == before


async def test_words_that_quote_the_question_of_a_form_below_answer_that_one(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    await anna.types("2")
    await anna.types("3")
    while "Was anything hard" not in anna.last:
        await anna.types("Skip")
    hard = anna.messages[-1]
    await anna.types("/note question")
    await anna.quotes(hard, "the noise")
    assert (await kept_of(talk, anna)).hard == "the noise"
    await anna.types("/cancel")
    assert "Saved for your next session" not in anna.screen


async def test_words_that_quote_the_reasons_keep_those_that_were_given(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    await anna.types("4")
    why = anna.messages[-1]
    ref = await anna.types("2")
    assert await reasons(talk, anna) == ["no_opportunity"]
    await anna.quotes(why, "the kids were ill")
    assert await reasons(talk, anna) == ["no_opportunity"]
    assert (await kept_of(talk, anna)).hard == "the kids were ill"
    await anna.deletes(ref)
