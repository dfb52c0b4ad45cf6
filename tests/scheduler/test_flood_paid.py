"""Reminders that would come late may be paid for, up to a cap for each day that all workers share."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from scheduler import paid
from storage import tables as t
from tests.databases import make_database, make_on_server
from tests.jumping import START, JumpingClock, on_jumping_time
from tests.scheduler.flood import REMINDER, Flood, doubled, reminders
from tests.wires import alerts_of

TODAY = START.date()
FREE_IN_TIME = 289
"""What goes for free in the ten seconds of patience that these tests have."""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paid, "PATIENCE", 10.0)


async def spent(flood: Flood) -> dict[object, int]:
    async with flood.databases[0].read() as tx:
        return {row.day: row.messages for row in await tx.rows(select(t.spending))}


def test_only_what_would_come_late_is_paid_for(tmp_path: Path) -> None:
    async def play(clock: JumpingClock) -> tuple[Flood, dict[object, int], list[tuple[str, str | None]]]:
        flood = Flood(clock, make_database(tmp_path / "flood.db"), paid_per_day=10_000)
        await flood.put(reminders(FREE_IN_TIME + 300))
        await flood.until_all_ended()
        return flood, await spent(flood), await alerts_of(flood.databases[0])

    flood, days, alerts = on_jumping_time(play)
    bought = [each for each in flood.service.shown if each.paid]
    assert days == {TODAY: len(bought)}
    assert 250 <= len(bought) <= 300
    assert flood.service.shown[-1].at <= 12
    assert (flood.service.floods, doubled(flood.service.shown), alerts) == ([], [], [])


def test_nothing_is_paid_for_where_nothing_would_come_late(tmp_path: Path) -> None:
    async def play(clock: JumpingClock) -> tuple[Flood, dict[object, int]]:
        flood = Flood(clock, make_database(tmp_path / "flood.db"), paid_per_day=10_000)
        await flood.put(reminders(FREE_IN_TIME - 1))
        await flood.until_all_ended()
        return flood, await spent(flood)

    flood, days = on_jumping_time(play)
    assert (days, [each for each in flood.service.shown if each.paid]) == ({}, [])


def test_the_cap_of_the_day_is_never_passed_and_the_operator_hears_of_it_once(tmp_path: Path) -> None:
    async def play(clock: JumpingClock) -> tuple[Flood, dict[object, int], list[tuple[str, str | None]]]:
        flood = Flood(clock, make_database(tmp_path / "flood.db"), paid_per_day=50)
        await flood.put(reminders(FREE_IN_TIME + 200))
        await flood.until_all_ended()
        return flood, await spent(flood), await alerts_of(flood.databases[0])

    flood, days, alerts = on_jumping_time(play)
    assert days == {TODAY: 50}
    assert sum(each.paid for each in flood.service.shown) == 50
    assert len(flood.service.of(REMINDER)) == FREE_IN_TIME + 200
    assert alerts == [("paid_cap_reached", f"spending:{TODAY}")]


def test_the_next_day_has_a_cap_of_its_own(tmp_path: Path) -> None:
    async def play(clock: JumpingClock) -> dict[object, int]:
        flood = Flood(clock, make_database(tmp_path / "flood.db"), paid_per_day=50)
        await flood.put(reminders(FREE_IN_TIME + 200))
        sending = asyncio.create_task(flood.until_all_ended())
        await clock.sleep(timedelta(hours=13).total_seconds())
        await sending
        again = Flood(clock, make_database(tmp_path / "flood.db"), paid_per_day=50)
        await again.put(reminders(FREE_IN_TIME + 200))
        await again.until_all_ended()
        return await spent(again)

    assert on_jumping_time(play) == {TODAY: 50, TODAY + timedelta(days=1): 50}


def test_several_workers_never_pass_the_cap_together(tmp_path: Path) -> None:
    async def play(clock: JumpingClock) -> tuple[Flood, dict[object, int], list[tuple[str, str | None]]]:
        flood = Flood(clock, make_on_server(tmp_path / "flood.db"), workers=3, paid_per_day=101)
        await flood.put(reminders(FREE_IN_TIME + 250))
        await flood.until_all_ended()
        return flood, await spent(flood), await alerts_of(flood.databases[0])

    flood, days, alerts = on_jumping_time(play)
    assert days == {TODAY: 101}
    assert sum(each.paid for each in flood.service.shown) == 101
    assert {each.worker for each in flood.service.shown if each.paid} == {0, 1, 2}
    assert alerts == [("paid_cap_reached", f"spending:{TODAY}")]
    assert (flood.service.floods, doubled(flood.service.shown)) == ([], [])


def test_where_nothing_may_be_spent_nothing_is(tmp_path: Path) -> None:
    async def play(clock: JumpingClock) -> Flood:
        flood = Flood(clock, make_database(tmp_path / "flood.db"))
        await flood.put(reminders(FREE_IN_TIME + 100))
        await flood.until_all_ended()
        return flood

    assert not any(each.paid for each in on_jumping_time(play).service.shown)
