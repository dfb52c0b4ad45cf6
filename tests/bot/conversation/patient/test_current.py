"""All that is agreed, at any time, and what a patient may do with it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from scheduler.schedule import Pattern, Schedule
from storage import assignments, checkins, history, occurrences
from storage.records import Assignment, AssignmentEvent, AssignmentState, Outcome
from tests.talk import LIBRARY, Talk

SIX = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  # 18:00 in Berlin


async def exercise(talk: Talk, assignment_id: int) -> Assignment:
    async with talk.read() as tx:
        found = await assignments.get(tx, assignment_id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["One small pleasant activity", "1. ", "get out more", "Agreed: daily at 18:00", "Next moment: Mon 2 Mar 18:00"]),
        ("de", ["Eine kleine angenehme Aktivität", "1. ", "Vereinbart: täglich um 18:00", "Nächster Moment: Mo. 2. März 18:00"]),
    ],
)  # fmt: skip
async def test_full_instructions_and_the_next_moment(talk: Talk, language: str, words: list[str]) -> None:
    anna = await talk.patient(language=language)
    await talk.assigned(anna)
    await anna.types("/current")
    plain = anna.last.replace(",", "")
    assert [word for word in words if word not in plain] == [], plain
    assert anna.messages[-1].protected


async def test_each_exercise_has_a_message_of_its_own_and_a_proposal_can_be_opened(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await talk.assigned(anna, "SLP-01")
    await talk.assigned(anna, "BA-03", agreed=False)
    await anna.types("/current")
    assert len(anna.messages) == 3
    assert LIBRARY.text("BA-03", "en").title not in anna.screen
    await anna.taps("Open")
    assert LIBRARY.text("BA-03", "en").title in anna.last


async def test_nothing_agreed_is_said_kindly(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("/current")
    assert "Nothing is agreed at the moment" in anna.last
    await talk.assigned(anna, agreed=False)
    await anna.types("/current")
    assert "waiting for your answer" in anna.last


async def test_why_this_says_goal_and_reason(talk: Talk) -> None:
    anna = await talk.patient()
    await talk.assigned(anna)
    await anna.types("/current")
    await anna.taps("Why this?")
    assert anna.last == "It belongs to your goal: get out more. Doing comes before wanting."


@pytest.mark.parametrize("way", ["/practise", "I did it"])
async def test_practice_beyond_the_plan_is_an_extra(talk: Talk, way: str) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna)
    if way == "/practise":
        await anna.types(way)
    else:
        await anna.types("/current")
        await anna.taps(way)
    assert anna.last == "How did it go? Every answer helps."
    await anna.taps("Done")
    async with talk.read() as tx:
        extra = next(each for each in await occurrences.of_assignment(tx, mine) if each.extra)
        found = await checkins.of_occurrence(tx, extra.id)
    assert found is not None
    assert (found.outcome, found.late) == (Outcome.DONE, False)
    await talk.moves_to(SIX)
    assert len(anna.unasked) == 1


async def test_pressing_i_did_it_twice_makes_one_extra(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna)
    await anna.types("/practise")
    await anna.types("/practise")
    await anna.taps("Done")
    async with talk.read() as tx:
        assert sum(each.extra for each in await occurrences.of_assignment(tx, mine)) == 1


async def test_i_did_it_answers_the_moment_that_is_open(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna)
    await talk.moves_to(SIX)
    await anna.types("/practise")
    await anna.taps("Done")
    async with talk.read() as tx:
        first, *others = await occurrences.of_assignment(tx, mine)
    assert first.outcome is Outcome.DONE
    assert not any(each.extra for each in others)


async def test_of_several_exercises_one_is_chosen(talk: Talk) -> None:
    anna = await talk.patient(language="de")
    await talk.assigned(anna)
    mine = await talk.assigned(anna, "SLP-01")
    await anna.types("/practise")
    await anna.taps(LIBRARY.text("SLP-01", "de").title)
    await anna.taps("Gemacht")
    async with talk.read() as tx:
        assert any(each.extra and each.outcome for each in await occurrences.of_assignment(tx, mine))


async def test_an_exercise_rests_and_is_woken(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna)
    await anna.types("/current")
    await anna.taps("Pause")
    await anna.taps("Only this one")
    assert (await exercise(talk, mine)).state is AssignmentState.PAUSED
    await talk.moves_to(SIX + timedelta(days=3))
    assert anna.unasked == []
    await anna.types("/current")
    assert "not reminding you of this one" in anna.last
    await anna.taps("Remind me again")
    assert anna.last == "Good. The next moment: Fri 6 Mar 18:00."
    await talk.moves_to(SIX + timedelta(days=4))
    assert len(anna.unasked) == 1


async def test_an_exercise_is_stopped_only_when_one_is_sure(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna)
    await anna.types("/current")
    await anna.taps("Stop")
    await anna.taps("No, keep it")
    assert (await exercise(talk, mine)).state is AssignmentState.AGREED
    await anna.taps("Stop")
    await anna.taps("Yes, stop")
    found = await exercise(talk, mine)
    assert (found.state, found.ended_at) == (AssignmentState.ENDED, talk.clock.now())
    async with talk.read() as tx:
        events = [each.event for each in await history.changes_of(tx, found.patient_id)]
    assert events[-1] is AssignmentEvent.ENDED
    await talk.moves_to(SIX + timedelta(days=3))
    assert anna.unasked == []
    assert talk.therapist is not None
    assert len(talk.therapist.unasked) == 1


async def test_stop_silences_a_moment_that_is_open(talk: Talk) -> None:
    anna = await talk.patient()
    rule = Schedule(pattern=Pattern.DAILY, starts=date(2026, 3, 2), times=(time(11),))
    await talk.assigned(anna, schedule=rule)
    await talk.moves_to(datetime(2026, 3, 2, 10, 0, tzinfo=UTC))
    await anna.types("/current")
    await anna.taps("Stop")
    await anna.taps("Yes, stop")
    await talk.moves_to(SIX)
    assert len(anna.unasked) == 1


@pytest.mark.parametrize("verb", ["did", "why", "replan", "rest", "restone", "wake", "stop", "stopyes"])
async def test_another_patients_exercise_is_as_good_as_none(talk: Talk, verb: str) -> None:
    anna, ben = await talk.patient("Anna"), await talk.patient("Ben")
    mine = await talk.assigned(anna)
    await anna.types("/current")
    _, data = anna.find("Stop")
    await ben.presses(f"{verb}:{data.partition(':')[2]}")
    assert "earlier moment" in ben.last
    assert (await exercise(talk, mine)).state is AssignmentState.AGREED


async def test_yesterdays_question_is_not_todays_practice(talk: Talk) -> None:
    anna = await talk.patient()
    rule = Schedule(pattern=Pattern.ON_EVENT, starts=date(2026, 3, 2))
    mine = await talk.assigned(anna, schedule=rule)
    await anna.types("/practise")
    await talk.moves(days=1)
    await anna.types("/practise")
    await anna.taps("Done")
    async with talk.read() as tx:
        dates = {each.local_date.day: each.outcome for each in await occurrences.of_assignment(tx, mine)}
    assert dates == {2: None, 3: Outcome.DONE}


@pytest.mark.parametrize(
    ("language", "until", "said"),
    [
        ("en", "A week", "Good. Everything is paused until Mon 9 Mar. The first moment after that: Mon 9 Mar 18:00."),
        ("en", "Until I say so", "Good. Everything is paused until you send /resume; the next moment comes after that."),
        ("de", "Eine Woche", "Gut. Alles ist pausiert bis Mo. 9. März. Der erste Moment danach: Mo. 9. März 18:00."),
    ],
)  # fmt: skip
async def test_waking_within_a_pause_promises_nothing_before_its_end(
    talk: Talk, language: str, until: str, said: str
) -> None:
    anna = await talk.patient(language=language)
    await talk.assigned(anna)
    await anna.types("/current")
    await anna.taps({"en": "Pause", "de": "Pausieren"}[language])
    await anna.taps({"en": "Only this one", "de": "Nur diese"}[language])
    await anna.types("/pause")
    await anna.taps(until)
    await anna.types("/current")
    await anna.taps({"en": "Remind me again", "de": "Wieder erinnern"}[language])
    assert anna.last.replace(",", "") == said.replace(",", "")
    await talk.moves(days=5)
    assert anna.unasked == []


@pytest.mark.parametrize(
    ("language", "yesterday", "today"),
    [("en", "Mon 2 Mar 18:00", "Today, beyond the plan"), ("de", "Mo. 2. März 18:00", "Heute, zusätzlich")],
)
async def test_a_moment_of_yesterday_is_not_answered_by_todays_practice_unasked(
    talk: Talk, language: str, yesterday: str, today: str
) -> None:
    anna = await talk.patient(language=language)
    mine = await talk.assigned(anna)
    await talk.moves_to(SIX + timedelta(hours=15))
    await anna.types("/practise")
    assert [label.replace(",", "") for label in anna.buttons] == [yesterday, today.replace(",", "")]
    asked = anna.messages[-1]
    await anna.presses(asked.buttons[1][0][1], asked.ref)
    await anna.presses(asked.buttons[1][0][1], asked.ref)
    await anna.taps({"en": "Done", "de": "Gemacht"}[language])

    async def told() -> dict[tuple[int, bool], Outcome | None]:
        async with talk.read() as tx:
            found = await occurrences.of_assignment(tx, mine)
        return {(each.local_date.day, each.extra): each.outcome for each in found if each.local_date.day < 4}

    assert await told() == {(2, False): None, (3, True): Outcome.DONE, (3, False): None}
    await anna.presses(asked.buttons[0][0][1], asked.ref)
    await anna.taps({"en": "Partly", "de": "Teilweise"}[language])
    assert (await told())[2, False] is Outcome.PARTLY


async def test_of_two_open_moments_of_today_one_is_chosen(talk: Talk) -> None:
    anna = await talk.patient()
    mine = await talk.assigned(anna)
    await talk.moves_to(SIX - timedelta(minutes=10))
    await anna.types("/practise")
    await talk.moves_to(SIX + timedelta(minutes=5))
    await anna.types("/practise")
    assert anna.last == "Which time was it?"
    assert [label.replace(",", "") for label in anna.buttons] == ["Mon 2 Mar 17:50", "Mon 2 Mar 18:00"]
    await anna.taps("Mon 2 Mar, 18:00" if "Mon 2 Mar, 18:00" in anna.buttons else "Mon 2 Mar 18:00")
    await anna.taps("Done")
    async with talk.read() as tx:
        found = {
            each.extra: each.outcome
            for each in await occurrences.of_assignment(tx, mine)
            if each.local_date.day == 2
        }
    assert found == {True: None, False: Outcome.DONE}


async def test_nobody_answers_another_ones_moment_by_saying_i_did_it(talk: Talk) -> None:
    anna, ben = await talk.patient("Anna"), await talk.patient("Ben")
    await talk.assigned(anna)
    await talk.assigned(ben)
    await talk.moves_to(SIX + timedelta(hours=15))
    for phone in (anna, ben):
        await phone.types("/practise")
    hers, his = (phone.messages[-1].buttons[0][0][1] for phone in (anna, ben))
    await ben.presses(f"{his.rpartition(':')[0]}:{hers.rpartition(':')[2]}")
    assert "earlier moment" in ben.last
