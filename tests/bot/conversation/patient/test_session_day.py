from __future__ import annotations

from datetime import UTC, datetime

import pytest

from storage import people
from storage.records import NoteKind
from tests.talk import Phone, Talk

MORNING = datetime(2026, 3, 12, 7, 0, tzinfo=UTC)


async def with_session(talk: Talk, line: str = "2026-03-12 10:00", **patient: str) -> Phone:
    anna = await talk.patient(**patient)
    assert talk.therapist is not None
    await talk.therapist.types(f"/session P-1 {line}")
    return anna


@pytest.mark.parametrize(
    ("language", "hello", "opening", "question"),
    [
        ("en", "A quiet hello, as agreed.", "Open", "Your session is today. Anything to add?"),
        ("de", "Ein leiser Gruß, wie vereinbart.", "Öffnen", "Heute ist Sitzung. Noch etwas ergänzen?"),
    ],
)
async def test_the_lock_screen_shows_a_hello_and_the_question_comes_after_opening(
    talk: Talk, language: str, hello: str, opening: str, question: str
) -> None:
    anna = await with_session(talk, language=language)
    await talk.moves_to(MORNING)
    assert anna.unasked == [hello]
    await anna.taps(opening)
    assert anna.last == question
    assert anna.messages[-1].protected


async def test_something_to_add_becomes_a_note(talk: Talk) -> None:
    anna = await with_session(talk)
    await talk.moves_to(MORNING)
    await anna.taps("Open")
    await anna.taps("Add something")
    await anna.taps("Question")
    await anna.types("May I drive?")
    assert talk.therapist is not None
    await talk.therapist.types("/digest P-1")
    assert f"{NoteKind.QUESTION.upper()} “May I drive?”" in talk.therapist.last


async def test_nothing_to_add_is_fine(talk: Talk) -> None:
    anna = await with_session(talk)
    await talk.moves_to(MORNING)
    await anna.taps("Open")
    await anna.taps("Nothing to add")
    assert anna.last == "All right. I wish you a good session."


async def test_it_comes_on_the_patients_own_morning(talk: Talk) -> None:
    anna = await with_session(talk, "2026-03-12 16:00", zone="America/New_York")
    await talk.moves_to(datetime(2026, 3, 12, 11, 59, tzinfo=UTC))
    assert anna.unasked == []
    await talk.moves_to(datetime(2026, 3, 12, 12, 0, tzinfo=UTC))
    assert len(anna.unasked) == 1


async def test_quiet_hours_put_it_off_and_a_session_before_their_end_drops_it(talk: Talk) -> None:
    anna = await with_session(talk)
    person = await talk.person(anna)
    async with talk.db.write() as tx:
        await people.change(tx, person.id, quiet_to=9 * 60)
    await talk.moves_to(MORNING)
    assert anna.unasked == []
    await talk.moves(hours=1)
    assert len(anna.unasked) == 1
    assert talk.therapist is not None
    await talk.therapist.types("/session P-1 2026-03-13 08:30")
    await talk.moves_to(datetime(2026, 3, 13, 12, 0, tzinfo=UTC))
    assert len(anna.unasked) == 1


@pytest.mark.parametrize("line", ["2026-03-12 07:30", "today 15:00"])
async def test_no_hello_after_the_session_or_on_the_day_it_was_set(talk: Talk, line: str) -> None:
    anna = await with_session(talk, line)
    await talk.moves_to(datetime(2026, 3, 12, 20, 0, tzinfo=UTC))
    assert anna.unasked == []


async def test_a_pause_silences_it(talk: Talk) -> None:
    anna = await with_session(talk)
    person = await talk.person(anna)
    async with talk.db.write() as tx:
        await people.change(tx, person.id, paused_until=datetime(2026, 3, 20, tzinfo=UTC))
    await talk.moves_to(datetime(2026, 3, 12, 20, 0, tzinfo=UTC))
    assert anna.unasked == []


async def test_a_cancelled_session_is_not_asked_about(talk: Talk) -> None:
    anna = await with_session(talk)
    await talk.moves_to(MORNING)
    assert talk.therapist is not None
    await talk.therapist.types("/session P-1")
    await talk.therapist.taps("Cancel this one")
    await talk.therapist.taps("Yes, cancel")
    await anna.taps("Open")
    assert anna.last.startswith("That session is over or was cancelled.")


async def test_two_sessions_of_a_day_are_one_hello(talk: Talk) -> None:
    anna = await with_session(talk)
    assert talk.therapist is not None
    await talk.therapist.types("/session P-1 2026-03-12 16:00")
    await talk.moves_to(datetime(2026, 3, 12, 20, 0, tzinfo=UTC))
    assert len(anna.unasked) == 1


async def test_somebody_elses_hello_opens_nothing(talk: Talk) -> None:
    anna = await with_session(talk)
    ben = await talk.patient("Ben")
    await talk.moves_to(MORNING)
    _, data = anna.find("Open")
    await ben.presses(data)
    assert ben.last.startswith("That choice is from an earlier moment")
