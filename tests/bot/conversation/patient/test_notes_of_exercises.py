"""Own words among the questions about an exercise: notes that know theirs, and of which one version stands."""

from __future__ import annotations

import pytest

from storage import notes
from storage.records import Note, NoteKind
from tests.bot.conversation.patient.test_checkin import opened
from tests.bot.conversation.therapist.test_digest import EVENING, begun
from tests.talk import LIBRARY, Phone, Talk


async def kept(talk: Talk, phone: Phone) -> list[Note]:
    person = await talk.person(phone)
    async with talk.read() as tx:
        return await notes.of_patient(tx, person.id)


@pytest.mark.parametrize(
    ("language", "label", "kind", "back"),
    [
        ("en", "Something is unclear", NoteKind.QUESTION, "‹ Back"),
        ("en", "Too much", NoteKind.DIFFICULTY, "‹ Back"),
        ("en", "No opportunity", NoteKind.DIFFICULTY, "‹ Back"),
        ("de", "Etwas ist unklar", NoteKind.QUESTION, "‹ Zurück"),
    ],
)
async def test_going_back_replaces_the_words_of_the_note(
    talk: Talk, language: str, label: str, kind: NoteKind, back: str
) -> None:
    anna, mine = await opened(talk, language=language)
    await anna.taps("Not done" if language == "en" else "Nicht gemacht")
    await anna.taps(label)
    await anna.taps("Continue" if language == "en" else "Weiter")
    await anna.types("the second part")
    await anna.taps(back)
    again = await anna.types("the third part")
    (note,) = await kept(talk, anna)
    assert (note.kind, note.text, note.revision, note.assignment_id) == (kind, "the third part", 2, mine)
    await anna.edits(again, "the last part")
    assert [each.text for each in await kept(talk, anna)] == ["the last part"]


async def test_words_after_a_note_that_was_taken_back_are_a_new_one(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Not done")
    await anna.taps("Too much")
    await anna.taps("Continue")
    first = await anna.types("the second part")
    await anna.deletes(first)
    await anna.types("the third part")
    assert [(each.text, each.assignment_id) for each in await kept(talk, anna)] == [
        ("", mine),
        ("the third part", mine),
    ]


async def test_the_details_of_the_summary_name_the_exercise(talk: Talk) -> None:
    story = await begun(talk)
    await talk.assigned(story.anna, "BA-02")
    await talk.moves(days=1)
    await story.anna.taps("Öffnen")
    await story.anna.taps("Nicht gemacht")
    await story.anna.taps("Etwas ist unklar")
    await story.anna.taps("Weiter")
    await story.anna.types("der zweite Schritt")
    await story.anna.types("/note Frage allgemein")
    await talk.moves_to(EVENING)
    await story.dr.taps("Open")
    await story.dr.taps("Details")
    blocks = story.dr.last.split("\n\n")
    named = LIBRARY.text("BA-02", "en").title
    heads = {block.splitlines()[-1]: block.splitlines()[0] for block in blocks if "Note:" in block}
    assert [named in head for words, head in heads.items() if "der zweite Schritt" in words] == [True]
    assert [named in head for words, head in heads.items() if "allgemein" in words] == [False]
