"""The way from a proposal to a plan, and changing it later."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.conversation.turn import press
from scheduler.schedule import Pattern, Schedule
from storage import assignments, due
from storage.database import Database
from storage.records import AssignmentEvent, AssignmentState, DueKind, Hurdle
from tests.plans import change, events_of, load, moments_of, plan_of, proposed, schedule_of
from tests.talk import Talk


async def test_the_short_way_keeps_what_the_therapist_suggested(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk)
    for label in ("Agree", "18:00", "kitchen table", "Skip", "8"):
        await anna.taps(label)
    assert "When: I come home (kitchen table, 18:00)\n" in anna.last
    assert "Then: One small pleasant activity\n" in anna.last
    assert "If “too tired”: only five minutes" in anna.last
    await anna.taps("Yes, agreed")
    assert "Agreed. The first moment comes Mon 2 Mar 18:00" in anna.last
    found = await load(talk, assignment_id)
    assert (found.state, found.agreed_at) == (AssignmentState.AGREED, talk.clock.now())
    assert found.plan.confidence == 8
    assert (await moments_of(talk, assignment_id))[0].planned_at == datetime(2026, 3, 2, 17, tzinfo=UTC)
    async with talk.read() as tx:
        assert len(await due.of_subjects(tx, [DueKind.NEWS], [found.patient_id])) == 1


async def test_everything_can_be_said_in_own_words_in_german_with_du(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk, language="de", formality="du")
    await anna.taps("Ändern")
    await anna.types("Mo Mi Fr")
    await anna.types("halb sieben abends")
    await anna.types("wenn die Kinder schlafen")
    assert "Wo bist du dann?" in anna.last
    await anna.types("auf dem Balkon")
    await anna.types("der Regen")
    assert "Wenn das passiert, dann" in anna.last
    await anna.types("dann im Flur")
    assert "Wie zuversichtlich bist du, 0–10?" in anna.last
    await anna.types("acht")
    assert "Wenn: die Kinder schlafen (auf dem Balkon, 18:30)\n" in anna.last
    await anna.types("ja")
    plan = await plan_of(talk, assignment_id)
    assert (plan.situation, plan.place) == ("wenn die Kinder schlafen", "auf dem Balkon")
    assert plan.hurdles[0] == Hurdle("der Regen", "dann im Flur")
    assert plan.hurdles[1].hurdle == "too tired"
    schedule = await schedule_of(talk, assignment_id)
    assert (schedule.pattern, schedule.days) == (Pattern.CHOSEN_DAYS, {0, 2, 4})
    assert schedule.times == (time(18, 30),)


async def test_back_skip_and_cancel_work(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk)
    await anna.taps("Agree")
    await anna.taps("07:30")
    await anna.taps("‹ Back")
    await anna.taps("20:00")
    await anna.taps("Cancel")
    assert "Nothing was agreed" in anna.last
    assert (await load(talk, assignment_id)).state is AssignmentState.PROPOSED
    await anna.taps("Agree")
    for label in ("20:00", "At home", "Skip", "Skip"):
        await anna.taps(label)
    await anna.taps("Yes, agreed")
    plan = await plan_of(talk, assignment_id)
    assert (plan.place, plan.schedule["times"]) == ("@home", ["20:00"])


async def test_a_tapped_place_is_said_in_each_reader_s_language(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk, language="de")
    for label in ("Zustimmen", "18:00", "Draußen", "Überspringen", "9", "Ja, einverstanden"):
        await anna.taps(label)
    assert (await plan_of(talk, assignment_id)).place == "@out"
    await anna.types("/current")
    assert "(draußen, 18:00)" in anna.screen
    await talk.moves(minutes=3)
    dr = talk.therapist
    assert dr is not None
    await dr.taps("Open")
    assert "Outside" in dr.last
    assert "Draußen" not in dr.last


async def test_a_suggested_hurdle_brings_its_counter_plan(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk)
    for label in ("Agree", "18:00", "kitchen table", "too tired"):
        await anna.taps(label)
    assert "Suggested: “only five minutes”" in anna.last
    await anna.types("then only put the shoes on")
    await anna.taps("8")
    await anna.taps("Yes, agreed")
    plan = await plan_of(talk, assignment_id)
    assert plan.hurdles == (Hurdle("too tired", "then only put the shoes on"),)


async def test_extras_are_asked_only_on_request_and_each_may_be_skipped(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk)
    for label in ("Agree", "18:00", "kitchen table", "Skip", "8", "Add something"):
        await anna.taps(label)
    assert anna.last == "What is it for, in your words?"
    await anna.types("so that I notice what does me good")
    await anna.taps("Skip")
    await anna.types("I have done harder things")
    assert "“I have done harder things”" in anna.last
    assert "Add something" not in anna.buttons
    await anna.taps("Yes, agreed")
    plan = await plan_of(talk, assignment_id)
    assert plan.teach_back == "so that I notice what does me good"
    assert (plan.expected_difficulty, plan.coping) == (None, "I have done harder things")


async def test_something_on_the_plan_card_can_still_be_changed(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk)
    for label in ("Agree", "18:00", "kitchen table", "Skip", "8", "Change something", "Place"):
        await anna.taps(label)
    await anna.types("on the balcony")
    assert "(on the balcony, 18:00)" in anna.last
    for label in ("Change something", "Situation"):
        await anna.taps(label)
    await anna.types("after breakfast")
    assert "When: after breakfast (on the balcony, 18:00)\n" in anna.last
    await anna.taps("Yes, agreed")
    assert (await plan_of(talk, assignment_id)).place == "on the balcony"


async def test_what_the_therapist_ended_meanwhile_is_not_agreed(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk)
    for label in ("Agree", "18:00", "kitchen table", "Skip", "8"):
        await anna.taps(label)
    async with talk.db.write() as tx:
        await tx.change(assignments.t.assignments, assignment_id, state=AssignmentState.ENDED)
    await anna.taps("Yes, agreed")
    assert "no longer open" in anna.last
    assert (await load(talk, assignment_id)).state is AssignmentState.ENDED
    await anna.presses(press("plan-open", assignment_id))
    assert "no longer open" in anna.last


async def test_an_agreed_time_is_changed_in_three_taps_and_the_past_stays(talk: Talk) -> None:
    anna = await talk.patient()
    assignment_id = await talk.assigned(anna)
    await talk.moves_to(datetime(2026, 3, 2, 18, 0, tzinfo=UTC))
    before = [each for each in await moments_of(talk, assignment_id) if each.planned_at <= talk.clock.now()]
    await change(talk, anna, assignment_id)
    assert "What shall be different?" in anna.last
    for label in ("Time", "07:30", "Yes, agreed"):
        await anna.taps(label)
    assert "Changed. The next moment comes Tue 3 Mar 07:30" in anna.last
    after = await moments_of(talk, assignment_id)
    assert [(each.id, each.planned_at) for each in after[: len(before)]] == [
        (each.id, each.planned_at) for each in before
    ]
    ahead = after[len(before) :]
    assert {each.local_time for each in ahead} == {time(7, 30)}
    assert (await events_of(talk, anna))[-1][0] is AssignmentEvent.CHANGED


async def test_changing_what_went_quiet_makes_it_speak_again(talk: Talk) -> None:
    anna = await talk.patient()
    assignment_id = await talk.assigned(anna)
    async with talk.db.write() as tx:
        await tx.change(assignments.t.assignments, assignment_id, quiet=True, unanswered=3)
    await change(talk, anna, assignment_id)
    await anna.taps("Days")
    await anna.types("weekend")
    await anna.taps("Yes, agreed")
    found = await load(talk, assignment_id)
    assert (found.quiet, found.unanswered) == (False, 0)
    assert Schedule.from_json(found.plan.schedule).days == {5, 6}


async def test_the_form_survives_a_new_start_in_its_middle(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk)
    await anna.taps("Agree")
    await anna.types("19:15")
    await talk.db.close()
    talk.db = Database(talk.url, talk.keys, talk.clock.now)
    await talk.db.open()
    await anna.types("by the window")
    await anna.taps("Skip")
    await anna.taps("9")
    await anna.taps("Yes, agreed")
    plan = await plan_of(talk, assignment_id)
    assert (plan.place, plan.schedule["times"]) == ("by the window", ["19:15"])
    assert timedelta(0) < (await moments_of(talk, assignment_id))[0].planned_at - talk.clock.now()


async def test_a_plan_takes_words_that_fit_a_card_and_says_so_where_they_do_not(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna, agreed=False)
    await anna.types("/current")
    await anna.taps("Open")
    await anna.taps("Agree")
    await anna.types("18:30")
    await anna.types("word " * 1000)
    assert "At most 300 characters" in anna.messages[-2].text
    await anna.types("at the allotment")
    assert "What might get in the way?" in anna.last


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("3 days", "Agreed. Everything is paused until Thu 5 Mar. The first moment after that: Thu 5 Mar 18:00."),
        ("Until I say so", "Agreed. Everything is paused until you send /resume; the next moment comes after that."),
    ],
)  # fmt: skip
async def test_what_is_agreed_within_a_pause_comes_after_it_and_is_said_so(
    talk: Talk, until: str, said: str
) -> None:
    anna, _ = await proposed(talk)
    await anna.types("/pause")
    await anna.taps(until)
    await anna.types("/current")
    await anna.taps("Open")
    for label in ("Agree", "18:00", "kitchen table", "Skip", "8", "Yes, agreed"):
        await anna.taps(label)
    assert anna.last.replace(",", "") == said.replace(",", "")
    await talk.moves_to(datetime(2026, 3, 4, 20, tzinfo=UTC))
    assert [each for each in anna.unasked if "waiting" not in each] == []


async def test_what_is_changed_within_a_pause_is_said_to_come_after_it(talk: Talk) -> None:
    anna = await talk.patient(language="de")
    assignment_id = await talk.assigned(anna)
    await anna.types("/pause morgen")
    await change(talk, anna, assignment_id)
    for label in ("Uhrzeit", "07:30", "Ja, einverstanden"):
        await anna.taps(label)
    assert anna.last.replace(",", "") == (
        "Geändert. Alles ist pausiert bis Di. 3. März. Der erste Moment danach: Di. 3. März 07:30."
    )


async def test_a_no_is_no_sentence_to_take_along_and_no_word_for_the_session(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk)
    for label in ("Agree", "18:00", "kitchen table", "Skip", "8", "Add something", "Skip", "Skip"):
        await anna.taps(label)
    assert anna.last.startswith("Is there a sentence that could help you")
    await anna.types("no")
    await anna.taps("Yes, agreed")
    assert not (await plan_of(talk, assignment_id)).coping
    ben, _ = await proposed(talk, name="Ben", language="de")
    await ben.taps("Erst besprechen")
    await ben.types("nein danke")
    assert ben.last == "Für die nächste Sitzung notiert. Bis zum Gespräch kommt nichts."
    assert [words for _, words in await events_of(talk, ben) if words] == []
