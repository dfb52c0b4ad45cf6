"""Low confidence offers something smaller; talking first counts at once."""

from __future__ import annotations

from bot.conversation.turn import press
from scheduler.schedule import Pattern
from storage.records import AssignmentEvent, AssignmentState
from tests.plans import events_of, load, moments_of, plan_of, proposed, schedule_of
from tests.talk import LIBRARY, Talk


async def test_confidence_up_to_six_offers_a_smaller_step_and_fewer_days_make_it_so(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk)
    for label in ("Agree", "18:00", "kitchen table", "Skip", "6"):
        await anna.taps(label)
    assert anna.last == "Shall we make it smaller so it fits better?"
    await anna.taps("Fewer days")
    for label in ("Mon", "Thu", "Continue"):
        await anna.taps(label)
    assert "on Mon, Thu at 18:00" in anna.last
    await anna.taps("Yes, agreed")
    schedule = await schedule_of(talk, assignment_id)
    assert (schedule.pattern, schedule.days) == (Pattern.CHOSEN_DAYS, {0, 3})
    assert (await plan_of(talk, assignment_id)).confidence == 6


async def test_confidence_of_seven_offers_nothing(talk: Talk) -> None:
    anna, _ = await proposed(talk)
    for label in ("Agree", "18:00", "kitchen table", "Skip", "7"):
        await anna.taps(label)
    assert "Right?" in anna.last


async def test_asking_for_an_easier_one_goes_to_the_therapist_and_never_happens_by_itself(
    talk: Talk,
) -> None:
    anna, assignment_id = await proposed(talk)
    for label in ("Agree", "18:00", "kitchen table", "Skip", "3", "Ask for an easier exercise"):
        await anna.taps(label)
    assert "Noted for your next session" in anna.last
    found = await load(talk, assignment_id)
    assert (found.state, found.exercise_id) == (AssignmentState.TALK_FIRST, "BA-02")
    event, words = (await events_of(talk, anna))[-1]
    assert event is AssignmentEvent.TALK_FIRST
    assert "(BA-01)" in words
    dr = talk.therapist
    assert dr is not None
    await talk.moves(minutes=3)
    await dr.taps("Open")
    wish = f"Chosen: something easier, for example {LIBRARY.text('BA-01', 'en').title} (BA-01)"
    assert f"\n{wish}" in dr.last
    await dr.types("/digest P-1")
    await dr.taps("Details")
    assert f"\n{wish}\n" in f"{dr.last}\n"


async def test_talk_first_counts_at_once_and_takes_words_if_there_are_any(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk)
    await anna.taps("Talk first")
    assert (await load(talk, assignment_id)).state is AssignmentState.TALK_FIRST
    await anna.types("I don't see what it is good for")
    assert "Noted for your next session" in anna.last
    assert (await events_of(talk, anna))[1:] == [
        (AssignmentEvent.TALK_FIRST, "I don't see what it is good for")
    ]
    await talk.moves(days=2)
    assert await moments_of(talk, assignment_id) == []


async def test_talk_first_pressed_twice_is_noted_once_and_agreeing_later_still_works(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk)
    shown, data = anna.find("Talk first")
    await anna.presses(data, shown.ref)
    await anna.presses(data, shown.ref)
    assert [event for event, _ in await events_of(talk, anna)].count(AssignmentEvent.TALK_FIRST) == 1
    await anna.taps("Skip")
    await anna.presses(press("plan-open", assignment_id))
    assert "Noted: you would like to talk about it first." in anna.last
    for label in ("Agree", "18:00", "kitchen table", "Skip", "9", "Yes, agreed"):
        await anna.taps(label)
    assert (await load(talk, assignment_id)).state is AssignmentState.AGREED
