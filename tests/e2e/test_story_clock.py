"""Days on which the clock is changed, and people who live by another clock than their practice."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from scheduler.schedule import Pattern, Schedule
from tests.e2e.acts import a_patient, a_therapist, agreed
from tests.e2e.practice import OnThePhone, Practice, Ways, on_both, open_practice


def utc(day: int, month: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


async def three_days(practice: Practice, anna: OnThePhone, first: date, *times: time) -> None:
    schedule = Schedule(
        pattern=Pattern.DAILY, starts=first, times=times, ends=first.replace(day=first.day + 2)
    )
    await agreed(practice, anna, schedule)


@on_both
@pytest.mark.parametrize(
    ("start", "instants"),
    [
        # 29 March: 02:00 becomes 03:00. 02:30 does not exist that night and comes an hour later by the clock.
        (
            utc(27, 3, 22),
            [
                utc(28, 3, 1, 30),
                utc(28, 3, 18),
                utc(29, 3, 1, 30),
                utc(29, 3, 17),
                utc(30, 3, 0, 30),
                utc(30, 3, 17),
            ],
        ),
        # 25 October: 03:00 becomes 02:00. 02:30 exists twice that night; the first is meant.
        (
            utc(23, 10, 21),
            [
                utc(24, 10, 0, 30),
                utc(24, 10, 17),
                utc(25, 10, 0, 30),
                utc(25, 10, 18),
                utc(26, 10, 1, 30),
                utc(26, 10, 18),
            ],
        ),
    ],
    ids=["spring", "autumn"],
)
async def test_each_planned_time_comes_exactly_once_when_the_clock_is_changed(
    tmp_path: Path, ways: Ways, start: datetime, instants: list[datetime]
) -> None:
    async with open_practice(tmp_path, ways=ways, at=start) as practice:
        anna = await a_patient(practice, "Anna", await a_therapist(practice))
        first = instants[0].date()
        await three_days(practice, anna, first, time(2, 30), time(19, 0))
        for instant in instants:
            await practice.moves_to(instant)
            moment = anna.shown[-1].message_id
            await anna.taps_old("Open", moment)
            await anna.taps("Done")
            await anna.taps("Cancel")
        await practice.moves(days=3)
        assert [shown.date for shown in anna.unasked] == instants


@on_both
async def test_a_patient_in_new_york_lives_by_their_own_clock(tmp_path: Path, ways: Ways) -> None:
    """New York changes its clock on 8 March, Berlin only on the 29th."""
    async with open_practice(tmp_path, ways=ways, at=utc(6, 3, 20)) as practice:
        dr = await a_therapist(practice)
        ruth = await a_patient(practice, "Ruth", dr, zone="America/New_York")
        await three_days(practice, ruth, date(2026, 3, 7), time(18, 30))
        await dr.types("/session P-1 2026-03-09 10:00")
        assert "Mon 9 Mar 10:00" in dr.answer
        await practice.moves_to(utc(9, 3, 23))
        moments = [shown.date for shown in ruth.unasked if "Not today" in shown.labels]
        assert moments == [utc(7, 3, 23, 30), utc(8, 3, 22, 30), utc(9, 3, 22, 30)]
        assert [shown.date for shown in dr.unasked if shown.text == "Summary ready."] == [utc(8, 3, 17)]


@on_both
async def test_who_moves_is_asked_and_their_moments_follow_the_new_clock(tmp_path: Path, ways: Ways) -> None:
    async with open_practice(tmp_path, ways=ways, at=utc(6, 3, 9)) as practice:
        anna = await a_patient(practice, "Anna", await a_therapist(practice))
        await three_days(practice, anna, date(2026, 3, 7), time(18, 30))
        await anna.does("shares_location", 40.71, -74.0)
        assert "Shall I go by that clock?" in anna.answer
        await anna.taps("Yes, go by New York")
        await practice.moves_to(utc(7, 3, 23, 30))
        assert [shown.date for shown in anna.unasked] == [utc(7, 3, 23, 30)]
