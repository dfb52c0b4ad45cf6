"""From a proposal to a plan of one's own."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.conversation.patient import planning
from bot.conversation.turn import Desk, press
from scheduler.schedule import Pattern, Schedule
from storage import assignments, due, occurrences
from storage.records import (
    Assignment,
    AssignmentEvent,
    AssignmentState,
    DueKind,
    Hurdle,
    Occurrence,
    Plan,
)
from tests.talk import LIBRARY, Phone, Talk

MONDAY = date(2026, 3, 2)


def once(day: date, at: time) -> Schedule:
    return Schedule(pattern=Pattern.ONCE, starts=day, times=(at,))


async def load(talk: Talk, assignment_id: int) -> Assignment:
    async with talk.read() as tx:
        found = await assignments.get(tx, assignment_id)
    assert found is not None
    return found


async def plan_of(talk: Talk, assignment_id: int) -> Plan:
    return (await load(talk, assignment_id)).plan


async def schedule_of(talk: Talk, assignment_id: int) -> Schedule:
    return Schedule.from_json((await plan_of(talk, assignment_id)).schedule)


async def moments_of(talk: Talk, assignment_id: int) -> list[Occurrence]:
    async with talk.read() as tx:
        return await occurrences.of_assignment(tx, assignment_id)


async def events_of(talk: Talk, phone: Phone) -> list[tuple[AssignmentEvent, str]]:
    person = await talk.person(phone)
    async with talk.read() as tx:
        return [(each.event, each.words) for each in await assignments.changes_of(tx, person.id)]


async def proposes(talk: Talk, phone: Phone, assignment_id: int) -> None:
    """Bring a proposal, as the therapist's form does at its end."""
    person = await talk.person(phone)
    async with talk.db.write() as tx:
        desk = Desk(tx, talk.clock.now(), LIBRARY, talk.practice)
        await planning.propose(desk, person, assignment_id)
        await talk._hand_out(tx, desk, None)


async def proposed(talk: Talk, schedule: Schedule | None = None, **how: str) -> tuple[Phone, int]:
    """A patient with an opened proposal."""
    anna = await talk.patient(**how)
    assignment_id = await talk.assigned(anna, schedule=schedule, agreed=False)
    await proposes(talk, anna, assignment_id)
    await anna.presses(press("plan-open", assignment_id))
    return anna, assignment_id


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


async def test_the_short_way_keeps_what_the_therapist_suggested(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk)
    for label in ("Agree", "18:00", "kitchen table", "Skip", "8"):
        await anna.taps(label)
    assert "When: when I come home (kitchen table, 18:00)." in anna.last
    assert "Then: One small pleasant activity." in anna.last
    assert "If too tired: only five minutes" in anna.last
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
    assert "Wenn: wenn die Kinder schlafen (auf dem Balkon, 18:30)." in anna.last
    await anna.types("ja")
    plan = await plan_of(talk, assignment_id)
    assert (plan.situation, plan.place) == ("wenn die Kinder schlafen", "auf dem Balkon")
    assert plan.hurdles[0] == Hurdle("der Regen", "dann im Flur")
    assert plan.hurdles[1].hurdle == "too tired"
    schedule = await schedule_of(talk, assignment_id)
    assert (schedule.pattern, schedule.days) == (Pattern.CHOSEN_DAYS, {0, 2, 4})
    assert schedule.times == (time(18, 30),)


@pytest.mark.parametrize(
    ("language", "typed", "question", "tapped"),
    [
        ("en", "half six", "Which of the two do you mean?", "17:30"),
        ("de", "halb sechs", "Welche von beiden ist gemeint?", "17:30"),
    ],
)
async def test_a_time_that_may_be_morning_or_evening_is_asked(
    talk: Talk, language: str, typed: str, question: str, tapped: str
) -> None:
    anna, assignment_id = await proposed(talk, language=language)
    await anna.presses(press("plan-agree", assignment_id))
    await anna.types(typed)
    assert question in anna.last
    two = [label for label in anna.buttons if label[:1].isdigit()]
    if language == "de":
        assert two == ["05:30", "17:30"]
    await anna.taps(two[-1])
    for label in ("kitchen table", "Skip" if language == "en" else "Überspringen", "9"):
        await anna.taps(label)
    await anna.types("yes")
    schedule = await schedule_of(talk, assignment_id)
    assert schedule.times == (time.fromisoformat(two[-1]),)


async def test_two_times_a_day_can_be_typed(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk)
    await anna.taps("Agree")
    await anna.types("09:00 and 18:00")
    for label in ("kitchen table", "Skip", "9", "Yes, agreed"):
        await anna.taps(label)
    assert (await schedule_of(talk, assignment_id)).times == (time(9), time(18))


async def test_words_without_a_time_are_asked_again(talk: Talk) -> None:
    anna, _ = await proposed(talk)
    await anna.taps("Agree")
    await anna.types("when the neighbours are away")
    assert "I did not find a time" in anna.last


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
    assert (plan.place, plan.schedule["times"]) == ("At home", ["20:00"])


