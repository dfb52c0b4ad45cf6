"""An exercise whose schedule has nothing more to come ends by itself, once, after the time for its last answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from scheduler.course import has_nothing_to_come
from scheduler.heal import end_what_rests, plan_everybody
from scheduler.schedule import Pattern, Schedule
from scheduler.zones import zone_of
from storage import assignments, checkins, occurrences
from storage import tables as t
from storage.records import Assignment, AssignmentEvent, AssignmentState, Outcome
from tests.talk import START, Phone, Talk

BERLIN = zone_of("Europe/Berlin")
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 3)
TWO_DAYS = Schedule(pattern=Pattern.DAILY, starts=FIRST, ends=LAST, times=(time(18),))
LAST_MOMENT = datetime(2026, 3, 3, 17, 0, tzinfo=UTC)
OVER = LAST_MOMENT + timedelta(hours=24)
MINUTE = timedelta(minutes=1)


async def heal(talk: Talk) -> None:
    await plan_everybody(talk.db, talk.clock.now())
    await end_what_rests(talk.db, talk.clock.now())


async def exercise(talk: Talk, number: int) -> Assignment:
    async with talk.read() as tx:
        found = await assignments.get(tx, number)
    assert found is not None
    return found


async def times_over(talk: Talk, number: int) -> int:
    async with talk.read() as tx:
        query = select(t.assignment_changes.c.event).where(t.assignment_changes.c.assignment_id == number)
        return [row.event for row in await tx.rows(query)].count(AssignmentEvent.COURSE_OVER)


async def begun(talk: Talk, schedule: Schedule = TWO_DAYS) -> tuple[Phone, int]:
    anna = await talk.patient()
    return anna, await talk.assigned(anna, schedule=schedule)


async def test_it_ends_with_the_time_for_its_last_answer(talk: Talk) -> None:
    _, mine = await begun(talk)
    await talk.moves_to(OVER - MINUTE)
    await heal(talk)
    assert (await exercise(talk, mine)).state is AssignmentState.AGREED
    await talk.moves_to(OVER)
    found = await exercise(talk, mine)
    assert (found.state, found.ended_at) == (AssignmentState.ENDED, OVER)
    await heal(talk)
    assert await times_over(talk, mine) == 1
    async with talk.read() as tx:
        assert await assignments.count_open(tx, found.patient_id) == 0


async def test_where_the_last_moment_was_answered_it_ends_within_the_hour_after_its_time(talk: Talk) -> None:
    anna, mine = await begun(talk)
    await talk.moves_to(LAST_MOMENT)
    await anna.taps("Open")
    await anna.taps("Done")
    await talk.moves_to(OVER - MINUTE)
    await heal(talk)
    assert (await exercise(talk, mine)).state is AssignmentState.AGREED, "the answer may still be changed"
    await talk.moves_to(OVER)
    await heal(talk)
    await heal(talk)
    assert (await exercise(talk, mine)).state is AssignmentState.ENDED
    assert await times_over(talk, mine) == 1


async def test_a_moment_that_comes_later_keeps_it_open(talk: Talk) -> None:
    anna, mine = await begun(talk)
    await talk.moves_to(LAST_MOMENT)
    await anna.taps("Later")
    await anna.taps("Tomorrow")
    await talk.moves_to(OVER + MINUTE)
    await heal(talk)
    assert (await exercise(talk, mine)).state is AssignmentState.AGREED
    await talk.moves(hours=3)
    assert (await exercise(talk, mine)).state is AssignmentState.ENDED


async def test_a_moment_may_come_again_when_it_had_run_its_course_and_then_it_ends_anew(talk: Talk) -> None:
    anna, mine = await begun(talk)
    await talk.moves_to(OVER + timedelta(hours=2))
    before = len(anna.unasked)
    await anna.taps("Later")
    await anna.taps("In 1 hour")
    await talk.moves(hours=1)
    assert len(anna.unasked) == before + 1
    await heal(talk)
    assert (await exercise(talk, mine)).state is AssignmentState.AGREED
    await talk.moves(hours=4)
    assert (await exercise(talk, mine)).state is AssignmentState.ENDED


async def test_what_somebody_ended_is_not_begun_anew_by_its_last_moment(talk: Talk) -> None:
    anna, mine = await begun(talk)
    await talk.moves_to(LAST_MOMENT)
    _, later = anna.find("Later")
    await anna.types("/current")
    await anna.taps("Stop")
    await anna.taps("Yes")
    await anna.presses(later)
    assert "In 1 hour" not in anna.buttons
    assert (await exercise(talk, mine)).state is AssignmentState.ENDED


async def test_what_rests_runs_its_course_too(talk: Talk) -> None:
    anna, mine = await begun(talk)
    await anna.types("/current")
    await anna.taps("Pause")
    await anna.taps("Only this one")
    await talk.moves_to(LAST_MOMENT - MINUTE)
    await heal(talk)
    assert (await exercise(talk, mine)).state is AssignmentState.PAUSED
    await talk.moves_to(OVER)
    await heal(talk)
    assert (await exercise(talk, mine)).state is AssignmentState.ENDED
    assert await times_over(talk, mine) == 1


async def test_what_has_gone_quiet_runs_its_course_without_a_word(talk: Talk) -> None:
    five = Schedule(pattern=Pattern.DAILY, starts=FIRST, ends=date(2026, 3, 6), times=(time(18),))
    anna, mine = await begun(talk, five)
    await talk.moves_to(datetime(2026, 3, 7, 17, 0, tzinfo=UTC))
    await heal(talk)
    assert (await exercise(talk, mine)).state is AssignmentState.ENDED
    assert (
        sum(
            "Go on as agreed" in label
            for shown in anna.messages
            for row in shown.buttons
            for label, *_ in row
        )
        == 1
    )


async def test_whoever_did_not_answer_to_the_end_is_not_asked_whether_to_go_on(talk: Talk) -> None:
    three = Schedule(pattern=Pattern.DAILY, starts=FIRST, count=3, times=(time(18),))
    anna, mine = await begun(talk, three)
    await talk.moves_to(datetime(2026, 3, 12, 9, 0, tzinfo=UTC))
    found = await exercise(talk, mine)
    assert (found.state, found.quiet) == (AssignmentState.ENDED, False)
    assert not any(
        "Go on as agreed" in label for shown in anna.messages for row in shown.buttons for label, *_ in row
    )


async def test_a_late_answer_counts_and_wakes_nothing(talk: Talk) -> None:
    anna, mine = await begun(talk)
    await talk.moves_to(OVER + timedelta(hours=2))
    await anna.taps("Open")
    await anna.taps("Not done")
    await anna.taps("I don't want to")
    await anna.taps("Continue")
    async with talk.read() as tx:
        last = (await occurrences.of_assignment(tx, mine))[-1]
        answer = await checkins.of_occurrence(tx, last.id)
    assert answer is not None
    assert (answer.outcome, answer.late) == (Outcome.NOT_DONE, True)
    assert (await exercise(talk, mine)).state is AssignmentState.ENDED


async def test_a_late_answer_that_is_taken_back_leaves_no_answer_and_no_rest(talk: Talk) -> None:
    anna, mine = await begun(talk)
    await talk.moves_to(OVER + timedelta(hours=2))
    await anna.taps("Open")
    shown, done = anna.find("Done")
    await anna.presses(done, shown.ref)
    await anna.undoes_press(done, shown.ref)
    async with talk.read() as tx:
        last = (await occurrences.of_assignment(tx, mine))[-1]
    assert last.outcome is Outcome.NO_ANSWER


@pytest.mark.parametrize("rests", [False, True])
async def test_a_clock_that_was_ahead_ends_nothing_for_good(talk: Talk, *, rests: bool) -> None:
    anna, mine = await begun(talk)
    if rests:
        await anna.types("/current")
        await anna.taps("Pause")
        await anna.taps("Only this one")
    dr = talk.therapist
    assert dr is not None
    await dr.types("/session P-1 2026-03-20 10:00")
    talk.clock.set(START + timedelta(days=10))
    for _ in range(4):
        await talk.tick()
    await heal(talk)
    talk.clock.set(START + timedelta(days=11))
    await heal(talk)
    assert (await exercise(talk, mine)).state is AssignmentState.ENDED
    await dr.types("/digest P-1")
    assert "has run its course" in dr.last
    talk.clock.set(START)
    await heal(talk)
    found = await exercise(talk, mine)
    assert found.state is (AssignmentState.PAUSED if rests else AssignmentState.AGREED)
    assert found.ended_at is None
    assert await times_over(talk, mine) == 0
    if not rests:
        await talk.moves_to(LAST_MOMENT)
        async with talk.read() as tx:
            assert len(await occurrences.of_assignment(tx, mine)) == 2
    await talk.moves_to(OVER)
    await heal(talk)
    assert await times_over(talk, mine) == 1


@pytest.mark.parametrize(
    ("schedule", "at", "over"),
    [
        (TWO_DAYS, LAST_MOMENT - MINUTE, False),
        (TWO_DAYS, LAST_MOMENT, True),
        (Schedule(pattern=Pattern.ONCE, starts=FIRST, times=(time(18),)), LAST_MOMENT, True),
        (Schedule(pattern=Pattern.DAILY, starts=FIRST, times=(time(18),)), OVER, False),
        (Schedule(pattern=Pattern.DAILY, starts=FIRST, count=2, times=(time(18),)), LAST_MOMENT, True),
        (Schedule(pattern=Pattern.ON_EVENT, starts=FIRST), datetime(2036, 3, 3, tzinfo=UTC), False),
        (Schedule(pattern=Pattern.ON_EVENT, starts=FIRST, ends=LAST), OVER, False),
        (
            Schedule(pattern=Pattern.ON_EVENT, starts=FIRST, ends=LAST),
            datetime(2026, 3, 4, 23, 0, tzinfo=UTC),
            True,
        ),
    ],
)
def test_when_nothing_is_to_come(schedule: Schedule, at: datetime, *, over: bool) -> None:
    assert has_nothing_to_come(schedule, BERLIN, at) is over


async def test_the_therapist_is_told_once_and_counts_it_no_more(talk: Talk) -> None:
    dr = await talk.a_therapist()
    await begun(talk)
    await dr.types("/session P-1 2026-03-06 10:00 weekly")
    await talk.moves_to(datetime(2026, 3, 5, 17, 0, tzinfo=UTC))
    await dr.taps("Open")
    assert "One small pleasant activity: has run its course (Wed 4 Mar)" in dr.last
    assert "OPTIONS One small pleasant activity: easier / same / harder / other" in dr.last
    await dr.taps("Details")
    assert "has run its course (Wed 4 Mar)\n" in f"{dr.last}\n", "it is nobody's doing"
    assert "as it was agreed" in dr.last
    await dr.types("/patients P-1")
    assert "One small pleasant activity" not in dr.last
    await dr.types("/patients")
    assert "exercise" not in dr.last
    await talk.moves_to(datetime(2026, 3, 12, 17, 0, tzinfo=UTC))
    await dr.taps("Open")
    for gone in ("course", "OPTIONS", "One small"):
        assert gone not in dr.last


async def test_german_says_so_too(talk: Talk) -> None:
    dr = await talk.a_therapist(language="de")
    await begun(talk)
    await talk.moves_to(OVER)
    await dr.types("/digest P-1")
    assert "Eine kleine angenehme Aktivität: wie vereinbart zu Ende gegangen (Mi., 4. März)" in dr.last
