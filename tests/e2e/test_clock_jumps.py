"""The machine's clock is put back or on, by a correction or after a laptop's sleep: nothing comes twice, nothing is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.running import Running
from scheduler.schedule import Pattern, Schedule
from storage import alerts, occurrences
from storage import tables as t
from storage.records import Assignment, Delivery, Occurrence, OutboxState
from tests.e2e.acts import a_patient, a_therapist, agreed
from tests.e2e.practice import Practice, open_practice
from tests.zones import a_country

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
JUMPS = [-SECOND, -HOUR, -3 * DAY, SECOND, HOUR, 3 * DAY]
NAMES = ["back 1 s", "back 1 h", "back 3 d", "on 1 s", "on 1 h", "on 3 d"]
THREE_DAYS = Schedule(
    pattern=Pattern.DAILY, starts=date(2026, 3, 5), ends=date(2026, 3, 7), times=(time(18, 0),)
)


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.fixture
async def practice(tmp_path: Path) -> AsyncIterator[Practice]:
    async with open_practice(tmp_path) as opened:
        yield opened


async def jumps(practice: Practice, by: timedelta) -> None:
    """Move the clock without stopping anywhere, and do what the process does then: tick, send, and plan each hour."""
    practice.clock.set(practice.clock.now() + by)
    await practice.settle()
    await practice.app.zone_data.once(practice.clock.now())
    await practice.app.plan()
    await practice.settle()


async def told(practice: Practice) -> list[int]:
    """Return the moments that messages were sent about, as often as they were."""
    async with practice.app.database.read() as tx:
        query = select(t.outbox.c.subject).where(
            t.outbox.c.state == OutboxState.SENT, t.outbox.c.subject.is_not(None)
        )
        return sorted(
            int(each) for row in await tx.rows(query) for each in row.subject.partition(":")[2].split(",")
        )


async def moments(practice: Practice, mine: Assignment) -> list[Occurrence]:
    async with practice.app.database.read() as tx:
        return await occurrences.of_assignment(tx, mine.id)


async def each_came_once(practice: Practice, mine: Assignment) -> None:
    """Each date has one moment; each ended by reaching the phone once, or by being too late, and said to be."""
    found = await moments(practice, mine)
    assert [(each.local_date.day, each.slot) for each in found] == [(5, 0), (6, 0), (7, 0)]
    assert all(each.closed_at for each in found)
    reached = [each for each in found if each.delivery is Delivery.DELIVERED]
    late = [each for each in found if each.delivery is Delivery.NOT_DELIVERED]
    assert len(reached) + len(late) == 3
    assert {each.not_delivered_why for each in late} <= {"outage"}
    assert await told(practice) == sorted(each.id for each in reached)
    async with practice.app.database.read() as tx:
        rows = await tx.rows(select(t.outbox.c.id, t.outbox.c.message_ref).order_by(t.outbox.c.id))
    refs = [int(row.message_ref) for row in rows if row.message_ref]
    assert refs == sorted(refs)  # ids ascend as the messages were written, whatever the clock said


@pytest.mark.parametrize("by", JUMPS, ids=NAMES)
@pytest.mark.parametrize(
    "stage",
    [
        utc(5, 16, 59),  # just before the first moment
        utc(5, 17),  # it has just gone out
        utc(5, 19, 30),  # the gentle question is due in half an hour
        utc(7, 17),  # the last has just gone out: nothing is planned any more
    ],
    ids=["about to come", "delivered", "before the follow-up", "at the end"],
)
async def test_every_moment_comes_once_wherever_the_clock_goes(
    practice: Practice, stage: datetime, by: timedelta
) -> None:
    anna = await a_patient(practice, "Anna", await a_therapist(practice))
    mine = await agreed(practice, anna, THREE_DAYS, follow_up=180)
    await practice.moves_to(stage)
    await jumps(practice, by)
    await practice.moves_to(utc(13, 12))
    await each_came_once(practice, mine)


@pytest.mark.parametrize("by", JUMPS, ids=NAMES)
async def test_an_exercise_agreed_before_the_clock_went_wrong_is_planned_once(
    practice: Practice, by: timedelta
) -> None:
    anna = await a_patient(practice, "Anna", await a_therapist(practice))
    practice.clock.set(utc(4, 12))
    mine = await agreed(practice, anna, THREE_DAYS)
    await jumps(practice, by)
    await jumps(practice, -by)
    await practice.moves_to(utc(13, 12))
    found = await moments(practice, mine)
    assert [(each.local_date.day, each.slot) for each in found] == [(5, 0), (6, 0), (7, 0)]
    assert all(each.closed_at for each in found)


async def test_a_clock_that_was_a_month_ahead_for_some_ticks_silences_nothing(practice: Practice) -> None:
    """The running bot notices that it was put right, and does not wait for the hourly planning."""
    anna = await a_patient(practice, "Anna", await a_therapist(practice))
    mine = await agreed(practice, anna, THREE_DAYS, follow_up=180)
    tick = Running(practice.app)._tick
    await tick()
    practice.clock.set(utc(5, 12) + 30 * DAY)
    await tick()
    await tick()
    practice.clock.set(utc(5, 12))
    await tick()
    await practice.moves_to(utc(13, 12))
    await each_came_once(practice, mine)
    assert [each.delivery for each in await moments(practice, mine)] == [Delivery.DELIVERED] * 3
    async with practice.app.database.read() as tx:
        assert [each.kind for each in await alerts.unseen(tx)] == ["clock_set_back"]


@pytest.mark.parametrize("by", JUMPS, ids=NAMES)
async def test_an_answer_counts_once_wherever_the_clock_goes_meanwhile(
    practice: Practice, by: timedelta
) -> None:
    anna = await a_patient(practice, "Anna", await a_therapist(practice))
    mine = await agreed(practice, anna, THREE_DAYS, follow_up=180)
    await practice.moves_to(utc(6, 17))
    moment = anna.unasked[-1].message_id
    await anna.taps_old("Open", moment)
    await jumps(practice, by)
    await anna.taps_old("Done", moment)
    await practice.moves_to(utc(13, 12))
    async with practice.app.database.read() as tx:
        answers = await tx.rows(select(t.checkins.c.occurrence_id, t.checkins.c.outcome))
    second = (await moments(practice, mine))[1]
    assert [(row.occurrence_id, row.outcome) for row in answers] == [(second.id, "done")]


async def test_an_update_of_the_zone_data_is_noticed_by_the_hourly_planning(tmp_path: Path) -> None:
    with a_country(tmp_path / "zones") as berlin:
        async with open_practice(tmp_path) as practice:
            anna = await a_patient(practice, "Anna", await a_therapist(practice))
            mine = await agreed(practice, anna, THREE_DAYS)
            await jumps(practice, HOUR)
            berlin.goes_by("Asia/Dubai")
            await jumps(practice, HOUR)
            await practice.moves_to(utc(13, 12))
            assert [each.planned_at for each in await moments(practice, mine)] == [
                utc(5, 14),
                utc(6, 14),
                utc(7, 14),
            ]
            await each_came_once(practice, mine)
