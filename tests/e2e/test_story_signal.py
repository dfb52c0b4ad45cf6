"""What only Signal brings into a story: reactions, quotes, changed and deleted messages, and the troubles of its daemon."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.challenging import answer_challenge
from storage import alerts, checkins, notes
from storage import tables as t
from storage.records import Outcome
from tests.e2e.acts import a_patient, a_therapist, agreed, daily, in_order, is_neutral
from tests.e2e.practice import SIGNAL, OnThePhone, Practice, Ways, open_practice

NOON = time(12, 0)
LOUD, LOUDER, CALM = "the neighbours were loud", "the neighbours were very loud", "it was quiet at last"
MIXED = Ways("telegram", "signal")
either_therapist = pytest.mark.parametrize("ways", [SIGNAL, MIXED], ids=lambda ways: ways.name)


def berlin(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour - 1, minute, tzinfo=UTC)


async def two_people(practice: Practice) -> tuple[OnThePhone, OnThePhone]:
    """A therapist, and a patient with an exercise every noon."""
    dr = await a_therapist(practice)
    anna = await a_patient(practice, "Anna", dr)
    await agreed(practice, anna, daily(practice, NOON))
    return dr, anna


async def outcomes(practice: Practice, anna: OnThePhone) -> list[tuple[Outcome | None, str]]:
    """What is kept of each answer, and what was hard."""
    async with practice.app.database.read() as tx:
        kept = await checkins.of_patient(tx, (await anna.person()).id)
    return [(each.outcome, each.hard) for each in kept]


async def test_a_story_told_with_reactions_quotes_changes_and_deletions(tmp_path: Path) -> None:
    async with open_practice(tmp_path, ways=SIGNAL) as practice:
        dr, anna = await two_people(practice)
        await practice.moves_to(berlin(5, 12))
        moment = anna.shown[-1].message_id
        await anna.taps_old("Open", moment)
        assert "How did it go?" in anna.answer
        chosen = await anna.types("1")
        assert await outcomes(practice, anna) == [(Outcome.DONE, "")]
        await anna.edits(chosen, "2")
        assert "A part counts" in anna.answer
        await anna.taps("Fear", "Continue")
        await anna.does("reacts", "👎🏽")
        assert "Was anything hard" in anna.answer
        typed = await anna.types(LOUD)
        await anna.edits(typed, LOUDER)
        await anna.does("quotes", "cancel")
        assert await outcomes(practice, anna) == [(Outcome.PARTLY, LOUDER)]
        for words in (CALM, LOUD):
            note = await anna.types(f"note {words}")
            await anna.taps("Insight")
        await anna.does("deletes", note)
        assert "Taken back" in anna.answer
        async with practice.app.database.read() as tx:
            kept = await notes.of_patient(tx, (await anna.person()).id)
        assert [each.text for each in kept if each.text] == [CALM]
        await dr.types("digest P-1")
        assert (LOUDER in dr.answer, CALM in dr.answer, f"“{LOUD}”" in dr.answer) == (True, True, False)
        is_neutral(anna, "mindful", "allotment")


async def test_a_reaction_is_an_answer_or_silence_and_a_deleted_choice_is_taken_back(tmp_path: Path) -> None:
    async with open_practice(tmp_path, ways=SIGNAL) as practice:
        _, anna = await two_people(practice)
        await anna.types("leave")
        question = anna.shown[-1].message_id
        await anna.does("reacts", "👎", question)
        assert "Everything stays as it was" in anna.answer
        await practice.moves_to(berlin(5, 12))
        await anna.taps("Not today")
        said = anna.shown[-1].message_id
        await anna.does("reacts", "❤️", said)
        assert anna.answer == ""
        await practice.moves_to(berlin(6, 12))
        await anna.taps("Open", "Done")
        choice = next(each.message_id for each in reversed(anna.messages) if not each.from_bot)
        await anna.does("deletes", choice)
        assert "“Done” is no longer noted" in anna.answer


@either_therapist
async def test_a_captcha_in_mid_story_delays_everything_and_loses_nothing(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        dr, anna = await two_people(practice)
        practice.signal.demands_captcha("a-token", retry_after=86_400, solution="signalcaptcha://yes")
        seen = len(anna.shown)
        await practice.moves_to(berlin(5, 12))
        await anna.types(LOUD)
        await dr.types("/patients")
        assert len(anna.shown) == seen
        assert ("P-1" in dr.answer) == (dr.channel == "telegram")
        async with practice.app.database.read() as tx:
            told = [each.kind for each in await alerts.unseen(tx)]
        assert told.count("signal_captcha") == 1
        settings = practice.app.settings
        await answer_challenge(
            settings, settings.signal_account, settings.signal_socket, "signalcaptcha://yes"
        )
        await practice.moves(minutes=2)
        assert [each.labels[0] for each in anna.shown[seen:]] == ["Difficulty", "Open"]
        await anna.taps("Difficulty")
        assert "Saved for your next session" in anna.answer
        assert "P-1" in dr.screen


@either_therapist
async def test_a_daemon_that_dies_in_mid_story_loses_nothing_and_nothing_comes_twice(
    tmp_path: Path, ways: Ways
) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        dr, anna = await two_people(practice)
        await practice.moves_to(berlin(5, 12))
        await anna.taps("Open")
        seen = len(anna.shown)
        await practice.signal.stop()
        await anna.taps("Partly")
        await practice.moves(minutes=10)
        assert len(anna.shown) == seen
        await practice.signal.start()
        await practice.moves(minutes=2)
        assert anna.screen.count("A part counts") == 1
        await anna.taps("Skip")
        practice.signal.hang_up()
        await anna.types(LOUD)
        await practice.moves(minutes=2)
        await practice.signal.stop()
        await practice.moves_to(berlin(6, 12))
        await practice.signal.start()
        await practice.moves(minutes=5)
        assert await outcomes(practice, anna) == [(Outcome.PARTLY, LOUD)]
        rings = [each.text for each in anna.shown if "Not today" in each.labels]
        assert len(rings) == 2
        texts = [each.whole for each in anna.shown]
        assert len(set(texts)) == len(texts)
        await dr.types("/digest P-1")
        assert dr.answer.count(LOUD) == 1


@either_therapist
async def test_a_new_safety_number_keeps_everything_back_until_a_code_has_come(
    tmp_path: Path, ways: Ways
) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        dr, anna = await two_people(practice)
        await practice.moves_to(berlin(5, 12))
        await anna.taps("Open", "Partly", "Skip")
        await anna.types(LOUD)
        await anna.does("reinstalls")
        await practice.moves_to(berlin(6, 12, 5))
        assert anna.shown == []
        await practice.moves(minutes=5)
        assert "News from P-1." in [each.text for each in dr.unasked]
        await dr.taps("Open")
        assert "P-1 has a new safety number on Signal" in dr.answer
        await anna.types("hello?")
        assert anna.shown == []
        await dr.types("/patients")
        assert "new safety number on Signal" in dr.answer
        await dr.types("/invite P-1")
        assert "t.me" not in dr.answer
        await practice.settle()
        await anna.types("hello again?")
        assert "Please send the new code" in anna.answer
        assert "Open" not in anna.labels
        await anna.enters(dr.answer)
        assert "Not today" in anna.labels
        await anna.taps("Open", "Done")
        assert [each for each, _ in await outcomes(practice, anna)] == [Outcome.PARTLY, Outcome.DONE]
        await dr.types("/digest P-1")
        assert LOUD in dr.answer


async def test_a_number_typed_while_nobody_listened_answers_what_was_on_the_screen_then(
    tmp_path: Path,
) -> None:
    async with open_practice(tmp_path, ways=SIGNAL) as practice:
        _, anna = await two_people(practice)
        await practice.moves_to(berlin(5, 12))
        await anna.taps("Open")
        await practice.signal.stop()
        await anna.types("2")
        await anna.types("2")
        await practice.moves_to(berlin(6, 12))
        await practice.signal.start()
        anna.unasked.clear()
        waiting = practice.signal.world.waiting
        held = list(waiting)
        waiting.clear()
        await practice.moves(minutes=5)
        assert [each.labels[0] for each in anna.unasked] == ["Open"]
        waiting.extend(held)
        practice.signal.touch()
        await practice.settle()
        assert await outcomes(practice, anna) == [(Outcome.PARTLY, "")]
        assert anna.screen.count("A part counts") == 1
        await anna.taps("Not today")
        assert "What got in the way?" in anna.answer


@either_therapist
@pytest.mark.parametrize("anew", ["reacts", "types"])
async def test_a_reaction_taken_away_takes_its_answer_back_and_the_summary_shows_only_the_last(
    tmp_path: Path, ways: Ways, anew: str
) -> None:
    async with open_practice(tmp_path, ways=ways) as practice:
        dr, anna = await two_people(practice)
        await practice.moves_to(berlin(5, 12))
        await anna.taps("Open")
        question = anna.shown[-1].message_id
        await anna.does("reacts", "1️⃣", question)
        assert await outcomes(practice, anna) == [(Outcome.DONE, "")]
        await anna.does("unreacts", question)
        in_order(anna.answer, "“Done” is no longer noted")
        await dr.types("/digest P-1")
        assert ("1 done" in dr.answer, "1 still open" in dr.answer) == (False, True)
        await anna.does(anew, *(["2️⃣", question] if anew == "reacts" else ["2"]))
        assert "A part counts" in anna.answer
        await anna.taps("Skip")
        await anna.types(LOUD)
        await anna.taps("Cancel")
        assert await outcomes(practice, anna) == [(Outcome.PARTLY, LOUD)]
        await dr.types("/digest P-1")
        in_order(dr.answer, "1 DUE: 1 partly", f"DIFFICULTY “{LOUD}”")
        assert "1 done" not in dr.answer
        await dr.taps("Details")
        assert [line for line in dr.answer.splitlines() if line.startswith(("done", "partly"))] == [
            "partly · corrected"
        ]
        is_neutral(anna, "mindful", "allotment")


async def test_a_number_for_a_message_that_may_have_come_is_no_answer_to_an_older_one(tmp_path: Path) -> None:
    async with open_practice(tmp_path, ways=SIGNAL) as practice:
        _, anna = await two_people(practice)
        await practice.moves_to(berlin(5, 12))
        practice.signal.faults.next(to=anna.phone, kind="lost_after")  # it arrives, and we do not hear of it
        await practice.moves_to(berlin(6, 12))
        assert "Not today" in anna.labels
        await anna.types("3")
        assert "I can't place that number here" in anna.answer
        await practice.moves(minutes=5)
        await anna.taps("Not today")
        async with practice.app.database.read() as tx:
            days = await tx.rows(
                select(t.occurrences.c.outcome).order_by(t.occurrences.c.planned_at).limit(2)
            )
        assert [each.outcome for each in days] == ["no_answer", "not_done"]
