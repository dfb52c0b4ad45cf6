"""What somebody noticed comes back the next time only where they said so, and never what came with "not done"."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import assignments, notes
from storage.records import NoteKind
from tests.talk import Phone, Talk
from tests.words_phone import WordsTalk

SIX = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ASKED = {
    "en": "From now on, shall I show you what you noticed last time?",
    "sie": "Soll ich Ihnen künftig zeigen, was Ihnen beim letzten Mal aufgefallen ist?",
    "du": "Soll ich dir künftig zeigen, was dir beim letzten Mal aufgefallen ist?",
}
WORDS = "it felt good outside"


@pytest.fixture
async def words_talk(tmp_path: Path) -> AsyncIterator[WordsTalk]:
    practice = WordsTalk(tmp_path)
    await practice.open()
    yield practice
    await practice.db.close()


async def begun(talk: Talk, **more: str) -> tuple[Phone, int]:
    anna = await talk.patient(**more)
    return anna, await talk.assigned(anna)


async def answers(talk: Talk, anna: Phone, day: int, outcome: str, noticed: str, skip: str = "Skip") -> None:
    """Answer the moment of a day, skip what is asked, and write what was noticed."""
    await talk.moves_to(SIX + day * DAY)
    await anna.taps("Open" if skip == "Skip" else "Öffnen")
    await anna.taps(outcome)
    for _ in range(10):
        if "notice" in anna.last or "aufgefallen" in anna.last:
            break
        await anna.taps(skip)
    await anna.types(noticed)


async def card(talk: Talk, anna: Phone, day: int) -> str:
    await talk.moves_to(SIX + day * DAY)
    await anna.taps("Open")
    return anna.last


async def replay(talk: Talk, assignment_id: int) -> bool | None:
    async with talk.read() as tx:
        found = await assignments.get(tx, assignment_id)
    assert found is not None
    return found.replay


@pytest.mark.parametrize("outcome", ["Done", "Partly", "Changed"])
async def test_own_words_come_back_to_who_said_yes_and_the_question_does_not(
    talk: Talk, outcome: str
) -> None:
    anna, _ = await begun(talk)
    await answers(talk, anna, 0, outcome, WORDS)
    assert anna.last == ASKED["en"]
    await anna.taps("Yes, show it")
    assert anna.last == "Saved for your next session, in your words. /help is always there."
    assert f"You wrote: “{WORDS}”" in await card(talk, anna, 1)
    await answers(talk, anna, 2, "Done", "the sky is wide")
    assert anna.last.startswith("Saved for your next session")
    assert "You wrote: “the sky is wide”" in await card(talk, anna, 3)


@pytest.mark.parametrize("no", ["No, don't show it", "Skip"])
async def test_who_says_no_is_shown_nothing_and_asked_no_more(talk: Talk, no: str) -> None:
    anna, mine = await begun(talk)
    await answers(talk, anna, 0, "Done", WORDS)
    await anna.taps(no)
    assert await replay(talk, mine) is False
    assert WORDS not in await card(talk, anna, 1)
    await answers(talk, anna, 2, "Done", "the sky is wide")
    assert anna.last.startswith("Saved for your next session")


async def test_nothing_is_shown_to_who_was_not_asked_yet(talk: Talk) -> None:
    anna, mine = await begun(talk)
    await answers(talk, anna, 0, "Done", WORDS)
    await anna.taps("Cancel")
    assert await replay(talk, mine) is None
    assert WORDS not in await card(talk, anna, 1)


async def test_words_that_came_with_not_done_are_never_shown_and_nothing_is_asked(talk: Talk) -> None:
    anna, mine = await begun(talk)
    await answers(talk, anna, 0, "Done", WORDS)
    await anna.taps("Yes, show it")
    await answers(talk, anna, 1, "Not done", "nothing makes sense any more")
    assert anna.last.startswith("Saved for your next session")
    shown = await card(talk, anna, 2)
    assert "nothing makes sense" not in shown
    assert f"“{WORDS}”" in shown
    assert await replay(talk, mine) is True


async def test_not_done_alone_asks_nothing(talk: Talk) -> None:
    anna, mine = await begun(talk)
    await answers(talk, anna, 0, "Not done", "too loud")
    assert anna.last == "Saved for your next session, in your words. /help is always there."
    assert await replay(talk, mine) is None
    assert "too loud" not in await card(talk, anna, 1)


@pytest.mark.parametrize("formality", ["sie", "du"])
async def test_the_question_in_german(talk: Talk, formality: str) -> None:
    anna, mine = await begun(talk, language="de", formality=formality)
    await answers(talk, anna, 0, "Gemacht", WORDS, "Überspringen")
    assert anna.last == ASKED[formality]
    await anna.types("nein danke")
    assert await replay(talk, mine) is False
    assert anna.last == "Im eigenen Wortlaut für die nächste Sitzung gespeichert. /help ist immer da."


async def test_other_words_in_its_place_are_offered_as_a_note_and_decide_nothing(talk: Talk) -> None:
    anna, mine = await begun(talk)
    await answers(talk, anna, 0, "Done", WORDS)
    await anna.types("and I am worn out")
    assert "Saved for your next session, in your words. /help is always there." in anna.screen
    assert anna.last == (
        "Shall I keep this as a note for the session?\n\n"
        "Until then perhaps nobody reads it; /help shows who is there now."
    )
    await anna.taps("Difficulty")
    assert await replay(talk, mine) is None
    async with talk.read() as tx:
        kept = await notes.of_patient(tx, (await talk.person(anna)).id)
    assert [(each.kind, each.text) for each in kept] == [(NoteKind.DIFFICULTY, "and I am worn out")]


@pytest.mark.parametrize(("typed", "wanted"), [("1", True), ("2", False), ("yes", True), ("👎", False)])
async def test_it_is_answered_by_typing_where_there_are_no_buttons(
    words_talk: WordsTalk, typed: str, *, wanted: bool
) -> None:
    anna = await words_talk.patient()
    mine = await words_talk.assigned(anna)
    await words_talk.moves_to(SIX)
    for said in ("1", "1", "a walk", "3", "5", "6", "4", "skip", WORDS):
        await anna.types(said)
    assert ASKED["en"] in anna.last
    await anna.types(typed)
    assert await replay(words_talk, mine) is wanted
