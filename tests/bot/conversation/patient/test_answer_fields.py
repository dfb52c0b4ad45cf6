"""Every kind of question that an exercise may ask, tapped and typed, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from bot.library.schema import FieldKind
from scheduler.schedule import Pattern, Schedule
from storage import assignments, checkins, occurrences
from tests.talk import LIBRARY, Phone, Talk

NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


def asked(kind: FieldKind, **more: Any) -> dict[str, Any]:
    return {
        "key": "it",
        "kind": kind.value,
        "label": {"en": "It", "de": "Es"},
        "question": {"en": "How was it?", "de": "Wie war es?"},
        "optional": False,
        "unit": None,
        "minimum": None,
        "maximum": None,
        "options": [],
        "items": {},
        **more,
    }


NUMBER = asked(FieldKind.NUMBER, unit={"en": "minutes", "de": "Minuten"}, minimum=0, maximum=90)
CHOICE = asked(
    FieldKind.CHOICE,
    options=[
        {"value": "yes", "label": {"en": "Yes", "de": "Ja"}},
        {"value": "no", "label": {"en": "No", "de": "Nein"}},
    ],
)
CHECKLIST = asked(FieldKind.CHECKLIST, items={"en": ["tea", "walk", "bath"], "de": ["Tee", "Gang", "Bad"]})


async def asking(talk: Talk, field: dict[str, Any], language: str = "en") -> tuple[Phone, int]:
    """A patient who did an exercise with this one question, and is asked it."""
    anna = await talk.patient(language=language)
    rule = Schedule(pattern=Pattern.ONCE, starts=date(2026, 3, 2), times=(time(12),))
    mine = await talk.assigned(anna, schedule=rule)
    async with talk.db.write() as tx:
        found = await assignments.get(tx, mine)
        assert found is not None
        await tx.change(
            assignments.t.assignments, mine, exercise={**found.exercise, "answer_fields": [field]}
        )
    await talk.moves_to(NOON)
    await anna.taps("Open" if language == "en" else "Öffnen")
    await anna.taps("Done" if language == "en" else "Gemacht")
    return anna, mine


async def value(talk: Talk, assignment_id: int) -> Any:
    async with talk.read() as tx:
        only = (await occurrences.of_assignment(tx, assignment_id))[0]
        found = await checkins.of_occurrence(tx, only.id)
    assert found is not None
    return found.answers.get("it")


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        (asked(FieldKind.SCALE_0_10), "7", 7),
        (asked(FieldKind.SCALE_0_10), "seven", 7),
        (asked(FieldKind.SCALE_0_100), "85 %", 85),
        (asked(FieldKind.TEXT), "  as it came <b>", "  as it came <b>"),
        (NUMBER, "45", 45),
        (asked(FieldKind.TIME), "23:15", "23:15"),
        (asked(FieldKind.TIME), "half past ten pm", "22:30"),
        (CHOICE, "no", "no"),
    ],
)
async def test_typed_words_are_understood(
    talk: Talk, field: dict[str, Any], typed: str, kept: object
) -> None:
    anna, mine = await asking(talk, field)
    await anna.types(typed)
    assert await value(talk, mine) == kept


@pytest.mark.parametrize(
    ("field", "tapped", "kept"),
    [
        (asked(FieldKind.SCALE_0_10), "10", 10),
        (asked(FieldKind.SCALE_0_100), "70", 70),
        (CHOICE, "Ja", "yes"),
    ],
)
async def test_taps_are_understood(talk: Talk, field: dict[str, Any], tapped: str, kept: object) -> None:
    anna, mine = await asking(talk, field, "de")
    assert "Wie war es?" in anna.last
    await anna.taps(tapped)
    assert await value(talk, mine) == kept


async def test_a_checklist_keeps_the_places_of_what_was_ticked(talk: Talk) -> None:
    anna, mine = await asking(talk, CHECKLIST, "de")
    await anna.taps("Tee")
    await anna.taps("Bad")
    await anna.taps("Gang")
    await anna.taps("✓ Gang")
    await anna.taps("Weiter")
    assert await value(talk, mine) == [0, 2]


async def test_an_edited_word_of_going_on_does_not_replace_what_was_ticked(talk: Talk) -> None:
    anna, mine = await asking(talk, CHECKLIST, "de")
    await anna.taps("Tee")
    ref = await anna.types("Weiter")
    await anna.types("/skip")
    await anna.types("/skip")
    await anna.edits(ref, "Weiter!")
    assert await value(talk, mine) == [0]


@pytest.mark.parametrize(
    ("field", "typed", "answer"),
    [
        (asked(FieldKind.SCALE_0_10), "eleven", "0 to 10"),
        (NUMBER, "an eternity", "0 to 90"),
        (asked(FieldKind.TIME), "late", "for example 22:30"),
        (CHOICE, "who knows", "Please choose one"),
    ],
)
async def test_what_is_not_understood_is_asked_again_and_not_guessed(
    talk: Talk, field: dict[str, Any], typed: str, answer: str
) -> None:
    anna, mine = await asking(talk, field)
    shown = len(anna.messages)
    await anna.types(typed)
    assert answer in "".join(each.text for each in anna.messages[shown:])
    assert "Skip" in anna.buttons
    assert await value(talk, mine) is None


async def test_a_time_that_may_mean_two_is_asked_about(talk: Talk) -> None:
    anna, mine = await asking(talk, asked(FieldKind.TIME))
    await anna.types("11")
    assert anna.last == "Which of these do you mean?"
    await anna.taps("23:00")
    assert await value(talk, mine) == "23:00"


KINDS_OF_ANSWERS = {each.responses: each.id for each in LIBRARY.exercises}


@pytest.mark.parametrize("exercise", KINDS_OF_ANSWERS.values(), ids=str)
async def test_every_kind_of_exercise_can_be_answered_to_its_end(talk: Talk, exercise: str) -> None:
    anna = await talk.patient(language="de")
    rule = Schedule(pattern=Pattern.ONCE, starts=date(2026, 3, 2), times=(time(12),))
    await talk.assigned(anna, exercise, schedule=rule)
    await talk.moves_to(NOON)
    await anna.taps("Öffnen")
    await anna.taps("Gemacht")
    for _ in range(20):
        if "nächste Sitzung" in anna.last:
            break
        await anna.taps("Überspringen")
    assert anna.last == "Gespeichert für die nächste Sitzung. Danke."
