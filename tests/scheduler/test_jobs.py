"""The process's own jobs, on a wall clock that is put back and on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, tzinfo

import pytest

from scheduler.clock import HandClock
from scheduler.jobs import Job, Jobs

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Runs:
    """A tick and an hourly job, driven by hand: APScheduler's timer is what `wakes` stands for."""

    def __init__(self, clock: HandClock) -> None:
        self.clock = clock
        self.done: list[str] = []
        self.jobs = Jobs(
            [Job("tick", 1, lambda: self.ran("tick")), Job("plan", 3600, lambda: self.ran("plan"))], clock.now
        )

    async def ran(self, name: str) -> None:
        self.done.append(name)
        if name == "plan":
            raise LookupError

    async def wakes(self) -> list[str]:
        """Let APScheduler look for what is to run; return what ran."""
        self.done.clear()
        self.jobs._look_at_the_clock()
        self.jobs._scheduler.wakeup()
        for _ in range(5):
            await asyncio.sleep(0)
        return sorted(self.done)


@pytest.fixture
async def runs(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Runs]:
    clock = HandClock(START)

    class Wall(datetime):
        """What APScheduler asks for the time."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return clock.now().astimezone(tz)

    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Wall)
    made = Runs(clock)
    made.jobs.start()
    yield made
    made.jobs.stop()
    await asyncio.sleep(0)


async def test_each_job_runs_at_its_interval_also_after_a_fault(runs: Runs) -> None:
    assert await runs.wakes() == []
    for _ in range(2):
        runs.clock.forward(hours=1)
        assert await runs.wakes() == ["plan", "tick"]
        runs.clock.forward(seconds=1)
        assert await runs.wakes() == ["tick"]


@pytest.mark.parametrize("back", [timedelta(seconds=1), timedelta(hours=1), timedelta(days=3)])
async def test_a_clock_that_is_put_back_holds_up_no_job(runs: Runs, back: timedelta) -> None:
    runs.clock.set(runs.clock.now() - back)
    assert await runs.wakes() == []
    runs.clock.forward(seconds=1)
    assert await runs.wakes() == ["tick"]
    runs.clock.forward(hours=1)
    assert await runs.wakes() == ["plan", "tick"]


async def test_small_steps_back_do_not_put_an_hourly_job_off(runs: Runs) -> None:
    for _ in range(4):
        runs.clock.forward(minutes=20)
        runs.clock.set(runs.clock.now() - timedelta(seconds=2))
        ran = await runs.wakes()
    assert ran == ["plan", "tick"]


async def test_a_clock_that_is_put_on_by_a_month_runs_each_job_once_and_counts_no_seconds(runs: Runs) -> None:
    tick = runs.jobs._scheduler.get_job("tick")
    runs.clock.forward(days=30)
    assert len(tick._get_run_times(runs.clock.now())) == 1
    assert await runs.wakes() == ["plan", "tick"]
    assert await runs.wakes() == []


async def test_nothing_runs_after_the_stop(runs: Runs) -> None:
    runs.jobs.stop()
    runs.clock.forward(hours=2)
    for _ in range(5):
        await asyncio.sleep(0)
    assert runs.done == []
    assert runs.jobs._look is not None
    assert runs.jobs._look.cancelled()
