"""Help is there for everybody, in every state."""

from __future__ import annotations

import pytest

from bot.conversation.help import help_card
from bot.conversation.turn import Practice, Turn
from bot.words import render
from storage import people
from storage.records import PersonState
from tests.talk import LIBRARY, START, Talk


@pytest.mark.parametrize(("language", "words"), [("en", "please call 112"), ("de", "rufen Sie bitte 112 an")])
async def test_a_stranger_is_told_whom_to_call_and_nothing_of_the_practice(
    talk: Talk, language: str, words: str
) -> None:
    stranger = talk.phone("nobody", language)
    await stranger.types("/help")
    assert words in stranger.last
    assert "0800 1110111" in stranger.last
    assert "/current" not in stranger.last


@pytest.mark.parametrize("state", list(PersonState))
async def test_help_answers_in_every_state(talk: Talk, state: PersonState) -> None:
    anna = await talk.patient()
    person = await talk.person(anna)
    async with talk.db.write() as tx:
        await people.change(tx, person.id, state=state)
    await anna.types("/help")
    assert "112" in anna.last
    assert "I'm a program, not a person" in anna.last
    assert ("/current" in anna.last) is (state is PersonState.ACTIVE)


async def test_help_speaks_du_where_it_was_wished(talk: Talk) -> None:
    anna = await talk.patient(language="de", formality="du")
    await anna.types("/help")
    assert "ruf bitte 112 an" in anna.last


async def test_help_in_a_pause_and_in_the_middle_of_a_question(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/note")
    await anna.types("/help")
    assert "116 123" in anna.last
    await anna.taps("Insight")
    await anna.types("help was one tap away")
    assert "Saved" in anna.last


async def test_an_unlisted_country_has_the_general_number_alone(talk: Talk) -> None:
    async with talk.read() as tx:
        turn = Turn(tx, START, LIBRARY, Practice("UTC", "en", "ZZ", str))
        await help_card(turn)
    shown = render(turn.out[0].say.words, "en", "sie")
    assert "112" in shown
    assert "116 123" not in shown


async def test_a_therapist_reads_their_own_commands(talk: Talk) -> None:
    doctor = await talk.a_therapist()
    await doctor.types("/help")
    assert "/assign" in doctor.last
