"""After three moments without an answer an exercise goes quiet, and asks once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage import assignments, history, occurrences
from storage.records import Assignment, AssignmentEvent, Outcome
from tests.talk import Phone, Talk

SIX = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  # 18:00 in Berlin
DAY = timedelta(days=1)
QUESTION = {
    "en": "I'll stay quiet about one exercise. Go on as agreed, change it, or pause everything?",
    "de": "Bei einer Übung bleibe ich erst einmal still. Weiter wie vereinbart, ändern oder alles pausieren?",
}


async def after_three(talk: Talk, language: str = "en") -> tuple[Phone, int]:
    anna = await talk.patient(language=language)
    mine = await talk.assigned(anna, follow_up_minutes=0)
    await talk.moves_to(SIX + 3 * DAY + timedelta(minutes=1))
    return anna, mine


async def exercise(talk: Talk, assignment_id: int) -> Assignment:
    async with talk.read() as tx:
        found = await assignments.get(tx, assignment_id)
    assert found is not None
    return found


@pytest.mark.parametrize("language", ["en", "de"])
async def test_three_unanswered_are_followed_by_one_question_and_silence(talk: Talk, language: str) -> None:
    anna, mine = await after_three(talk, language)
    assert anna.unasked[-1] == QUESTION[language]
    said = len(anna.unasked)
    await talk.moves_to(SIX + 9 * DAY)
    assert len(anna.unasked) == said
    async with talk.read() as tx:
        found = [each.outcome for each in await occurrences.of_assignment(tx, mine)]
        events = [each.event for each in await history.changes_of(tx, (await talk.person(anna)).id)]
    assert found[:3] == [Outcome.NO_ANSWER] * 3
    assert set(found[3:9]) == {Outcome.PAUSED}
    assert events.count(AssignmentEvent.QUIETED) == 1


async def test_the_question_keeps_quiet_hours(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna, follow_up_minutes=0)
    async with talk.db.write() as tx:
        await assignments.set_unanswered(tx, [mine], 2, quiet=False)
        await tx.run(assignments.t.people.update().values(quiet_from=17 * 60, quiet_to=9 * 60))
    await talk.moves_to(SIX + DAY + timedelta(minutes=1))
    assert QUESTION["en"] not in anna.unasked
    await talk.moves_to(datetime(2026, 3, 4, 8, 0, tzinfo=UTC))
    assert QUESTION["en"] in anna.unasked


async def test_keep_goes_on_from_the_next_moment(talk: Talk) -> None:
    anna, mine = await after_three(talk)
    await anna.taps("Go on as agreed")
    assert (
        anna.last == "Good, “One small pleasant activity” stays as agreed. The next moment: Fri 6 Mar 18:00."
    )
    assert (await exercise(talk, mine)).unanswered == 0
    said = len(anna.unasked)
    await talk.moves_to(SIX + 4 * DAY)
    assert len(anna.unasked) == said + 1


async def test_change_plans_anew(talk: Talk) -> None:
    anna, mine = await after_three(talk)
    await anna.taps("Change")
    assert "something that fits better for “One small pleasant activity”" in anna.screen
    assert (await exercise(talk, mine)).quiet
    for label in ("Time", "20:00", "Yes, agreed"):
        await anna.taps(label)
    assert not (await exercise(talk, mine)).quiet
    assert "The next moment comes Fri 6 Mar 20:00" in anna.last


@pytest.mark.parametrize("way", ["Change", "Pause everything"])
async def test_what_is_begun_and_left_open_wakes_nothing(talk: Talk, way: str) -> None:
    anna, mine = await after_three(talk)
    said = len(anna.unasked)
    await anna.taps(way)
    await talk.moves_to(SIX + 5 * DAY)
    assert (await exercise(talk, mine)).quiet
    await anna.taps("Cancel")
    assert anna.last.startswith("Stopped.")
    await talk.moves_to(SIX + 6 * DAY)
    assert len(anna.unasked) == said
    await anna.types("/current")
    await anna.taps("Remind me again")
    assert not (await exercise(talk, mine)).quiet


@pytest.mark.parametrize("way", ["tapped", "/pause tomorrow"])
async def test_pause_wakes_the_exercise_once_it_is_set(talk: Talk, way: str) -> None:
    anna, mine = await after_three(talk)
    await anna.taps("Pause everything")
    assert "“One small pleasant activity”" in anna.screen
    assert (await exercise(talk, mine)).quiet
    await (anna.taps("Until tomorrow") if way == "tapped" else anna.types(way))
    assert not (await exercise(talk, mine)).quiet
    said = len(anna.unasked)
    await talk.moves_to(SIX + 4 * DAY)
    assert anna.unasked[said:][-1] in {
        "Your planned moment is here.",
        "A quiet hello, as agreed.",
        "It is the time you chose.",
    }


async def test_two_quiet_exercises_are_both_woken_by_one_pause(talk: Talk) -> None:
    anna = await talk.patient()
    both = [await talk.assigned(anna, each, follow_up_minutes=0) for each in ("BA-02", "SLP-01")]
    await talk.moves_to(SIX + 4 * DAY)
    asked = [shown for shown in anna.messages if shown.text == QUESTION["en"]]
    assert len(asked) == 2
    for shown in asked:
        await anna.presses(
            next(data for label, data, _ in shown.buttons[0] if label == "Pause everything"), shown.ref
        )
    await anna.taps("A week")
    assert [(await exercise(talk, each)).quiet for each in both] == [False, False]


@pytest.mark.parametrize(
    ("language", "until", "said"),
    [
        ("en", "A week", "stays as agreed. Everything is paused until Thu 12 Mar. The first moment after that: Thu 12 Mar 18:00."),
        ("en", "Until I say so", "Everything is paused until you send /resume; the next moment comes after that."),
        ("de", "Bis ich mich melde", "Alles ist pausiert, bis /resume die Pause beendet; der nächste Moment kommt danach."),
    ],
)  # fmt: skip
async def test_keep_within_a_pause_promises_nothing_before_its_end(
    talk: Talk, language: str, until: str, said: str
) -> None:
    anna, _ = await after_three(talk, language)
    await anna.types("/pause")
    await anna.taps(until)
    await anna.taps({"en": "Go on as agreed", "de": "Weiter wie vereinbart"}[language])
    assert any(said in shown.text for shown in anna.messages)


async def test_a_late_answer_ends_the_silence_and_counts_anew(talk: Talk) -> None:
    anna, mine = await after_three(talk)
    await anna.presses(anna.messages[0].buttons[0][0][1], anna.messages[0].ref)
    await anna.taps("Done")
    found = await exercise(talk, mine)
    assert (found.quiet, found.unanswered) == (False, 0)


async def test_an_answer_between_starts_the_count_again(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna, follow_up_minutes=0)
    await talk.moves_to(SIX + 2 * DAY)
    assert (await exercise(talk, mine)).unanswered == 2
    await anna.taps("Not today")
    assert (await exercise(talk, mine)).unanswered == 0
    await talk.moves_to(SIX + 4 * DAY + timedelta(minutes=1))
    assert not (await exercise(talk, mine)).quiet


async def test_an_old_answer_to_the_question_is_sensible(talk: Talk) -> None:
    anna, _ = await after_three(talk)
    shown, data = anna.find("Go on as agreed")
    await anna.presses(data, shown.ref)
    said = len(anna.messages)
    await anna.presses(data, shown.ref)
    assert len(anna.messages) == said


async def test_asking_for_later_is_a_sign_of_life(talk: Talk) -> None:
    anna, mine = await after_three(talk)
    first = anna.messages[2]
    later = next(data for row in first.buttons for label, data, _ in row if label == "Later")
    await anna.presses(later, first.ref)
    assert not (await exercise(talk, mine)).quiet
