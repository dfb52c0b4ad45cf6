"""How a proposal comes, and what its buttons do."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.conversation.turn import press
from storage import assignments
from storage.records import AssignmentEvent, AssignmentState
from tests.plans import change, events_of, load, moments_of, proposed, proposes
from tests.talk import LIBRARY, Talk


async def test_a_proposal_comes_neutral_and_shows_its_content_only_when_opened(talk: Talk) -> None:
    anna = await talk.patient()
    assignment_id = await talk.assigned(anna, agreed=False)
    await proposes(talk, anna, assignment_id)
    assert anna.unasked == ["A new exercise is waiting. Agree, change, or talk first?"]
    assert anna.buttons == ["Open"]
    await anna.taps("Open")
    assert anna.messages[-1].protected
    for shown in (
        "One small pleasant activity",
        "It belongs to your goal: get out more. Doing comes before wanting.",
        "1. Pick one thing",
        "4. Rate mood afterwards",
        "daily at 18:00, kitchen table",
    ):
        assert shown in anna.last
    assert anna.buttons == ["Agree", "Change", "Talk first", "Help"]


async def test_the_why_of_the_library_is_shown_in_the_patient_s_language(talk: Talk) -> None:
    anna = await talk.patient(language="de")
    exercise = LIBRARY.get("BA-02")
    assert exercise is not None
    assignment_id = await talk.assigned(anna, agreed=False, why=exercise.text["en"].why)
    await anna.presses(press("plan-open", assignment_id))
    assert "Sie gehört zum Ziel: get out more. Bei gedrückter Stimmung" in anna.last
    assert "Eine kleine angenehme Aktivität" in anna.last


async def test_nothing_is_delivered_before_it_was_agreed(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk)
    await talk.moves(days=3)
    assert len(anna.unasked) == 1
    assert await moments_of(talk, assignment_id) == []


async def test_doubled_presses_agree_once(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk)
    shown, data = anna.find("Agree")
    await anna.presses(data, shown.ref)
    count = len(anna.messages)
    await anna.presses(data, shown.ref)
    assert len(anna.messages) == count
    for label in ("18:00", "kitchen table", "Skip", "8"):
        await anna.taps(label)
    shown, data = anna.find("Yes, agreed")
    await anna.presses(data, shown.ref)
    await anna.presses(data, shown.ref)
    assert "closed already" in anna.last
    assert [event for event, _ in await events_of(talk, anna)].count(AssignmentEvent.AGREED) == 1
    moments = await moments_of(talk, assignment_id)
    assert len({(each.local_date, each.slot) for each in moments}) == len(moments)


async def test_agree_pressed_again_in_the_middle_loses_no_answer(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk)
    await anna.taps("Agree")
    await anna.types("19:15")
    await anna.presses(press("plan-agree", assignment_id))
    for label in ("kitchen table", "Skip", "8"):
        await anna.taps(label)
    assert "(kitchen table, 19:15)" in anna.last


async def test_after_cancelling_the_same_button_begins_anew(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk)
    for _ in range(2):
        await anna.presses(press("plan-agree", assignment_id), "b9")
        assert "When would it fit best?" in anna.last
        await anna.taps("Cancel")
        assert "Nothing was agreed" in anna.last


async def test_help_is_on_the_card(talk: Talk) -> None:
    anna, _ = await proposed(talk)
    await anna.taps("Help")
    assert "112" in anna.last


async def test_an_old_proposal_button_says_that_it_is_agreed(talk: Talk) -> None:
    anna = await talk.patient()
    assignment_id = await talk.assigned(anna)
    for verb in ("plan-open", "plan-agree", "plan-change", "plan-talk"):
        await anna.presses(press(verb, assignment_id))
        assert "agreed already" in anna.last
    assert (await load(talk, assignment_id)).state is AssignmentState.AGREED


async def test_another_patient_s_proposal_stays_closed(talk: Talk) -> None:
    anna = await talk.patient("Anna")
    ben = await talk.patient("Ben")
    assignment_id = await talk.assigned(anna, agreed=False)
    for verb in ("plan-open", "plan-agree", "plan-change", "plan-talk"):
        await ben.presses(press(verb, assignment_id))
        assert "earlier moment" in ben.last
    await ben.presses("plan-open:???")
    assert "earlier moment" in ben.last
    assert (await load(talk, assignment_id)).state is AssignmentState.PROPOSED


async def test_a_proposal_in_quiet_hours_waits_for_the_morning(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.moves_to(datetime(2026, 3, 2, 21, 30, tzinfo=UTC))
    assignment_id = await talk.assigned(anna, agreed=False)
    await proposes(talk, anna, assignment_id)
    assert anna.unasked == []
    await talk.moves_to(datetime(2026, 3, 3, 6, 59, tzinfo=UTC))
    assert anna.unasked == []
    await talk.moves_to(datetime(2026, 3, 3, 7, 0, tzinfo=UTC))
    assert len(anna.unasked) == 1


async def test_two_proposals_that_waited_are_one_message_and_follow_each_other(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.moves_to(datetime(2026, 3, 2, 21, 30, tzinfo=UTC))
    for exercise in ("BA-02", "BA-03"):
        await proposes(talk, anna, await talk.assigned(anna, exercise, agreed=False))
    await talk.moves_to(datetime(2026, 3, 3, 8, 0, tzinfo=UTC))
    assert len(anna.unasked) == 1
    for label in ("Open", "Agree", "18:00", "kitchen table", "Skip", "8", "Yes, agreed"):
        await anna.taps(label)
    assert "Another exercise is waiting." in anna.last
    await anna.taps("Open")
    assert anna.buttons == ["Agree", "Change", "Talk first", "Help"]


async def test_what_is_no_longer_proposed_is_not_brought(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.moves_to(datetime(2026, 3, 2, 21, 30, tzinfo=UTC))
    assignment_id = await talk.assigned(anna, agreed=False)
    await proposes(talk, anna, assignment_id)
    async with talk.db.write() as tx:
        await tx.change(assignments.t.assignments, assignment_id, state=AssignmentState.ENDED)
    await talk.moves_to(datetime(2026, 3, 3, 8, 0, tzinfo=UTC))
    assert anna.unasked == []


async def test_changing_a_proposal_plans_it_from_the_start(talk: Talk) -> None:
    anna = await talk.patient()
    assignment_id = await talk.assigned(anna, agreed=False)
    await change(talk, anna, assignment_id)
    assert "On which days?" in anna.last