async def test_a_tapped_place_is_kept_in_the_patient_s_language(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk, language="de")
    for label in ("Zustimmen", "18:00", "Draußen", "Überspringen", "9", "Ja, einverstanden"):
        await anna.taps(label)
    assert (await plan_of(talk, assignment_id)).place == "Draußen"


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


async def test_confidence_up_to_six_offers_a_smaller_step_and_fewer_days_make_it_so(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk)
    for label in ("Agree", "18:00", "kitchen table", "Skip", "6"):
        await anna.taps(label)
    assert anna.last == "Shall we make it smaller so it fits better?"
    await anna.taps("Fewer days")
    for label in ("Mon", "Thu", "Done"):
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
    for label in ("Agree", "18:00", "kitchen table", "Skip", "3", "Ask for an easier one"):
        await anna.taps(label)
    assert "Noted for your next session" in anna.last
    found = await load(talk, assignment_id)
    assert (found.state, found.exercise_id) == (AssignmentState.TALK_FIRST, "BA-02")
    event, words = (await events_of(talk, anna))[-1]
    assert event is AssignmentEvent.TALK_FIRST
    assert "(BA-01)" in words


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
    assert "When: after breakfast (on the balcony, 18:00)." in anna.last
    await anna.taps("Yes, agreed")
    assert (await plan_of(talk, assignment_id)).place == "on the balcony"


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


async def test_a_single_moment_that_is_over_gets_a_new_day(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk, once(date(2026, 2, 27), time(18)))
    await anna.taps("Agree")
    assert "The suggested moment is over. Which day fits now?" in anna.last
    await anna.types("yesterday evening")
    assert "I did not find a day ahead of us" in anna.last
    await anna.types("12 March")
    for label in ("18:00", "kitchen table", "Skip", "8", "Yes, agreed"):
        await anna.taps(label)
    assert "The first moment comes Thu 12 Mar 18:00" in anna.last
    assert (await schedule_of(talk, assignment_id)).starts == date(2026, 3, 12)


async def test_a_single_moment_of_today_takes_only_a_time_that_lies_ahead(talk: Talk) -> None:
    anna, _ = await proposed(talk, once(MONDAY, time(18)))
    await anna.taps("Agree")
    assert "07:30" not in anna.buttons
    await anna.types("7:30 am")
    assert "On that day this time is over already." in anna.last
    await anna.types("11:00 am")
    assert "Where will you be then?" in anna.last


async def test_a_single_moment_that_passes_before_the_last_tap_is_asked_anew(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk, once(MONDAY, time(18)))
    for label in ("Agree", "18:00", "kitchen table", "Skip", "8"):
        await anna.taps(label)
    await talk.moves(days=1)
    await anna.taps("Yes, agreed")
    assert "The suggested moment is over." in anna.last
    assert (await load(talk, assignment_id)).state is AssignmentState.PROPOSED
    await anna.taps("Wed 4 Mar")
    assert "The first moment comes Wed 4 Mar 18:00" in anna.last


async def test_a_day_chosen_anew_that_passes_as_well_is_asked_once_more(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk, once(date(2026, 2, 27), time(18)))
    for label in ("Agree", "Mon 2 Mar", "18:00", "kitchen table", "Skip", "8"):
        await anna.taps(label)
    await talk.moves(days=1)
    await anna.taps("Yes, agreed")
    assert "The suggested moment is over." in anna.last
    for label in ("Tue 3 Mar", "20:00", "Yes, agreed"):
        await anna.taps(label)
    assert "The first moment comes Tue 3 Mar 20:00" in anna.last
    assert (await load(talk, assignment_id)).state is AssignmentState.AGREED


async def test_an_exercise_for_an_occasion_asks_for_no_time(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk, Schedule(pattern=Pattern.ON_EVENT, starts=MONDAY))
    await anna.taps("Agree")
    assert "Where will you be then?" in anna.last
    for label in ("Wherever I am", "Skip", "8", "Yes, agreed"):
        await anna.taps(label)
    assert "It has no fixed time" in anna.last
    assert await moments_of(talk, assignment_id) == []


async def test_so_many_times_a_week_asks_for_the_days(talk: Talk) -> None:
    rule = Schedule(pattern=Pattern.TIMES_PER_WEEK, starts=MONDAY, times=(time(18),), per_week=3)
    anna, assignment_id = await proposed(talk, rule)
    await anna.taps("Agree")
    assert "3 days a week were suggested." in anna.last
    for label in ("Tue", "Thu", "Sat", "Done", "18:00", "kitchen table", "Skip", "8", "Yes, agreed"):
        await anna.taps(label)
    schedule = await schedule_of(talk, assignment_id)
    assert (schedule.pattern, schedule.days) == (Pattern.TIMES_PER_WEEK, {1, 3, 5})


