from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.schedule import Pattern, Schedule
from storage import assignments, dialogs, people
from storage.database import Database
from storage.records import Assignment, AssignmentState, PersonState, Reason
from tests.talk import Phone, Talk


async def proposed(talk: Talk, patient: Phone) -> list[Assignment]:
    async with talk.read() as tx:
        return await assignments.of_patient(tx, (await talk.person(patient)).id)


async def up_to_goal(dr: Phone) -> None:
    await dr.types("/assign P-1 BA-02")


async def up_to_review(dr: Phone) -> None:
    await dr.types(
        '/assign P-1 BA-02 daily 18:00 2w at "kitchen table" goal "get out more" when "when I come home"'
    )
    await dr.taps("Use this")
    await dr.taps("Skip")


async def another_process(talk: Talk, folder: Path) -> Talk:
    """The same database and the same phones, with nothing else remembered."""
    fresh = Talk(folder)
    fresh.keys, fresh.clock, fresh.url = talk.keys, talk.clock, talk.url
    await fresh.db.close()
    fresh.db = Database(talk.url, talk.keys, talk.clock.now)
    await fresh.db.open()
    fresh.phones, fresh.refs = talk.phones, talk.refs
    for phone in fresh.phones.values():
        phone.talk = fresh
    return fresh


async def test_every_category_of_the_library_has_exercises_to_choose_from(talk: Talk) -> None:
    dr, _ = await talk.a_therapist(), await talk.patient()
    await dr.types("/assign P-1")
    categories = [label for label in dr.buttons if label not in {"‹ Back", "Cancel"}]
    assert len(categories) > 10
    for category in categories:
        await dr.taps(category)
        if "All" in dr.buttons:
            await dr.taps("All")
        assert dr.buttons[:-1], category
        assert "-0" in dr.buttons[0], category
        await dr.types("/assign P-1")


async def test_the_guided_form_asks_for_everything_that_a_complete_proposal_needs(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await dr.types("/assign")
    await dr.taps("P-1")
    await dr.taps("Worry")
    await dr.taps("2/5")
    await dr.taps("WOR-02")
    assert "Why: " in dr.last
    await dr.taps("Use this one")
    await dr.types("sleep better")
    await dr.taps("Use this")
    await dr.types("after supper")
    await dr.taps("Chosen days")
    await dr.taps("Mon")
    await dr.taps("Thu")
    await dr.taps("Continue")
    await dr.taps("3 weeks")
    await dr.types("half past six in the evening")
    await dr.types("the armchair")
    await dr.types("guests")
    await dr.types("the balcony instead")
    await dr.taps("No opportunity")
    await dr.taps("Skip")
    for part in (
        "sleep better",
        "after supper",
        "on Mon, Thu at 18:30",
        "the armchair",
        "the balcony instead",
    ):
        assert part in dr.last
    assert await proposed(talk, anna) == []
    await dr.taps("Send to P-1")
    assert "You will hear when it is agreed" in dr.last
    (kept,) = await proposed(talk, anna)
    assert (kept.exercise_id, kept.state, kept.follow_up_minutes) == ("WOR-02", AssignmentState.PROPOSED, 180)
    assert (kept.plan.goal, kept.plan.situation, kept.plan.place) == (
        "sleep better",
        "after supper",
        "the armchair",
    )
    assert [(each.hurdle, each.counter, each.reason) for each in kept.plan.hurdles] == [
        ("guests", "the balcony instead", Reason.NO_OPPORTUNITY)
    ]
    schedule = Schedule.from_json(kept.plan.schedule)
    assert (schedule.pattern, schedule.days) == (Pattern.CHOSEN_DAYS, frozenset({0, 3}))
    assert len(anna.unasked) == 1
    assert "orry" not in anna.unasked[0]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (
            "en",
            '/assign P-1 BA-02 daily 18:00 2w at "kitchen table" goal "get out more" when "when I come home"',
        ),
        (
            "de",
            "/assign p1 ba2 täglich 18 Uhr 2 Wochen ort „Küchentisch“ ziel „mehr raus“ wenn „nach der Arbeit“",
        ),
    ],
)
async def test_one_line_says_it_all_and_what_is_missing_is_asked(
    talk: Talk, language: str, line: str
) -> None:
    dr, anna = await talk.a_therapist(language=language), await talk.patient(language=language)
    await dr.types(line)
    assert ("Why does it help" if language == "en" else "Wozu hilft sie") in dr.last
    await dr.taps("Use this" if language == "en" else "Übernehmen")
    await dr.taps("Skip" if language == "en" else "Überspringen")
    await dr.taps("Send to P-1" if language == "en" else "An P-1 senden")
    (kept,) = await proposed(talk, anna)
    schedule = Schedule.from_json(kept.plan.schedule)
    assert (schedule.pattern, f"{schedule.times[0]:%H:%M}") == (Pattern.DAILY, "18:00")
    assert schedule.ends is not None
    assert (schedule.ends - schedule.starts).days == 13
    assert kept.plan.place in {"kitchen table", "Küchentisch"}


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("/assign", "For whom"),
        ("/assign P-1", "Which exercise?"),
        ("/assign P-1 worry", "Which of these?"),
        ("/assign P-1 BA-02", "Which goal"),
        ('/assign P-1 BA-02 goal "x"', "Why does it help"),
        ("/assign BA-02 daily 18:00 2w", "For whom"),
        ("/assign P-9 BA-02", "For whom"),
        ("/assign P-1 qqqqzzzz", "Which exercise?"),
    ],
)
async def test_a_line_is_asked_about_from_its_first_gap(talk: Talk, line: str, asked: str) -> None:
    dr = await talk.a_therapist()
    await talk.patient()
    await dr.types(line)
    assert asked in dr.last


