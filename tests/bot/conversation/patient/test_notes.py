"""Notes for the session: verbatim, and only when the patient says so."""

from __future__ import annotations

import pytest

from storage import notes
from storage.records import Note, NoteKind
from tests.talk import Phone, Talk


async def kept(talk: Talk, phone: Phone) -> list[Note]:
    person = await talk.person(phone)
    async with talk.read() as tx:
        return await notes.of_patient(tx, person.id)


@pytest.mark.parametrize(
    ("language", "label", "kind"),
    [
        ("en", "Difficulty", NoteKind.DIFFICULTY),
        ("en", "Insight", NoteKind.INSIGHT),
        ("de", "Frage", NoteKind.QUESTION),
    ],
)
async def test_plain_words_are_kept_only_when_they_are_called_a_note(
    talk: Talk, language: str, label: str, kind: NoteKind
) -> None:
    anna = await talk.patient(language=language)
    await anna.types("I slept badly <again>")
    assert await kept(talk, anna) == []
    await anna.taps(label)
    assert [(note.kind, note.text) for note in await kept(talk, anna)] == [(kind, "I slept badly <again>")]


async def test_words_that_are_not_to_be_kept_leave_nothing(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("just thinking aloud")
    await anna.taps("No, don't keep it")
    assert anna.last == "Not kept."
    assert await kept(talk, anna) == []
    await anna.types("something else")
    await anna.taps("Cancel")
    assert await kept(talk, anna) == []


async def test_two_messages_in_a_row_become_two_notes_each_edited_by_itself(talk: Talk) -> None:
    anna = await talk.patient()
    first = await anna.types("the morning was hard")
    await anna.types("the evening was better")
    assert "these 2 messages" in anna.last
    await anna.taps("Insight")
    await anna.edits(first, "the morning was very hard")
    assert [note.text for note in await kept(talk, anna)] == [
        "the morning was very hard",
        "the evening was better",
    ]


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("/note question What if it rains?", NoteKind.QUESTION, "What if it rains?"),
        ("/note insight walking helps", NoteKind.INSIGHT, "walking helps"),
    ],
)
async def test_a_note_in_one_line(talk: Talk, typed: str, kind: NoteKind, text: str) -> None:
    anna = await talk.patient()
    await anna.types(typed)
    assert anna.last == "Saved for your next session, in your words. /help is always there."
    assert [(note.kind, note.text) for note in await kept(talk, anna)] == [(kind, text)]


async def test_words_on_the_line_below_the_command_are_its_words(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/note\nquestion\nWhat if it rains?\nAnd if it snows?")
    assert [(note.kind, note.text) for note in await kept(talk, anna)] == [
        (NoteKind.QUESTION, "What if it rains?\nAnd if it snows?")
    ]


async def test_an_edited_command_changes_the_words_behind_it(talk: Talk) -> None:
    anna = await talk.patient()
    ref = await anna.types("/note question What if it rains?")
    await anna.edits(ref, "/note question What if it snows?")
    assert [note.text for note in await kept(talk, anna)] == ["What if it snows?"]
    await anna.edits(ref, "/note question")
    assert "nothing has changed" in anna.last
    assert [note.text for note in await kept(talk, anna)] == ["What if it snows?"]


async def test_words_edited_before_they_were_called_a_note_are_kept_as_they_are_now(talk: Talk) -> None:
    anna = await talk.patient()
    ref = await anna.types("the morning was hard")
    await anna.edits(ref, "the morning was very hard")
    assert anna.last == "Changed. Thank you."
    await anna.taps("Insight")
    assert [note.text for note in await kept(talk, anna)] == ["the morning was very hard"]


async def test_the_command_alone_asks_for_kind_and_words(talk: Talk) -> None:
    anna = await talk.patient(language="de", formality="du")
    await anna.types("/note")
    await anna.taps("Schwierigkeit")
    assert anna.last.startswith("Schreib es einfach")
    ref = await anna.types("die Nachbarn")
    assert [(note.kind, note.text) for note in await kept(talk, anna)] == [
        (NoteKind.DIFFICULTY, "die Nachbarn")
    ]
    await anna.edits(ref, "die lauten Nachbarn")
    assert (await kept(talk, anna))[0].text == "die lauten Nachbarn"
    assert (await kept(talk, anna))[0].revision == 2


async def test_words_after_the_command_are_only_asked_their_kind(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/note nothing went as planned")
    await anna.types("difficulty")
    assert [(note.kind, note.text) for note in await kept(talk, anna)] == [
        (NoteKind.DIFFICULTY, "nothing went as planned")
    ]


async def test_a_doubled_press_keeps_one_note(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("I slept badly")
    shown, data = anna.find("Insight")
    await anna.presses(data, shown.ref)
    await anna.presses(data, shown.ref)
    assert len(await kept(talk, anna)) == 1


@pytest.mark.parametrize("no", ["nein", "no", "No.", "Nein danke", "nö", "\U0001f44e"])
async def test_a_typed_no_keeps_nothing(talk: Talk, no: str) -> None:
    anna = await talk.patient()
    await anna.types("just thinking aloud")
    await anna.types(no)
    assert anna.last == "Not kept."
    assert await kept(talk, anna) == []


@pytest.mark.parametrize("yes", ["ja", "yes", "ok", "gerne", "\U0001f44d"])
async def test_a_typed_yes_is_asked_what_it_is_about(talk: Talk, yes: str) -> None:
    anna = await talk.patient()
    await anna.types("I slept badly")
    await anna.types(yes)
    assert anna.last == "What is it about?"
    assert "No, don't keep it" not in anna.buttons
    await anna.types("difficulty")
    assert [note.text for note in await kept(talk, anna)] == ["I slept badly"]


async def test_a_no_to_several_keeps_none_and_thanks_are_no_part_of_them(talk: Talk) -> None:
    anna = await talk.patient(language="de")
    await anna.types("der Morgen war schwer")
    await anna.types("der Abend war leichter")
    await anna.types("danke!")
    assert "diese 2 Nachrichten" in anna.last
    await anna.types("nein")
    assert anna.last == "Nicht aufgehoben."
    assert await kept(talk, anna) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("danke", "You're welcome. Take care."),
        ("Thank you so much!", "You're welcome. Take care."),
        ("ok, danke \U0001f60a", "You're welcome. Take care."),
        ("\U0001f64f", "You're welcome. Take care."),
        ("bye", "Take care."),
        ("ok", None),
        ("\U0001f44d\U0001f3fd", None),
        ("\u2764\ufe0f", None),
        ("Alles klar!", None),
    ],
)
async def test_a_courtesy_is_no_note(talk: Talk, typed: str, said: str | None) -> None:
    anna = await talk.patient()
    await anna.types(typed)
    assert [shown.text for shown in anna.messages] == ([] if said is None else [said])


@pytest.mark.parametrize(
    "typed", ["thanks to her I slept", "ok so the morning was hard", "\U0001f62d", "gut geschlafen"]
)
async def test_what_says_more_than_a_courtesy_is_offered(talk: Talk, typed: str) -> None:
    anna = await talk.patient()
    await anna.types(typed)
    assert anna.last.startswith("Shall I keep this as a note for the session?")


async def test_thanks_are_kept_where_a_question_waits_for_words(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/note insight")
    await anna.types("thanks")
    assert [note.text for note in await kept(talk, anna)] == ["thanks"]
