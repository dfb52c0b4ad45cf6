"""A question that nobody answered rests: what is typed later is about something else, and nothing comes of it by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.conversation.turn import press
from storage import assignments, checkins, notes, occurrences
from storage.records import AssignmentState, Outcome, PersonState
from tests.talk import START, Phone, Talk
from tests.words_phone import WordsPhone, WordsTalk

EVENING = START.replace(hour=17)  # 18:00 in Berlin
OFFER = {"en": "Shall I keep this as a note", "de": "Soll ich das als Notiz"}
both_languages = pytest.mark.parametrize("language", ["en", "de"])


@pytest.fixture
async def signal(tmp_path: Path) -> AsyncIterator[WordsTalk]:
    practice = WordsTalk(tmp_path)
    await practice.open()
    yield practice
    await practice.db.close()


async def takes_part(talk: Talk, phone: Phone) -> bool:
    return (await talk.person(phone)).state is PersonState.ACTIVE


async def noted(talk: Talk, phone: Phone) -> list[str]:
    person = await talk.person(phone)
    async with talk.read() as tx:
        return [each.text for each in await notes.of_patient(tx, person.id)]


async def outcomes(talk: Talk, phone: Phone) -> list[Outcome | None]:
    person = await talk.person(phone)
    async with talk.read() as tx:
        found = await occurrences.of_patient(tx, person.id, after=START)
    return [each.outcome for each in found if each.delivered_at]


async def planning(talk: Talk, **manner: str) -> Phone:
    """A patient who agreed to a proposal, and is asked when it would fit."""
    anna = await talk.patient(**manner)
    mine = await talk.assigned(anna, "BA-03", agreed=False)
    await anna.presses(press("plan-open", mine))
    await anna.presses(press("plan-agree", mine))
    return anna


@both_languages
@pytest.mark.parametrize("typed", ["ok", "gern", "👍", "yes", "ja", "y"])
async def test_no_loose_yes_ever_ends_the_taking_part(talk: Talk, typed: str, language: str) -> None:
    anna = await talk.patient(language=language)
    await anna.types("/leave")
    asked = anna.last
    await anna.types(typed)
    assert anna.last == asked, "what ends is said once more, beside the choices"
    await talk.moves(days=1)
    said = len(anna.messages)
    await anna.types(typed)
    answered = [each.text for each in anna.messages[said:]]
    assert answered == [] if typed in {"ok", "👍"} else OFFER[language] in answered[-1]
    assert await takes_part(talk, anna)


@pytest.mark.parametrize(
    ("language", "typed"), [("en", "yes, stop"), ("de", "Ja beenden"), ("de", "ja, beenden!")]
)
async def test_the_full_words_of_the_choice_end_it(talk: Talk, language: str, typed: str) -> None:
    anna = await talk.patient(language=language)
    await anna.types("/leave")
    await anna.types(typed)
    assert not await takes_part(talk, anna)


@pytest.mark.parametrize("typed", ["no", "nein", "👎", "No, stay", "/cancel", "Cancel"])
async def test_every_no_and_cancel_lets_everything_stay(talk: Talk, typed: str) -> None:
    anna = await talk.patient()
    await anna.types("/leave")
    await anna.types(typed)
    assert anna.last == "Good. Everything stays as it was."
    assert await takes_part(talk, anna)


@both_languages
@pytest.mark.parametrize("thumb", ["👍", "👍🏽", "👎"])
async def test_where_choices_are_numbers_a_thumb_ends_nothing(
    signal: WordsTalk, thumb: str, language: str
) -> None:
    anna = await signal.patient(language=language)
    await anna.types("/leave")
    asked = anna.messages[-1]
    assert "👍" not in asked.text
    await anna.reacts(asked, thumb)
    await anna.types(thumb)
    assert await takes_part(signal, anna)


@both_languages
async def test_a_number_ends_it_at_once_and_is_asked_about_a_day_later(
    signal: WordsTalk, language: str
) -> None:
    anna, ben = await signal.patient("Anna", language=language), await signal.patient("Ben")
    await anna.types("/leave")
    await ben.types("/leave")
    await ben.types("1")
    assert not await takes_part(signal, ben)
    await signal.moves(days=1)
    await anna.types("1")
    still = {"en": "That question has waited for a while.", "de": "Diese Frage wartet schon eine Weile."}
    assert anna.last.startswith(still[language])
    assert await takes_part(signal, anna)
    await anna.types("👍")
    assert await takes_part(signal, anna)
    await anna.types("1")
    assert not await takes_part(signal, anna)


@both_languages
async def test_words_of_another_day_are_no_part_of_a_plan(talk: Talk, language: str) -> None:
    anna = await planning(talk, language=language)
    await anna.types("18:00")
    await talk.moves(days=9)
    await anna.types("I can't go on")
    assert OFFER[language] in anna.last
    assert "I can't go on" not in anna.last, "it stands right above"
    await anna.types("/cancel")
    assert "18:00" not in anna.last


async def test_a_plan_left_open_goes_on_where_it_stood_when_it_is_taken_up_again(talk: Talk) -> None:
    anna = await planning(talk)
    await anna.types("18:00")
    await talk.moves(days=2)
    await anna.types("/current")
    await anna.taps("Open")
    await anna.taps("Agree")
    assert "Where will you be then?" in anna.last


@pytest.mark.parametrize("buttons", [True, False])
@pytest.mark.parametrize("typed", ["ok", "ja", "👍"])
async def test_a_loose_yes_after_a_reminder_agrees_to_nothing(
    talk: Talk, signal: WordsTalk, typed: str, *, buttons: bool
) -> None:
    practice = talk if buttons else signal
    anna = await practice.patient(language="de")
    await practice.assigned(anna)
    mine = await practice.assigned(anna, "BA-03", agreed=False)
    await practice.moves_to(EVENING - timedelta(minutes=10))
    await anna.presses(press("plan-open", mine))
    await anna.presses(press("plan-agree", mine))
    for words in ("18:00", "zu Hause", "überspringen", "überspringen"):
        await anna.types(words)
    asked = anna.last
    await practice.moves_to(EVENING)
    await anna.types(typed)
    assert anna.messages[-2].text == "Diese Frage ist noch offen:"
    assert anna.last == asked
    async with practice.read() as tx:
        found = await assignments.get(tx, mine)
    assert found is not None
    assert found.state is AssignmentState.PROPOSED
    await anna.types(typed)
    async with practice.read() as tx:
        found = await assignments.get(tx, mine)
    assert found is not None
    assert found.state is AssignmentState.AGREED


@both_languages
async def test_after_another_answer_nothing_of_long_ago_comes_back(talk: Talk, language: str) -> None:
    anna = await talk.patient(language=language)
    await talk.assigned(anna)
    for command in ("/leave", "/pause", "/quiet", "/timezone", "/language", "/note"):
        await anna.types(command)
    await talk.moves_to(EVENING)
    await anna.taps("Open" if language == "en" else "Öffnen")
    shown = len(anna.messages)
    await anna.taps("Not done" if language == "en" else "Nicht gemacht")
    for _ in range(3):
        await anna.types("/skip")
    for message in anna.messages[shown:]:
        assert "Back to where we were" not in message.text
        assert "Zurück zur vorigen Frage" not in message.text


@both_languages
async def test_a_note_that_is_asked_about_again_says_which_words(talk: Talk, language: str) -> None:
    anna = await talk.patient(language=language)
    await anna.types("I slept badly")
    assert "I slept badly" not in anna.last
    await anna.types("/quiet")
    await anna.types("/cancel")
    assert OFFER[language] in anna.last
    assert "I slept badly" in anna.last
    await anna.taps("Insight" if language == "en" else "Erkenntnis")
    assert await noted(talk, anna) == ["I slept badly"]


@pytest.mark.parametrize(("language", "word"), [("en", "Later"), ("de", "später")])
async def test_a_word_on_a_reminder_is_for_the_reminder(talk: Talk, language: str, word: str) -> None:
    anna = await talk.patient(language=language)
    await talk.assigned(anna)
    await talk.moves_to(EVENING - timedelta(minutes=10))
    await anna.types("I slept badly")
    await talk.moves_to(EVENING)
    await anna.types(word)
    assert anna.last == {"en": "When shall I come back?", "de": "Wann soll ich mich wieder melden?"}[language]
    assert await noted(talk, anna) == []


@pytest.mark.parametrize(("language", "word"), [("en", "done"), ("de", "erledigt"), ("de", "Nicht gemacht.")])
async def test_an_answer_typed_to_a_reminder_is_no_part_of_a_note(
    talk: Talk, language: str, word: str
) -> None:
    anna = await talk.patient(language=language)
    await talk.assigned(anna)
    await talk.moves_to(EVENING - timedelta(minutes=10))
    await anna.types("I slept badly")
    await talk.moves_to(EVENING + timedelta(minutes=1))
    await anna.types(word)
    (only,) = await outcomes(talk, anna)
    assert only in {Outcome.DONE, Outcome.NOT_DONE}


async def test_words_that_only_begin_like_an_answer_stay_part_of_the_note(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await talk.moves_to(EVENING - timedelta(minutes=10))
    await anna.types("I slept badly")
    await talk.moves_to(EVENING + timedelta(minutes=1))
    await anna.types("done with everything")
    assert "these 2 messages" in anna.last
    assert await outcomes(talk, anna) == [None]


COMMANDS = ("/leave", "/pause", "/quiet", "/timezone", "/language", "/note", "/note it was loud")


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=2)])
@pytest.mark.parametrize("command", COMMANDS)
async def test_every_form_can_be_stopped(talk: Talk, command: str, later: timedelta) -> None:
    anna = await talk.patient()
    before = await talk.person(anna)
    await anna.types(command)
    talk.clock.set(talk.clock.now() + later)
    await anna.types("/cancel")
    assert "There is nothing under way" not in anna.last
    await anna.types("/cancel")
    assert "There is nothing under way" in anna.last
    assert await talk.person(anna) == before


async def test_words_before_the_conversation_about_a_proposal_can_be_left_out(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna, "BA-03", agreed=False)
    await anna.presses(press("plan-open", mine))
    await anna.taps("Talk first")
    await anna.types("/cancel")
    assert anna.last == "Noted for your next session. Nothing comes until you have talked."
    async with talk.read() as tx:
        found = await assignments.get(tx, mine)
    assert found is not None
    assert found.state is AssignmentState.TALK_FIRST


async def test_a_skip_of_long_ago_shows_the_question_before_anything_is_skipped(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await talk.moves_to(EVENING)
    await anna.taps("Open")
    await anna.taps("Not done")
    await talk.moves(hours=20)
    await anna.types("/skip")
    assert "What got in the way?" in anna.last
    await anna.types("/skip")
    assert "Was anything hard?" in anna.last


async def test_a_quoted_question_is_answered_however_long_it_has_waited(signal: WordsTalk) -> None:
    anna: WordsPhone = await signal.patient()
    await signal.assigned(anna)
    await signal.moves_to(EVENING)
    await anna.types("1")
    await anna.types("4")
    await anna.types("skip")
    asked = anna.shows("Was anything hard?")
    await signal.moves(hours=12)
    await anna.quotes(asked, "the rain")
    person = await signal.person(anna)
    async with signal.read() as tx:
        (found,) = await checkins.of_patient(tx, person.id)
    assert found.hard == "the rain"
