"""The handful of jobs that the process runs over and over; what is due stands in the database, never here.

APScheduler goes by the wall clock, which may be put back or on. Put back by an hour it would run nothing for an hour;
put on by a month (a small computer that wakes without a clock) it would first count every second that was missed. So a
job is never further ahead than its own interval, and after a run its next one is reckoned from now.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from scheduler.clock import SystemClock

log = structlog.get_logger()

_LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Job:
    """Something to be done every `seconds`; the same job never runs twice at once."""

    name: str
    seconds: float
    work: Callable[[], Awaitable[object]]


class _Every(BaseTrigger):  # type: ignore[misc] # APScheduler has no types
    """So many seconds after now, however long ago the last run was: what was missed is not counted."""

    def __init__(self, seconds: float) -> None:
        self.interval = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Return when the next run is to be."""
        del previous_fire_time
        return now + self.interval


class Jobs:
    """Runs jobs until stopped. A job that raises is logged and runs again at its next turn.

    `now` is the machine's wall clock, by which APScheduler goes, whatever clock the jobs themselves go by.
    """

    def __init__(self, jobs: list[Job], now: Callable[[], datetime] | None = None) -> None:
        self._now = now or SystemClock().now
        self._look: asyncio.TimerHandle | None = None
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        for job in jobs:
            self._scheduler.add_job(_guarded, _Every(job.seconds), args=[job], id=job.name)

    def start(self) -> None:
        """Begin; needs a running event loop."""
        self._scheduler.start()
        self._look_at_the_clock()

    def stop(self) -> None:
        """Start no further run; one that has begun is cancelled, so it has to be whole if it must end."""
        if self._look is not None:
            self._look.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _look_at_the_clock(self) -> None:
        """Bring nearer what lies too far ahead because the clock was put back."""
        now = self._now()
        for job in self._scheduler.get_jobs():
            nearest = job.trigger.get_next_fire_time(None, now)
            if job.next_run_time > nearest:
                job.modify(next_run_time=nearest)
        self._look = asyncio.get_running_loop().call_later(_LOOK_SECONDS, self._look_at_the_clock)


async def _guarded(job: Job) -> None:
    try:
        await job.work()
    except Exception as fault:  # noqa: BLE001 - whatever it was, the next run must come
        log.error("job.failed", job=job.name, fault=type(fault).__name__)
