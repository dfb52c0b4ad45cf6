"""Commands without their slash, on every phone: where no question waits for words, and none of its choices is called so."""

from __future__ import annotations

import pytest

from storage import notes
from tests.talk import Talk


@pytest.mark.parametrize("typed", ["current", "Current", "aktuell"])
async def test_a_patients_command_needs_no_slash(talk: Talk, typed: str) -> None:
    anna = await talk.patient()
    await anna.types(typed)
    assert anna.last.startswith("Nothing is agreed at the moment.")


async def test_a_therapists_command_takes_what_stands_behind_it(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("patients")
    with_slash = dr.last
    await dr.types("/patients")
    assert dr.last == with_slash
    await dr.types("find worry 2")
    assert "orry" in dr.last


async def test_help_needs_no_slash(talk: Talk) -> None:
    anna = await talk.patient()
    for typed in ("help", "Hilfe"):
        await anna.types(typed)
        assert "112" in anna.last


async def test_what_a_patient_tells_is_no_command(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("pause was hard today")
    assert "note" in anna.last.lower()
    assert anna.buttons


async def test_note_without_a_slash_takes_its_words_and_their_edit(talk: Talk) -> None:
    anna = await talk.patient()
    ref = await anna.types("note question is it normal?")
    assert anna.last == "Saved for your next session, in your words. /help is always there."
    await anna.edits(ref, "note question is it usual?")
    assert anna.last == "Changed. Thank you."


@pytest.mark.parametrize("before", [" note question ", "note@between_bot question "])
async def test_the_edit_of_a_note_is_read_as_the_note_was(talk: Talk, before: str) -> None:
    anna = await talk.patient()
    ref = await anna.types(f"{before}is it normal?")
    await anna.edits(ref, f"{before}is it usual?")
    person = await talk.person(anna)
    async with talk.read() as tx:
        assert [note.text for note in await notes.of_patient(tx, person.id)] == ["is it usual?"]


async def test_a_question_that_waits_for_words_gets_them(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/note question")
    await anna.types("pause")
    assert anna.last == "Saved for your next session, in your words. /help is always there."


@pytest.mark.parametrize("typed", ["help", "Hilfe", "HELP"])
async def test_help_comes_at_every_question_and_the_question_waits(talk: Talk, typed: str) -> None:
    anna = await talk.patient()
    await anna.types("/note question")
    await anna.types(typed)
    assert "112" in anna.last
    await anna.types("help me with the stairs, please")
    assert anna.last == "Saved for your next session, in your words. /help is always there."


async def test_the_name_of_a_choice_is_the_choice(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/language")
    await anna.types("cancel")
    assert anna.last == "Stopped. Everything stays as it was."


async def test_back_without_a_question_is_no_command(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("back")
    assert anna.buttons


@pytest.mark.parametrize(
    "typed",
    [
        "Hilfe!", "help.", "HELP!!!", "help me", "Help me, please!", "hilf mir", "Bitte hilf mir.", "bitte hilf", "SOS", "S.O.S.",
        "\U0001f198", "Notfall!", "hilfe \U0001f62d", "hilfeeee", "help help help", "/hilfe!", "Ich brauche Hilfe...",
        "bitte helfen Sie mir",
    ],
)  # fmt: skip
@pytest.mark.parametrize("question", ["", "/note question"])
async def test_a_call_for_help_is_heard_however_it_is_written(talk: Talk, typed: str, question: str) -> None:
    anna = await talk.patient()
    if question:
        await anna.types(question)
    await anna.types(typed)
    assert "please call 112" in anna.last


async def test_a_call_for_help_is_heard_from_strangers_and_from_those_who_left(talk: Talk) -> None:
    anna, stranger = await talk.patient(), talk.phone("nobody", "de")
    await anna.types("/leave")
    await anna.types("yes")
    for phone in (anna, stranger):
        await phone.types("Hilfe!")
        assert "112" in phone.last


@pytest.mark.parametrize(
    "typed", ["that was a help", "I could not help myself", "my helper was here", "kein Notfall"]
)
async def test_longer_words_are_not_searched_for_help(talk: Talk, typed: str) -> None:
    anna = await talk.patient()
    await anna.types(typed)
    assert anna.last.startswith("Shall I keep this as a note for the session?")


@pytest.mark.parametrize(("language", "label"), [("en", "Help"), ("de", "Hilfe")])
async def test_help_stands_below_the_offer_of_a_note_and_every_agreed_exercise(
    talk: Talk, language: str, label: str
) -> None:
    anna = await talk.patient(language=language)
    await talk.assigned(anna)
    await anna.types("/current")
    assert anna.buttons[-1] == label
    await anna.types("I can't go on like this")
    assert label in anna.buttons
    await anna.taps(label)
    assert "112" in anna.last
    await anna.taps({"en": "Difficulty", "de": "Schwierigkeit"}[language])
    assert "112" not in anna.last  # what was asked is still there, and is kept


@pytest.mark.parametrize("typed", ["/stop", "Stopp", "stop.", "beenden"])
async def test_stop_asks_what_is_to_stop_and_ends_nothing(talk: Talk, typed: str) -> None:
    anna = await talk.patient(language="de", formality="du")
    await anna.types(typed)
    assert anna.last.startswith("Was soll aufhören?")
    assert anna.buttons == ["Alles pausieren", "Nicht mehr teilnehmen"]
    await anna.taps("Nicht mehr teilnehmen")
    assert anna.last.startswith("Möchtest du die Teilnahme beenden?")
    await anna.taps("Nein, bleiben")
    await anna.taps("Alles pausieren")
    assert anna.last.startswith("Bis wann soll ich still sein?")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/abmelden", "Möchten Sie die Teilnahme beenden?"),
        ("/fortsetzen", "Zurzeit ist keine Pause."),
        ("/üben", "Zurzeit ist nichts vereinbart."),
        ("/ruhezeiten", "Von 21:00 bis"),
    ],
)
async def test_every_command_has_a_german_name(talk: Talk, typed: str, said: str) -> None:
    anna = await talk.patient(language="de")
    await anna.types(typed)
    assert anna.last.startswith(said)
