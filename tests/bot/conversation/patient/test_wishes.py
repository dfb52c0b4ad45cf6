"""What is asked for among the questions happens at once; whoever puts the phone away has it, whoever goes on is asked on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage import assignments, notes
from storage.records import Plan
from tests.bot.conversation.patient.test_checkin import SIX, opened
from tests.talk import Phone, Talk
from tests.words_phone import WordsTalk

both_languages = pytest.mark.parametrize("language", ["en", "de"])
WORDS = {
    "en": {
        "not": "Not done",
        "unwell": "I was not well",
        "forgot": "It slipped my mind",
        "no": "No opportunity",
        "on": "Continue",
        "pause": "3 days",
        "change": "Yes, change it",
        "which": "What shall be different?",
        "hard": "Was anything hard?",
        "cancel": "Cancel",
    },
    "de": {
        "not": "Nicht gemacht",
        "unwell": "Mir ging es nicht gut",
        "forgot": "Nicht daran gedacht",
        "no": "Keine Gelegenheit",
        "on": "Weiter",
        "pause": "3 Tage",
        "change": "Ja, ändern",
        "which": "Was soll anders sein?",
        "hard": "War etwas schwierig?",
        "cancel": "Abbrechen",
    },
}


async def reasons(talk: Talk, language: str, *names: str) -> tuple[Phone, int]:
    """A patient who did not do it, for these reasons."""
    anna, mine = await opened(talk, language=language)
    for name in ("not", *names, "on"):
        await anna.taps(WORDS[language][name])
    return anna, mine


async def plan_of(talk: Talk, assignment_id: int) -> Plan:
    async with talk.read() as tx:
        found = await assignments.get(tx, assignment_id)
    assert found is not None
    return found.plan


@both_languages
@pytest.mark.parametrize("then", ["nothing", "cancel"])
async def test_a_pause_begins_with_its_choice(talk: Talk, language: str, then: str) -> None:
    anna, _ = await reasons(talk, language, "unwell")
    await anna.taps(WORDS[language]["pause"])
    assert WORDS[language]["hard"] in anna.last
    if then == "cancel":
        await anna.taps(WORDS[language]["cancel"])
    asked = len(anna.unasked)
    await talk.moves_to(SIX + timedelta(days=2, hours=1))
    assert len(anna.unasked) == asked
    assert (await talk.person(anna)).paused_until is not None


@both_languages
@pytest.mark.parametrize("how", ["back", "undo"])
async def test_a_pause_that_was_chosen_here_ends_with_its_choice(talk: Talk, language: str, how: str) -> None:
    anna, _ = await reasons(talk, language, "unwell")
    shown, data = anna.find(WORDS[language]["pause"])
    await anna.presses(data, shown.ref)
    if how == "back":
        await anna.taps("‹ Back" if language == "en" else "‹ Zurück")
        await anna.taps("No pause" if language == "en" else "Keine Pause")
    else:
        await anna.undoes_press(data, shown.ref)
    assert (await talk.person(anna)).paused_until is None
    assert ("I'm here again" if language == "en" else "Ich bin wieder da") in anna.screen


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("Friday", datetime(2026, 3, 5, 23, 0, tzinfo=UTC)),
        ("a week", datetime(2026, 3, 8, 23, 0, tzinfo=UTC)),
    ],
)
async def test_the_end_of_a_pause_may_be_typed(talk: Talk, typed: str, until: datetime) -> None:
    anna, _ = await reasons(talk, "en", "unwell")
    await anna.types(typed)
    assert (await talk.person(anna)).paused_until == until


async def test_a_yes_to_until_when_is_asked_on_and_a_no_pauses_nothing(talk: Talk) -> None:
    anna, _ = await reasons(talk, "en", "unwell")
    await anna.types("yes")
    assert anna.last.startswith("Until when shall I be silent?")
    await anna.types("no")
    assert (await talk.person(anna)).paused_until is None
    assert "Was anything hard?" in anna.last


async def test_own_words_about_being_unwell_pause_nothing_and_are_kept(talk: Talk) -> None:
    anna, _ = await reasons(talk, "en", "unwell")
    await anna.types("I could not get up at all")
    person = await talk.person(anna)
    assert person.paused_until is None
    async with talk.read() as tx:
        assert [each.text for each in await notes.of_patient(tx, person.id)] == ["I could not get up at all"]


async def test_the_end_of_a_pause_that_was_offered_long_ago_is_asked_anew(talk: Talk) -> None:
    anna, _ = await reasons(talk, "en", "unwell")
    shown, tomorrow = anna.find("Until tomorrow")
    await talk.moves(days=4)
    await anna.presses(tomorrow, shown.ref)
    assert anna.last.startswith("Until when shall I be silent?")
    assert (await talk.person(anna)).paused_until is None


@both_languages
async def test_a_change_is_asked_about_at_once_and_the_questions_go_on_after_it(
    talk: Talk, language: str
) -> None:
    anna, mine = await reasons(talk, language, "forgot")
    await anna.taps(WORDS[language]["change"])
    await anna.taps("Time" if language == "en" else "Uhrzeit")
    await anna.types("19:30")
    await anna.taps("Yes" if language == "en" else "Ja")
    assert (await plan_of(talk, mine)).schedule["times"] == ["19:30"]
    assert WORDS[language]["hard"] in anna.last


@both_languages
async def test_a_pause_and_a_change_both_happen(talk: Talk, language: str) -> None:
    anna, _ = await reasons(talk, language, "unwell", "no")
    await anna.taps(WORDS[language]["pause"])
    await anna.taps(WORDS[language]["change"])
    assert (await talk.person(anna)).paused_until is not None
    assert WORDS[language]["which"] in anna.last


async def test_by_numbers_too(tmp_path: object) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    practice = WordsTalk(tmp_path)
    await practice.open()
    anna = await practice.patient()
    await practice.assigned(anna)
    await practice.moves_to(SIX)
    await anna.types("1")
    await anna.types("4")
    await anna.types("unwell")
    await anna.types("2")
    assert (await practice.person(anna)).paused_until == datetime(2026, 3, 4, 23, 0, tzinfo=UTC)
    assert "Was anything hard?" in anna.last
    await practice.db.close()