async def test_what_was_not_understood_in_a_line_is_said(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await talk.patient()
    await dr.types("/assign P-1 BA-02 daily 18:00 2w blubber")
    assert "I did not understand “blubber”" in dr.screen


async def test_a_time_that_may_be_evening_is_asked_about(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await dr.types('/assign P-1 BA-02 daily at 7 2w at "home" goal "x" when "y"')
    await dr.taps("Use this")
    assert "Which of these times do you mean?" in dr.last
    await dr.taps("19:00")
    await dr.taps("Skip")
    await dr.taps("Send")
    (kept,) = await proposed(talk, anna)
    assert kept.plan.schedule["times"] == ["19:00"]


async def test_time_and_place_may_be_left_to_the_patient(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await dr.types('/assign P-1 BA-02 daily 2w goal "x" when "y"')
    await dr.taps("Use this")
    assert "15:00 is offered to begin with" in dr.last
    await dr.taps("Skip")
    await dr.taps("Skip")
    await dr.taps("Skip")
    assert "(to begin with; the patient chooses)" in dr.last
    assert "Place: the patient chooses" in dr.last
    await dr.taps("Send")
    (kept,) = await proposed(talk, anna)
    assert (kept.plan.schedule["times"], kept.plan.place) == (["15:00"], "")


@pytest.mark.parametrize(
    ("answers", "pattern", "check"),
    [
        (["Once", "tomorrow", "18:00"], Pattern.ONCE, {"starts": "2026-03-03"}),
        (["Every few days", "3", "2 weeks", "18:00"], Pattern.EVERY_N_DAYS, {"every": 3}),
        (
            ["Several times a week", "4", "until 1 May", "18:00"],
            Pattern.TIMES_PER_WEEK,
            {"ends": "2026-05-01"},
        ),
        (["Monthly", "15", "8 weeks", "18:00"], Pattern.MONTHLY, {"month_day": 15}),
        (["When it comes up", "2 weeks"], Pattern.ON_EVENT, {"ends": "2026-03-15"}),
        (["Mon to Fri", "10 days", "8:00 and 20:00"], Pattern.WEEKDAYS, {"times": ["08:00", "20:00"]}),
        (["Suggested", "18:00"], Pattern.TIMES_PER_WEEK, {"per_week": 5, "ends": "2026-03-08"}),
        (["weekdays 18:30 for 3 weeks"], Pattern.WEEKDAYS, {"times": ["18:30"], "ends": "2026-03-22"}),
        (["Daily", "3", "18:00"], Pattern.DAILY, {"ends": "2026-03-22"}),
    ],
)
async def test_every_rhythm_can_be_proposed(
    talk: Talk, answers: list[str], pattern: Pattern, check: dict[str, object]
) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await dr.types('/assign P-1 BA-02 at "home" goal "x" when "y"')
    await dr.taps("Use this")
    for answer in answers:
        await (dr.taps(answer) if any(each.startswith(answer) for each in dr.buttons) else dr.types(answer))
    await dr.taps("Skip")
    await dr.taps("Send")
    (kept,) = await proposed(talk, anna)
    stored = kept.plan.schedule
    assert stored["pattern"] == pattern
    assert {name: stored[name] for name in check} == check


async def test_what_lies_in_the_past_is_asked_again(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await talk.patient()
    await dr.types('/assign P-1 BA-02 at "home" goal "x" when "y"')
    await dr.taps("Use this")
    await dr.taps("Once")
    await dr.types("2026-02-01")
    assert "That day is past" in dr.last
    await dr.types("today")
    await dr.types("8:00 in the morning")
    assert "no moment lies ahead" in dr.last
    await dr.taps("Choose again")
    assert "How often?" in dr.last


async def test_no_day_chosen_is_no_answer(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await talk.patient()
    await dr.types('/assign P-1 BA-02 at "home" goal "x" when "y"')
    await dr.taps("Use this")
    await dr.taps("Chosen days")
    await dr.taps("Continue")
    assert "On which days?" in dr.last
    await dr.types("Mon Wed")
    assert "For how long?" in dr.last


@pytest.mark.parametrize(
    ("button", "typed", "shown"),
    [
        ("Change goal", "see friends", "Goal: “see friends”"),
        ("Change why", "Because it helped before", "Why: “Because it helped before”"),
        ("Change situation", "at noon", "Situation: “at noon”"),
        ("Change place", "the park", "Place: the park"),
        ("Change time", "20:15", "daily at 20:15"),
        ("Change how long", "10 days", "until Wed 11 Mar"),
        ("Change how often", "every 2 days", "every other day at 18:00"),
        ("Change follow-up", "None", "Follow-up: none"),
    ],
)
async def test_each_part_can_be_changed_before_it_is_sent(
    talk: Talk, button: str, typed: str, shown: str
) -> None:
    dr = await talk.a_therapist()
    await talk.patient()
    await up_to_review(dr)
    await dr.taps(button)
    await dr.types(typed)
    assert shown in dr.last
    assert "Send to P-1" in dr.buttons


async def test_the_exercise_can_be_changed_and_the_goal_stays(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await up_to_review(dr)
    await dr.taps("Change exercise")
    await dr.types("MIN-01")
    await dr.taps("Use this one")
    await dr.taps("Use this")
    assert "MIN-01" in dr.last
    assert "get out more" in dr.last
    await dr.taps("Send")
    assert [each.exercise_id for each in await proposed(talk, anna)] == ["MIN-01"]


async def test_send_on_an_older_card_is_not_a_word_about_the_changed_one(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await up_to_review(dr)
    shown, send = dr.find("Send to P-1")
    await dr.taps("Change goal")
    await dr.presses(send, shown.ref)
    assert "Which goal" in dr.last
    await dr.types("see friends")
    assert await proposed(talk, anna) == []
    await dr.taps("Send to P-1")
    assert [each.plan.goal for each in await proposed(talk, anna)] == ["see friends"]


async def test_sending_twice_sends_once(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await up_to_review(dr)
    shown, send = dr.find("Send to P-1")
    await dr.presses(send, shown.ref)
    await dr.presses(send, shown.ref)
    assert len(await proposed(talk, anna)) == 1
    assert len(anna.unasked) == 1
    assert "closed already" in dr.last


async def test_back_goes_to_the_question_before_and_cancel_sends_nothing(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await up_to_goal(dr)
    await dr.types("get out more")
    await dr.taps("‹ Back")
    assert "Which goal" in dr.last
    await dr.types("/cancel")
    assert "Nothing was sent" in dr.last
    assert await proposed(talk, anna) == []


async def test_another_exercise_goes_back_to_choosing_and_back_from_there_to_the_patient(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await talk.patient()
    await dr.types("/assign")
    await dr.taps("P-1")
    await dr.types("BA-02")
    await dr.taps("Another one")
    assert "Which exercise?" in dr.last
    await dr.taps("‹ Back")
    assert "For whom" in dr.last


async def test_the_form_survives_a_restart_at_every_question(talk: Talk, tmp_path: Path) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    steps = [
        "BA-02",
        "Use this one",
        "get out more",
        "Use this",
        "when I come home",
        "Daily",
        "2 weeks",
        "18:00",
    ]
    await dr.types("/assign P-1")
    for step in [*steps, "home", "/skip", "Send to P-1"]:
        talk = await another_process(talk, tmp_path)
        await (dr.taps(step) if step in dr.buttons else dr.types(step))
    assert [each.plan.place for each in await proposed(talk, anna)] == ["home"]
    await talk.db.close()


async def test_a_fourth_exercise_needs_a_confirmation(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    for exercise in ("BA-01", "MIN-01", "WOR-01"):
        await talk.assigned(anna, exercise)
    await dr.types("/assign P-1 BA-02")
    assert "P-1 has 3 open exercises already" in dr.last
    await dr.taps("No, leave it")
    assert "Nothing was sent" in dr.last
    await dr.types("/assign P-1 BA-02")
    await dr.taps("Yes, one more")
    assert "Which goal" in dr.screen


async def test_the_same_exercise_twice_needs_a_confirmation(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna, "BA-02")
    await dr.types("/assign P-1 BA-02")
    assert "is open for P-1 already" in dr.last
    await dr.taps("Yes, once more")
    assert "Which goal" in dr.last


async def test_what_needs_clearance_is_not_sent_without_a_confirmation(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await talk.patient()
    await dr.types("/assign P-1 PAN-02")
    assert "⚠ Documented medical clearance" in dr.last
    assert "⚠ Usually comes first" in dr.last
    await dr.taps("Use this one")
    assert "Is that done?" in dr.last
    await dr.taps("Both done, I confirm")
    assert "Which goal" in dr.last


async def test_a_prerequisite_that_was_practised_is_no_longer_warned_about(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna, "BA-01")
    await talk.moves_to(datetime(2026, 3, 2, 17, 1, tzinfo=UTC))
    await anna.taps("Open")
    await anna.taps("Done")
    await dr.types("/assign P-1 BA-03")
    assert "Comes first" not in dr.screen


async def test_a_goal_of_before_can_be_tapped(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await talk.assigned(anna, "BA-01", goal="sleep better")
    await dr.types("/assign P-1 BA-02")
    await dr.taps("sleep better")
    await dr.taps("Use this")
    await dr.types("after supper")
    await dr.types("daily 18:00 1w")
    await dr.taps("Skip")
    await dr.taps("Skip")
    assert "Goal: “sleep better”" in dr.last


async def test_a_goal_of_before_is_the_one_that_was_shown(talk: Talk) -> None:
    """Another exercise is proposed meanwhile, or the proposal turns to another patient: the places of goals change."""
    dr, anna, ben = await talk.a_therapist(), await talk.patient(), await talk.patient("Ben")
    for exercise, goal in (("BA-01", "sleep better"), ("BA-03", "get out more"), ("CT-02", "worry less")):
        await talk.assigned(anna, exercise, goal=goal)
        talk.clock.forward(seconds=1)
    await talk.assigned(ben, "BA-01", goal="call a friend")
    await dr.types("/assign P-1 BA-02")
    await dr.taps("Yes, one more")
    assert dr.buttons[:3] == ["worry less", "get out more", "sleep better"]
    shown, sleep = dr.find("sleep better")
    await talk.assigned(anna, "BA-02", goal="breathe")
    await dr.presses(sleep, shown.ref)
    assert await goal_in_the_form(talk, dr) == "sleep better"


async def test_a_goal_of_another_patient_is_none(talk: Talk) -> None:
    dr, anna, ben = await talk.a_therapist(), await talk.patient(), await talk.patient("Ben")
    await talk.assigned(anna, "BA-01", goal="sleep better")
    await talk.assigned(ben, "BA-01", goal="call a friend")
    await dr.types("/assign P-1 BA-02")
    shown, sleep = dr.find("sleep better")
    for said in ("sleep better", "Use this"):
        await dr.taps(said)
    for said in ("after supper", "daily 18:00 1w"):
        await dr.types(said)
    for said in ("Skip", "Skip", "Change patient", "P-2"):
        await dr.taps(said)
    await dr.presses(sleep, shown.ref)
    assert await goal_in_the_form(talk, dr) is None
    assert "call a friend" in dr.buttons


async def goal_in_the_form(talk: Talk, dr: Phone) -> str | None:
    async with talk.read() as tx:
        dialog = await dialogs.load(tx, (await talk.person(dr)).id)
    assert dialog is not None
    goal: str | None = dialog["stack"][-1]["answers"].get("goal")
    return goal


async def test_three_hurdles_each_with_a_counter_plan(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await dr.types('/assign P-1 BA-02 daily 18:00 2w at "home" goal "x" when "y"')
    await dr.taps("Use this")
    for number in (1, 2, 3):
        await dr.types(f"hurdle {number}")
        await dr.types(f"counter {number}")
        await dr.taps("Skip")
    await dr.taps("Send")
    (kept,) = await proposed(talk, anna)
    assert [each.counter for each in kept.plan.hurdles] == ["counter 1", "counter 2", "counter 3"]


async def test_the_librarys_why_is_read_by_each_in_their_own_language(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(language="en"), await talk.patient(language="de")
    await dr.types('/assign P-1 BA-02 daily 18:00 2w at "home" goal "mehr raus" when "abends"')
    await dr.taps("Use this")
    await dr.taps("Skip")
    assert "When mood is low" in dr.last
    await dr.taps("Send")
    await anna.taps("Öffnen")
    assert "Bei gedrückter Stimmung" in anna.last
    assert "When mood" not in anna.screen


async def test_a_proposal_to_somebody_not_in_yet_waits_for_them(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("/invite")
    await dr.taps("Propose exercise")
    await dr.types("BA-02")
    await dr.taps("Use this one")
    await dr.types("get out more")
    await dr.taps("Use this")
    await dr.types("when I come home")
    await dr.types("daily 18:00 1w")
    await dr.taps("Skip")
    await dr.taps("Skip")
    await dr.taps("Send")
    assert "waits until they have joined" in dr.last


async def test_a_proposal_in_a_break_says_that_it_comes_later(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    async with talk.db.write() as tx:
        await people.change(tx, (await talk.person(anna)).id, paused_until=datetime(2026, 4, 1, tzinfo=UTC))
    await up_to_review(dr)
    await dr.taps("Send")
    assert "is taking a break" in dr.last
    assert anna.unasked == []


async def test_nobody_who_left_is_offered_or_taken(talk: Talk) -> None:
    dr = await talk.a_therapist()
    for name in ("Anna", "Ben"):
        phone = await talk.patient(name)
        if name == "Anna":
            async with talk.db.write() as tx:
                await people.change(tx, (await talk.person(phone)).id, state=PersonState.LEFT)
    await dr.types("/assign P-1 BA-02")
    assert "does not take part any more" in dr.screen
    assert [label for label in dr.buttons if label.startswith("P-")] == ["P-2"]
    await dr.types("P-1")
    assert "does not take part any more" in dr.last


async def test_who_leaves_while_the_form_is_open_is_sent_nothing(talk: Talk) -> None:
    dr, anna = await talk.a_therapist(), await talk.patient()
    await up_to_review(dr)
    async with talk.db.write() as tx:
        await people.change(tx, (await talk.person(anna)).id, state=PersonState.LEFT)
    await dr.taps("Send")
    assert "Nothing was sent" in dr.last
    assert await proposed(talk, anna) == []


async def test_without_patients_it_says_how_to_invite(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await dr.types("/assign")
    assert "/invite" in dr.last


async def test_another_therapists_patient_can_neither_be_named_nor_pressed(talk: Talk) -> None:
    anna = await talk.patient(therapist=await talk.a_therapist("Dr. A"))
    other = await talk.a_therapist("Dr. B")
    await talk.patient("Ben", therapist=other)
    await other.types("/assign P-1 BA-02")
    assert "None of your patients has the code" in other.screen
    _, data = other.find("P-2")
    await other.presses(f"{data.rpartition(':')[0]}:P-1")
    await other.types("get out more")
    assert await proposed(talk, anna) == []


async def test_from_the_library_only_what_is_missing_is_asked(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await talk.patient()
    await dr.types("/find BA-02")
    await dr.taps("BA-02")
    await dr.taps("Propose this exercise …")
    await dr.taps("P-1")
    assert "Which goal" in dr.last


async def test_no_button_of_the_form_is_too_long_for_the_wire(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await talk.patient()
    await dr.types("/assign P-1")
    for index in range(17):
        await dr.types("/assign P-1")
        await dr.presses(dr.find(dr.buttons[index])[1])
    assert all(
        len(data.encode()) <= 64 for shown in dr.messages for row in shown.buttons for _, data, _ in row
    )


async def test_words_that_are_too_long_for_a_card_are_asked_for_again(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await talk.patient()
    await dr.types(f'/assign P-1 BA-02 goal "{"x" * 301}"')
    assert "Which goal" in dr.last
    await dr.types("y" * 301)
    assert "At most 300 characters" in dr.last
    await dr.types("get out more")
    assert "Why does it help" in dr.last


async def test_the_fullest_card_fits_into_one_message(talk: Talk) -> None:
    dr = await talk.a_therapist(language="de")
    await talk.patient()
    await dr.types("/assign P-1 BA-02")
    for _ in range(3):
        await dr.types("ö" * 300)
    await dr.types("täglich 18:00 1w")
    await dr.types("ö" * 300)
    for _ in range(3):
        await dr.types("ö" * 300)
        await dr.types("ö" * 300)
        await dr.taps("Überspringen")
    assert "An P-1 senden" in dr.buttons
    assert len(dr.messages[-1].html) <= 4096


async def _confirmed_for_p1(talk: Talk) -> Phone:
    dr = await talk.a_therapist()
    await talk.patient("Anna")
    await talk.patient("Ben")
    await dr.types('/assign P-1 PAN-02 daily 18:00 2w at "home" goal "be calm" when "at noon"')
    await dr.taps("Use this one")
    await dr.taps("Both done, I confirm")
    return dr


async def _sent(talk: Talk, code: str) -> list[str]:
    async with talk.read() as tx:
        person = await people.by_code(tx, code)
        assert person is not None
        return [each.exercise_id for each in await assignments.of_patient(tx, person.id)]


async def test_a_clearance_is_confirmed_anew_for_another_patient(talk: Talk) -> None:
    dr = await _confirmed_for_p1(talk)
    await dr.taps("Use this")
    await dr.taps("Skip")
    await dr.taps("Change patient")
    await dr.taps("P-2")
    await dr.taps("Use this one")
    assert "clearance for P-2" in dr.last
    assert not any(label.startswith("Send") for label in dr.buttons)
    await dr.taps("Both done, I confirm")
    await dr.taps("Send to P-2")
    assert (await _sent(talk, "P-1"), await _sent(talk, "P-2")) == ([], ["PAN-02"])


async def test_a_clearance_is_confirmed_anew_where_the_code_was_edited(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await talk.patient("Anna")
    await talk.patient("Ben")
    await dr.types("/assign")
    code = await dr.types("P-1")
    await dr.types("PAN-02")
    await dr.taps("Use this one")
    await dr.taps("Both done, I confirm")
    await dr.edits(code, "P-2")
    await dr.types("be calm")
    await dr.taps("Use this one")
    assert "clearance for P-2" in dr.last


async def test_a_clearance_is_confirmed_anew_for_another_exercise_that_an_edit_names(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await talk.patient("Anna")
    await dr.types("/assign P-1")
    named = await dr.types("PAN-02")
    await dr.taps("Use this one")
    await dr.taps("Both done, I confirm")
    await dr.edits(named, "PAN-03")
    await dr.types("be calm")
    assert "PAN-03" in dr.last
    await dr.taps("Use this one")
    assert "Is that done?" in dr.last
