"""Rules become planned moments: each exactly once, a short horizon ahead."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.clock import HandClock
from scheduler.plan import HORIZON, missing, plan_ahead, take_back
from scheduler.recurrence import occurrences as moments_of
from scheduler.schedule import Pattern, Schedule
from storage import assignments, due, occurrences, people
from storage import tables as t
from storage.crypto import throwaway_key_ring
from storage.database import Database
from storage.records import Assignment, AssignmentState, Delivery, DueKind, Plan, Role
from tests.databases import make_database

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
DAILY = Schedule(pattern=Pattern.DAILY, starts=date(2026, 3, 2), times=(time(18),))


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(make_database(tmp_path / "plan.db"), throwaway_key_ring(), HandClock(NOW).now)
    yield database
    await database.close()


async def an_assignment(db: Database, schedule: Schedule = DAILY, state: str = "agreed") -> Assignment:
    async with db.write() as tx:
        person = await people.add(tx, Role.PATIENT, now=NOW, language="en", zone="Europe/Berlin")
        made = await assignments.propose(
            tx,
            patient_id=person.id,
            therapist_id=person.id,
            exercise_id="BA-02",
            exercise={},
            plan=Plan("g", "w", "s", "p", schedule.to_json()),
            follow_up_minutes=0,
            now=NOW,
        )
        await tx.change(t.assignments, made, state=AssignmentState(state))
        found = await assignments.get(tx, made)
    assert found is not None
    return found


async def planned(db: Database, assignment: Assignment) -> list[tuple[date, int]]:
    async with db.read() as tx:
        return [(each.local_date, each.slot) for each in await occurrences.of_assignment(tx, assignment.id)]


async def test_two_days_are_planned_each_with_its_due_row(db: Database) -> None:
    mine = await an_assignment(db)
    async with db.write() as tx:
        assert await plan_ahead(tx, [mine], {mine.patient_id: "Europe/Berlin"}, NOW) == 2
        rows = await due.come(tx, NOW + timedelta(days=9), 100)
        found = await occurrences.get_many(tx, [row.subject_id for row in rows])
    assert [(row.kind, row.due_at) for row in rows] == [
        (DueKind.MOMENT, datetime(2026, 3, 2, 17, tzinfo=UTC)),
        (DueKind.MOMENT, datetime(2026, 3, 3, 17, tzinfo=UTC)),
    ]
    assert {row.due_at for row in rows} == {each.planned_at for each in found.values()}


async def test_planning_twice_plans_nothing_twice(db: Database) -> None:
    mine = await an_assignment(db)
    async with db.write() as tx:
        await plan_ahead(tx, [mine], {mine.patient_id: "Europe/Berlin"}, NOW)
        assert await plan_ahead(tx, [mine], {mine.patient_id: "Europe/Berlin"}, NOW) == 0


async def test_a_rare_exercise_has_its_next_moment_planned_however_far(db: Database) -> None:
    monthly = Schedule(pattern=Pattern.MONTHLY, starts=date(2026, 3, 28), times=(time(10),))
    mine = await an_assignment(db, monthly)
    async with db.write() as tx:
        await plan_ahead(tx, [mine], {mine.patient_id: "Europe/Berlin"}, NOW)
    assert await planned(db, mine) == [(date(2026, 3, 28), 0)]


async def test_an_exercise_for_an_event_has_no_moments(db: Database) -> None:
    mine = await an_assignment(db, Schedule(pattern=Pattern.ON_EVENT, starts=date(2026, 3, 2)))
    async with db.write() as tx:
        assert await plan_ahead(tx, [mine], {mine.patient_id: "Europe/Berlin"}, NOW) == 0


@pytest.mark.parametrize("state", ["proposed", "talk_first", "ended"])
async def test_nothing_is_planned_that_is_not_agreed(db: Database, state: str) -> None:
    mine = await an_assignment(db, state=state)
    async with db.write() as tx:
        assert await plan_ahead(tx, [mine], {mine.patient_id: "Europe/Berlin"}, NOW) == 0


async def test_what_nobody_planned_while_we_were_away_is_planned_from_the_last_moment_on(
    db: Database,
) -> None:
    mine = await an_assignment(db)
    later, last = NOW + timedelta(days=5), datetime(2026, 3, 3, 17, tzinfo=UTC)
    async with db.write() as tx:
        await plan_ahead(tx, [mine], {mine.patient_id: "Europe/Berlin"}, NOW)
        await plan_ahead(tx, [mine], {mine.patient_id: "Europe/Berlin"}, later, since={mine.id: last})
    assert await planned(db, mine) == [(date(2026, 3, 2) + timedelta(days=n), 0) for n in range(7)]


async def test_a_plan_that_is_taken_back_leaves_no_moment_and_nothing_due(db: Database) -> None:
    mine = await an_assignment(db)
    async with db.write() as tx:
        await plan_ahead(tx, [mine], {mine.patient_id: "Europe/Berlin"}, NOW)
        await take_back(tx, mine.id, NOW)
        assert await due.next_at(tx) is None
    assert await planned(db, mine) == []


async def test_a_new_plan_does_not_ask_again_for_what_was_handed_on_today(db: Database) -> None:
    mine = await an_assignment(db)
    evening = datetime(2026, 3, 2, 17, 5, tzinfo=UTC)
    zones = {mine.patient_id: "Europe/Berlin"}
    async with db.write() as tx:
        await plan_ahead(tx, [mine], zones, NOW)
        first = (await occurrences.of_assignment(tx, mine.id))[0]
        await occurrences.set_delivery(tx, [first.id], Delivery.DELIVERED)
        await take_back(tx, mine.id, evening)
        later = Schedule(pattern=Pattern.DAILY, starts=date(2026, 3, 2), times=(time(20),))
        await tx.change(t.assignments, mine.id, plan=Plan("g", "w", "s", "p", later.to_json()).to_json())
        changed = await assignments.get(tx, mine.id)
        assert changed is not None
        await plan_ahead(tx, [changed], zones, evening)
        found = await occurrences.of_assignment(tx, mine.id)
    assert [(each.local_date.day, each.local_time) for each in found] == [
        (2, time(18)),
        (3, time(20)),
    ]


SCHEDULES = st.one_of(
    st.builds(
        Schedule,
        pattern=st.just(Pattern.DAILY),
        starts=st.just(date(2026, 3, 20)),
        times=st.lists(
            st.times().map(lambda at: at.replace(second=0, microsecond=0)),
            min_size=1,
            max_size=3,
            unique=True,
        ).map(tuple),
        count=st.none() | st.integers(1, 20),
    ),
    st.builds(
        Schedule,
        pattern=st.just(Pattern.CHOSEN_DAYS),
        starts=st.just(date(2026, 10, 20)),
        days=st.frozensets(st.integers(0, 6), min_size=1),
        times=st.just((time(2, 30),)),
        ends=st.none() | st.just(date(2026, 11, 20)),
    ),
)


@given(schedule=SCHEDULES, steps=st.lists(st.integers(1, 90), min_size=1, max_size=12))
def test_however_often_one_plans_each_moment_of_the_rule_is_planned_exactly_once(
    schedule: Schedule, steps: list[int]
) -> None:
    now = datetime.combine(schedule.starts, time(), UTC) - timedelta(days=1)
    begin, taken = now, dict[tuple[date, int], datetime]()
    for hours in steps:
        for one in missing(schedule, BERLIN, taken=taken, since=begin, now=now):
            assert (one.local_date, one.slot) not in taken
            taken[one.local_date, one.slot] = one.at
        now += timedelta(hours=hours)
    last = now - timedelta(hours=steps[-1]) + HORIZON
    rule = moments_of(schedule, BERLIN, None, last.date() + timedelta(days=2))
    due_by_then = {(one.local_date, one.slot): one.at for one in rule if begin < one.at <= last}
    assert due_by_then.items() <= taken.items()
    assert sum(at > last for at in taken.values()) <= len(schedule.times) + len(steps)


TWICE = Schedule(pattern=Pattern.DAILY, starts=date(2026, 3, 2), times=(time(9), time(18)))
NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


async def replanned(db: Database, before: Schedule, after: Schedule, at: datetime) -> list[tuple[date, time]]:
    """Agree on another plan at an hour; return what comes on the two days that follow."""
    mine = await an_assignment(db, before)
    zones = {mine.patient_id: "Europe/Berlin"}
    async with db.write() as tx:
        await plan_ahead(tx, [mine], zones, datetime(2026, 3, 2, 5, tzinfo=UTC))
        promised = await take_back(tx, mine.id, at)
        changed = replace(mine, plan=replace(mine.plan, schedule=after.to_json()))
        await plan_ahead(tx, [changed], zones, at, promised=promised)
        await plan_ahead(tx, [changed], zones, at)
        found = await occurrences.of_assignment(tx, mine.id, after=at)
    return [(each.local_date, each.local_time) for each in found if each.local_date <= date(2026, 3, 3)]


MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


async def test_who_goes_from_two_times_to_the_later_one_is_reminded_the_same_day(db: Database) -> None:
    assert await replanned(db, TWICE, DAILY, NOON) == [(MONDAY, time(18)), (TUESDAY, time(18))]


async def test_two_later_times_both_come_the_same_day(db: Database) -> None:
    later = replace(TWICE, times=(time(18), time(21)))
    came = [(MONDAY, time(18)), (MONDAY, time(21)), (TUESDAY, time(18)), (TUESDAY, time(21))]
    assert await replanned(db, TWICE, later, NOON) == came


async def test_what_was_asked_that_day_is_not_asked_again_when_nothing_more_was_to_come(db: Database) -> None:
    evening = NOON + timedelta(hours=7)
    later = replace(DAILY, times=(time(21),))
    assert await replanned(db, DAILY, later, evening) == [(TUESDAY, time(21))]
    assert await replanned(db, TWICE, later, evening) == [(TUESDAY, time(21))]


@pytest.mark.parametrize("state", ["paused", "proposed", "ended"])
async def test_what_rests_is_not_planned_also_not_after_a_moment_that_was_held_up(
    db: Database, state: str
) -> None:
    resting = await an_assignment(db, state=state)
    held_up = {resting.id: NOW - timedelta(days=3)}
    async with db.write() as tx:
        assert await plan_ahead(tx, [resting], {resting.patient_id: "Europe/Berlin"}, NOW, since=held_up) == 0
    assert await planned(db, resting) == []
