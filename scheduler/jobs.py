"""The handful of jobs that the process runs over and over; what is due stands in the database, never here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """Something to be done every `seconds`; the same job never runs twice at once."""

    name: str
    seconds: float
    work: Callable[[], Awaitable[object]]


class Jobs:
    """Runs jobs until stopped. A job that raises is logged and runs again at its next turn."""

    def __init__(self, jobs: list[Job]) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        for job in jobs:
            self._scheduler.add_job(_guarded, "interval", args=[job], seconds=job.seconds, id=job.name)

    def start(self) -> None:
        """Begin; needs a running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Start no further run; one that has begun is cancelled, so it has to be whole if it must end."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


async def _guarded(job: Job) -> None:
    try:
        await job.work()
    except Exception as fault:  # noqa: BLE001 - whatever it was, the next run must come
        log.error("job.failed", job=job.name, fault=type(fault).__name__)
