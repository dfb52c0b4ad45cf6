"""What a patient took back is in no summary any more; one that had told it stays, and the next one says so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.conversation.turn import press
from storage import checkins, notes
from storage.records import Outcome
from tests.bot.conversation.therapist.test_digest import EVENING, Story, begun
from tests.talk import Talk

WEEK_AFTER = datetime(2026, 3, 18, 17, 0, tzinfo=UTC)


async def noted(story: Story, text: str) -> str:
    """Let the patient note something; return the message's reference."""
    return await story.anna.types(f"/note erkenntnis {text}")


async def typed(story: Story, day: int, field: str, text: str) -> str:
    """Let the patient's answer of a day have words that stand in a message of theirs; return its reference."""
    ref = f"typed-{day}-{field}"
    async with story.talk.db.write() as tx:
        answer = await checkins.of_occurrence(tx, story.days[day].id)
        assert answer is not None
        await checkins.complete(tx, answer, now=story.talk.clock.now(), **{field: text})
        await notes.remember_typed(tx, story.patient_id, ref, "checkin", answer.id, field)
    return ref


async def test_what_is_taken_back_before_the_summary_is_not_in_it(talk: Talk) -> None:
    story = await begun(talk)
    ref = await noted(story, "der Himmel ist weit")
    await story.answers(9, Outcome.DONE)
    words = await typed(story, 9, "hard", "die Nachbarn waren laut")
    await story.anna.deletes(ref)
    await story.anna.deletes(words)
    await talk.moves_to(EVENING)
    await story.dr.taps("Open")
    assert "1 DUE: 1 done" in story.dr.last
    for gone in ("Himmel", "Nachbarn", "taken back", "note"):
        assert gone not in story.dr.last
    await story.dr.taps("Details")
    assert "Himmel" not in story.dr.last
    assert "corrected" not in story.dr.last


async def test_a_summary_that_is_opened_again_before_the_session_shows_what_is_left(talk: Talk) -> None:
    story = await begun(talk)
    ref = await noted(story, "der Himmel ist weit")
    await talk.moves_to(EVENING)
    await story.dr.taps("Open")
    assert "Himmel" in story.dr.last
    await story.anna.deletes(ref)
    await story.dr.taps("Refresh")
    assert "Himmel" not in story.dr.last


@pytest.mark.parametrize(
    ("language", "open_label", "says"),
    [
        ("en", "Open", "AFTERWARDS: a note of Mon 2 Mar was taken back"),
        ("de", "Öffnen", "NACHTRÄGLICH: eine Notiz vom Mo., 2. März wurde zurückgenommen"),
    ],
)
async def test_the_next_summary_says_that_a_note_was_taken_back_and_not_what_it_said(
    talk: Talk, language: str, open_label: str, says: str
) -> None:
    story = await begun(talk, language=language)
    ref = await noted(story, "der Himmel ist weit")
    await talk.moves_to(EVENING)
    await story.dr.taps(open_label)
    assert "Himmel" in story.dr.last
    told = story.dr.last
    await talk.moves_to(WEEK_AFTER.replace(day=13))
    await story.anna.deletes(ref)
    await talk.moves_to(WEEK_AFTER)
    await story.dr.taps(open_label)
    assert says in story.dr.last
    assert "Himmel" not in story.dr.last
    assert told in story.dr.screen, "what was told is left as it stands"
    await story.dr.taps("Details" if language == "en" else "Einzelheiten")
    assert says.partition(": ")[2] in story.dr.last


async def test_the_next_summary_says_that_an_answer_was_taken_back_and_counts_it_no_second_time(
    talk: Talk,
) -> None:
    story = await begun(talk)
    await talk.moves_to(datetime(2026, 3, 9, 18, 0, tzinfo=UTC))
    await story.answers(9, Outcome.DONE)
    await talk.moves_to(EVENING)
    await story.dr.taps("Open")
    assert "1 DUE: 1 done" in story.dr.last
    await talk.moves_to(WEEK_AFTER.replace(day=13))

    await story.anna.undoes_press(press("how", story.days[9].id, "done"))
    await talk.moves_to(WEEK_AFTER)
    await story.dr.taps("Open")
    assert "AFTERWARDS: One small pleasant activity, Mon 9 Mar: done → answer taken back" in story.dr.last
    assert "Nothing was due." in story.dr.last or "DUE" not in story.dr.last
    await story.dr.taps("Details")
    assert "answer taken back · changed after the last summary" in story.dr.last


async def test_the_next_summary_says_that_words_were_taken_back(talk: Talk) -> None:
    story = await begun(talk)
    await talk.moves_to(datetime(2026, 3, 9, 18, 0, tzinfo=UTC))
    await story.answers(9, Outcome.DONE)
    ref = await typed(story, 9, "hard", "die Nachbarn waren laut")
    await talk.moves_to(EVENING)
    await talk.moves_to(WEEK_AFTER.replace(day=13))
    await story.anna.deletes(ref)
    await talk.moves_to(WEEK_AFTER)
    await story.dr.taps("Open")
    assert "One small pleasant activity, Mon 9 Mar: done, words were taken back" in story.dr.last
    assert "Nachbarn" not in story.dr.last
    await story.dr.taps("Details")
    assert "words taken back after the last summary" in story.dr.last


async def test_words_that_stay_beside_an_outcome_taken_back_reach_the_summary(talk: Talk) -> None:
    story = await begun(talk)
    await talk.moves_to(datetime(2026, 3, 9, 18, 0, tzinfo=UTC))
    await story.answers(9, Outcome.DONE)
    await typed(story, 9, "insight", "der Himmel ist weit")

    await talk.moves_to(EVENING.replace(hour=10))
    await story.anna.undoes_press(press("how", story.days[9].id, "done"))
    await talk.moves_to(EVENING)
    await story.dr.taps("Open")
    assert "1 DUE: 1 no answer" in story.dr.last
    assert "LEARNED “der Himmel ist weit”" in story.dr.last
    assert story.dr.last.count("Himmel") == 1