async def test_skipping_the_days_spreads_them(talk: Talk) -> None:
    rule = Schedule(pattern=Pattern.TIMES_PER_WEEK, starts=MONDAY, times=(time(18),), per_week=3)
    anna, assignment_id = await proposed(talk, rule)
    for label in ("Agree", "Skip", "18:00", "kitchen table", "Skip", "8", "Yes, agreed"):
        await anna.taps(label)
    assert await schedule_of(talk, assignment_id) == rule


async def test_all_seven_days_are_daily(talk: Talk) -> None:
    rule = Schedule(pattern=Pattern.TIMES_PER_WEEK, starts=MONDAY, times=(time(18),), per_week=3)
    anna, assignment_id = await proposed(talk, rule)
    await anna.taps("Agree")
    await anna.types("every day")
    for label in ("18:00", "kitchen table", "Skip", "8", "Yes, agreed"):
        await anna.taps(label)
    assert (await schedule_of(talk, assignment_id)).pattern is Pattern.DAILY


async def test_a_proposal_that_ran_out_before_it_was_agreed_keeps_its_length(talk: Talk) -> None:
    rule = Schedule(pattern=Pattern.DAILY, starts=date(2026, 2, 1), ends=date(2026, 2, 14), times=(time(18),))
    anna, assignment_id = await proposed(talk, rule)
    for label in ("Agree", "18:00", "kitchen table", "Skip", "8", "Yes, agreed"):
        await anna.taps(label)
    schedule = await schedule_of(talk, assignment_id)
    assert (schedule.starts, schedule.ends) == (MONDAY, date(2026, 3, 15))


async def test_the_time_is_the_patient_s_wall_clock_across_the_spring_change(talk: Talk) -> None:
    rule = Schedule(pattern=Pattern.DAILY, starts=date(2026, 3, 28), times=(time(18),))
    anna, assignment_id = await proposed(talk, rule)
    await talk.moves_to(datetime(2026, 3, 28, 9, tzinfo=UTC))
    for label in ("Agree", "18:00", "kitchen table", "Skip", "8", "Yes, agreed"):
        await anna.taps(label)
    at = [each.planned_at for each in await moments_of(talk, assignment_id)][:2]
    assert at == [datetime(2026, 3, 28, 17, tzinfo=UTC), datetime(2026, 3, 29, 16, tzinfo=UTC)]


async def test_a_time_in_the_gap_of_the_spring_change_comes_later_by_the_gap(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk, once(date(2026, 3, 29), time(18)))
    await anna.taps("Agree")
    await anna.types("2:30 am")
    for label in ("kitchen table", "Skip", "8", "Yes, agreed"):
        await anna.taps(label)
    assert "Sun 29 Mar 03:30" in anna.last
    assert [each.local_time for each in await moments_of(talk, assignment_id)] == [time(2, 30)]


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


async def change(talk: Talk, phone: Phone, assignment_id: int) -> None:
    """Begin a change of something agreed, as the card of /current does."""
    from bot.conversation import router
    from bot.conversation.turn import Turn
    from bot.messages import Incoming, IncomingKind
    from bot.words import render
    from storage import dialogs

    async with talk.db.write() as tx:
        person = await talk.person(phone)
        stored = await dialogs.load(tx, person.id)
        turn = Turn(
            tx,
            talk.clock.now(),
            LIBRARY,
            talk.practice,
            person=person,
            heard=Incoming("telegram", phone.address, IncomingKind.TEXT),
            dialog=stored or {},
            label=lambda arg: render(arg, person.language, person.formality, markup=False),
            forms=router.FORMS,
        )
        found = await assignments.get(tx, assignment_id)
        assert found is not None
        await planning.begin_change(turn, found)
        await dialogs.save(tx, person.id, turn.dialog, known=stored is not None, now=talk.clock.now())
        await talk._hand_out(tx, turn, phone)


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


async def test_changing_a_proposal_plans_it_from_the_start(talk: Talk) -> None:
    anna = await talk.patient()
    assignment_id = await talk.assigned(anna, agreed=False)
    await change(talk, anna, assignment_id)
    assert "On which days?" in anna.last


async def test_the_form_survives_a_new_start_in_its_middle(talk: Talk) -> None:
    anna, assignment_id = await proposed(talk)
    await anna.taps("Agree")
    await anna.types("19:15")
    await talk.db.close()
    from storage.database import Database

    talk.db = Database(talk.url, talk.keys, talk.clock.now)
    await talk.db.open()
    await anna.types("by the window")
    await anna.taps("Skip")
    await anna.taps("9")
    await anna.taps("Yes, agreed")
    plan = await plan_of(talk, assignment_id)
    assert (plan.place, plan.schedule["times"]) == ("by the window", ["19:15"])
    assert timedelta(0) < (await moments_of(talk, assignment_id))[0].planned_at - talk.clock.now()
