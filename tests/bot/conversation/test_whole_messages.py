"""What a whole message is taken for where a phone has no buttons: help, yes and no, thanks, a day, a stop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import assignments, history, notes
from storage.records import AssignmentEvent
from tests.bot.conversation.test_choosing import EVENING, at_the_card
from tests.talk import START
from tests.words_phone import WordsPhone, WordsTalk


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[WordsTalk]:
    practice = WordsTalk(tmp_path)
    await practice.open()
    yield practice
    await practice.db.close()


async def kept(talk: WordsTalk, phone: WordsPhone) -> list[str]:
    person = await talk.person(phone)
    async with talk.read() as tx:
        return [note.text for note in await notes.of_patient(tx, person.id)]


async def test_help_has_a_number_below_the_offer_and_the_offer_waits(talk: WordsTalk) -> None:
    anna = await talk.patient(language="de")
    await anna.types("ich kann nicht mehr")
    assert "5  Hilfe" in anna.last
    for typed in ("5", "Hilfe!", "hilf mir"):
        await anna.types(typed)
        assert "112" in anna.last
    await anna.types("nein")
    assert anna.last == "Nicht aufgehoben."
    assert await kept(talk, anna) == []


async def test_a_reply_that_calls_for_help_is_one_whatever_it_quotes(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    await anna.quotes(anna.shows("How did it go?"), "help me!")
    assert "112" in anna.last


async def test_yes_to_the_offer_asks_what_it_is_about_and_a_number_answers(talk: WordsTalk) -> None:
    anna = await talk.patient()
    await anna.types("I slept badly")
    await anna.types("yes")
    assert anna.last.startswith("What is it about?")
    await anna.types("1")
    assert await kept(talk, anna) == ["I slept badly"]


@pytest.mark.parametrize("typed", ["danke", "Danke schön!"])
async def test_thanks_below_an_open_moment_are_thanks(talk: WordsTalk, typed: str) -> None:
    anna = await talk.patient(language="de")
    await talk.assigned(anna)
    await talk.moves_to(EVENING)
    await anna.types(typed)
    assert anna.last == "Gern geschehen. Alles Gute."
    await anna.types("1")
    assert "Wie lief es?" in anna.last


async def test_a_quiet_exercise_waits_for_the_pause_also_where_numbers_are_typed(talk: WordsTalk) -> None:
    anna = await talk.patient(language="de")
    mine = await talk.assigned(anna, follow_up_minutes=0)
    await talk.moves_to(EVENING.replace(day=START.day + 3, minute=1))

    async def quiet() -> bool:
        async with talk.read() as tx:
            found = await assignments.get(tx, mine)
        assert found is not None
        return found.quiet

    assert await quiet()
    await anna.types("3")
    assert "„Eine kleine angenehme Aktivität“" in anna.screen
    assert await quiet()
    await anna.types("bis Montag")
    assert anna.last.replace(",", "").startswith("Pausiert bis Mo. 9. März; an diesem Tag bin ich wieder da.")
    assert not await quiet()


async def test_stop_offers_two_numbers(talk: WordsTalk) -> None:
    anna = await talk.patient()
    await anna.types("stop")
    assert "1  Pause everything" in anna.last
    await anna.types("2")
    assert anna.last.startswith("Would you like to stop taking part?")
    await anna.types("2")
    assert anna.last == "Good. Everything stays as it was."


async def test_which_moment_is_answered_by_number(talk: WordsTalk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await talk.moves_to(EVENING)
    await talk.moves(hours=15)
    await anna.types("/practise")
    assert anna.last.startswith("Which time was it?")
    await anna.types("2")
    assert anna.last.startswith("How did it go?")


async def test_a_smaller_step_is_written_or_chosen_by_number(talk: WordsTalk) -> None:
    anna = await at_the_card(talk)
    await anna.types("Not done")
    await anna.types("Fear")
    await anna.types("1")
    assert "What would be small enough?" in anna.last
    await anna.types("only to the door")
    person = await talk.person(anna)
    async with talk.read() as tx:
        told = await history.changes_of(tx, person.id)
    assert [each.words for each in told if each.event is AssignmentEvent.WISHED] == ["only to the door"]
