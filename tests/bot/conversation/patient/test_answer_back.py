"""How it went, taken back: what one message said is undone, what others said stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage import assignments, checkins, occurrences
from storage.records import AssignmentState, CheckIn, Occurrence, Outcome, Reason
from tests.talk import Phone, Talk

SIX = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  # 18:00 in Berlin


async def opened(
    talk: Talk, *, language: str = "en", formality: str = "sie", exercise: str = "BA-02"
) -> tuple[Phone, int]:
    """A patient whose moment has just come and is opened."""
    anna = await talk.patient(language=language, formality=formality)
    mine = await talk.assigned(anna, exercise)
    await talk.moves_to(SIX)
    await anna.taps("Open" if language == "en" else "Öffnen")
    return anna, mine


async def answer(talk: Talk, assignment_id: int) -> CheckIn:
    async with talk.read() as tx:
        found = await checkins.of_occurrence(tx, (await moment(talk, assignment_id)).id)
    assert found is not None
    return found


async def moment(talk: Talk, assignment_id: int) -> Occurrence:
    async with talk.read() as tx:
        return (await occurrences.of_assignment(tx, assignment_id))[0]


async def history(talk: Talk, assignment_id: int) -> str:
    """All that is kept of an answer, as it is and as it was."""
    found = await answer(talk, assignment_id)
    async with talk.read() as tx:
        return f"{found} {await checkins.revisions(tx, found.id)}"


async def pressed(phone: Phone, label: str) -> tuple[str, str]:
    """Press a button; return what takes it back."""
    shown, data = phone.find(label)
    await phone.presses(data, shown.ref)
    return data, shown.ref


@pytest.mark.parametrize(
    ("language", "formality", "label", "says"),
    [
        ("en", "sie", "Done", "Taken back: “Done” is no longer noted."),
        ("de", "sie", "Nicht gemacht", "Zurückgenommen: „Nicht gemacht“ ist nicht mehr notiert."),
        ("de", "du", "Gemacht", "Zurückgenommen: „Gemacht“ ist nicht mehr notiert."),
    ],
)
async def test_an_outcome_that_is_taken_back_leaves_the_moment_open(
    talk: Talk, language: str, formality: str, label: str, says: str
) -> None:
    anna, mine = await opened(talk, language=language, formality=formality)
    choice = await pressed(anna, label)
    await anna.undoes_press(*choice)
    assert anna.last.startswith(says)
    assert len(anna.buttons) == 4
    assert (await answer(talk, mine)).withdrawn
    again = await moment(talk, mine)
    assert (again.outcome, again.closed_at) == (None, None)


async def test_a_moment_that_is_open_again_ends_without_an_answer_in_its_time(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.undoes_press(*await pressed(anna, "Done"))
    await talk.moves_to(SIX + timedelta(hours=25))
    assert (await moment(talk, mine)).outcome is Outcome.NO_ANSWER
    assert len(anna.unasked) == 2, "the first moment and the next, and no second question about the first"


async def test_another_answer_in_the_place_of_the_one_taken_back_asks_its_own_questions(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.undoes_press(*await pressed(anna, "Done"))
    await anna.taps("Partly")
    assert "What got in the way?" in anna.last
    found = await answer(talk, mine)
    assert (found.outcome, found.late, found.withdrawn) == (Outcome.PARTLY, False, False)
    assert (await moment(talk, mine)).outcome is Outcome.PARTLY


async def test_what_was_written_about_it_stays_and_is_not_asked_anew(talk: Talk) -> None:
    anna, mine = await opened(talk)
    choice = await pressed(anna, "Partly")
    await anna.taps("Skip")
    await anna.types("the rain")
    await anna.undoes_press(*choice)
    assert "What else you said about it stays" in anna.last
    assert (await answer(talk, mine)).hard == "the rain"
    await anna.taps("Done")
    for said in ("a walk", "3", "5", "4", "2"):
        await anna.types(said)
    assert anna.last == "What did you notice, however small?"


async def test_an_outcome_of_long_ago_is_taken_back_without_opening_the_moment(talk: Talk) -> None:
    anna, mine = await opened(talk)
    choice = await pressed(anna, "Done")
    await talk.moves_to(SIX + timedelta(days=3))
    await anna.undoes_press(*choice)
    assert "no longer noted" in anna.last
    ended = await moment(talk, mine)
    assert ended.outcome is Outcome.NO_ANSWER
    assert ended.closed_at is not None


async def test_what_was_practised_beyond_the_plan_is_as_if_it_had_not_been_said(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna)
    await anna.types("/practise")
    choice = await pressed(anna, "Done")
    await anna.undoes_press(*choice)
    async with talk.read() as tx:
        extra = next(each for each in await occurrences.of_assignment(tx, mine) if each.extra)
        assert await checkins.count_practised(tx, mine) == 0
    assert extra.outcome is None


async def test_a_choice_that_another_one_replaced_takes_nothing_back(talk: Talk) -> None:
    anna, mine = await opened(talk)
    card, done = anna.find("Done")
    _, partly = anna.find("Partly")
    await anna.presses(done, card.ref)
    await anna.presses(partly, card.ref)
    await anna.undoes_press(done, card.ref)
    assert (await answer(talk, mine)).outcome is Outcome.PARTLY
    await anna.undoes_press(partly, card.ref)
    said = len(anna.messages)
    await anna.undoes_press(partly, card.ref)
    assert (await answer(talk, mine)).withdrawn
    assert len(anna.messages) == said, "the second time there is nothing to say"


async def test_deleted_words_are_gone_from_the_answer_and_from_its_history(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Changed")
    instead = await anna.types("a walk with my sister")
    await anna.edits(instead, "a walk with my brother")
    hard = await anna.types("the rain")
    await anna.deletes(instead)
    found = await answer(talk, mine)
    assert (found.instead, found.hard) == ("", "the rain")
    kept = await history(talk, mine)
    assert "sister" not in kept
    assert "brother" not in kept
    assert "'withdrawn': 'instead'" in kept
    assert "Taken back. Those words are no longer kept." in anna.screen
    assert anna.last == "Good that you adapted it. What did you do instead?", "its question is there again"
    await anna.types("a swim")
    assert (await answer(talk, mine)).instead == "a swim"
    await anna.edits(instead, "a walk with my mother")
    assert "mother" not in await history(talk, mine), "what was deleted cannot be edited any more"
    await anna.deletes(hard)
    assert (await answer(talk, mine)).hard == ""


async def test_words_deleted_when_all_is_answered_are_gone_and_nothing_is_asked(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Done")
    mood = await anna.types("it was the park")
    for said in ("3", "5", "4", "2"):
        await anna.types(said)
    await anna.taps("Skip")
    insight = await anna.types("the sky is wide")
    await anna.taps("Yes, show it")
    await anna.deletes(insight)
    await anna.deletes(mood)
    assert anna.last == "Taken back. Those words are no longer kept."
    found = await answer(talk, mine)
    assert (found.insight, "what" in found.answers, found.answers["mood_before"]) == ("", False, 3)
    assert "park" not in await history(talk, mine)


async def test_words_said_anew_stay_when_the_first_message_is_deleted(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Changed")
    first = await anna.types("a walk, I think")
    await anna.taps("‹ Back")
    await anna.types("a swim")
    await anna.deletes(first)
    assert (await answer(talk, mine)).instead == "a swim"
    assert "walk" not in await history(talk, mine)


async def test_words_typed_instead_of_a_reason_are_taken_back_with_it(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Not done")
    loud = await anna.types("the neighbours were loud")
    await anna.deletes(loud)
    assert "What got in the way?" in anna.last
    found = await answer(talk, mine)
    assert (found.reasons, found.hard) == ((), "")
    assert "neighbours" not in await history(talk, mine)


async def test_a_tick_and_a_rating_can_be_taken_back_while_it_is_asked(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Not done")
    fear = await pressed(anna, "Fear")
    await anna.taps("Too much")
    await anna.undoes_press(*fear)
    assert "✓ Fear" not in anna.buttons
    assert "✓ Too much" in anna.buttons
    going_on = await pressed(anna, "Continue")
    assert (await answer(talk, mine)).reasons == (Reason.TOO_MUCH,)
    await anna.undoes_press(*going_on)
    assert "What got in the way?" in anna.last
    assert (await answer(talk, mine)).reasons == ()


async def test_a_reason_and_a_rating_can_be_taken_back_when_all_is_answered(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Partly")
    fear = await pressed(anna, "Fear")
    await anna.taps("Something else")
    await anna.taps("Continue")
    await anna.taps("Save it for the session")
    await anna.taps("Skip")
    await anna.types("a walk")
    mood = await pressed(anna, "7")
    for _ in range(4):
        await anna.taps("Skip")
    await anna.undoes_press(*fear)
    await anna.undoes_press(*mood)
    found = await answer(talk, mine)
    assert found.reasons == (Reason.OTHER,)
    assert "mood_before" not in found.answers
    assert anna.last == "Taken back."


async def test_a_refusal_taken_back_leaves_the_reminders_resting_and_says_so(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Not done")
    refusal = await pressed(anna, "I don't want to")
    await anna.taps("Continue")
    await anna.taps("Skip")
    await anna.taps("Skip")
    await anna.undoes_press(*refusal)
    assert anna.last == "The reminders still rest. You can start them again with /current."
    async with talk.read() as tx:
        still = await assignments.get(tx, mine)
    assert still is not None
    assert still.state is AssignmentState.PAUSED


async def test_an_answer_of_another_patient_cannot_be_taken_back(talk: Talk) -> None:
    anna, mine = await opened(talk)
    data, _ = await pressed(anna, "Done")
    ben = await talk.patient("Ben")
    await ben.undoes_press(data)
    assert (await answer(talk, mine)).outcome is Outcome.DONE


async def test_coming_back_later_can_be_taken_back(talk: Talk) -> None:
    anna, _ = await opened(talk)
    await anna.taps("Later")
    choice = await pressed(anna, "In 1 hour")
    await anna.undoes_press(*choice)
    assert anna.last == "Taken back. I won't come back to it then; you can still answer."
    before = len(anna.messages)
    await talk.moves_to(SIX + timedelta(hours=2))
    assert len(anna.messages) == before


async def test_no_question_of_long_ago_comes_back_when_its_words_are_deleted(talk: Talk) -> None:
    anna, mine = await opened(talk)
    await anna.taps("Changed")
    instead = await anna.types("a swim")
    await talk.moves_to(SIX + timedelta(hours=20))
    await anna.deletes(instead)
    assert anna.last == "Taken back. Those words are no longer kept."
    assert (await answer(talk, mine)).instead == ""
