"""APScheduler 3 with its SQLAlchemyJobStore, at its best: SQLite in WAL with synchronous=FULL, no grace limit."""

from __future__ import annotations

import asyncio
import pickle
import time as timer
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import create_engine, event, update

from benchmarks.heart import heartbeat, rss_mb
from benchmarks.measure import Figures
from benchmarks.ours.population import ZONES
from benchmarks.peers.job_queue import (
    LEAD_SECONDS,
    NO_GRACE_LIMIT,
    Ledger,
    at_instant,
    outcome,
    until_quiet,
    whole_second,
)

_LEDGER = Ledger()


async def send(number: int) -> None:
    """Take a message; the store keeps jobs by the name of their function, so that it stands on its own."""
    await _LEDGER.send(str(number))


def _scheduler(path: str, *, defaults: bool = False) -> tuple[AsyncIOScheduler, SQLAlchemyJobStore]:
    engine = create_engine(f"sqlite:///{path}")
    if not defaults:
        event.listen(engine, "connect", _wal)
    store = SQLAlchemyJobStore(engine=engine)
    settings = {} if defaults else NO_GRACE_LIMIT
    return AsyncIOScheduler(timezone="UTC", jobstores={"default": store}, job_defaults=settings), store


def _wal(connection: Any, record: object) -> None:
    del record
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


async def register(path: str, count: int, *, due: int = 0, defaults: bool = False) -> Figures:
    """Register `count` daily jobs in mixed zones; a transaction each, since the library offers no other way."""
    scheduler, _ = _scheduler(path, defaults=defaults)
    before = rss_mb()
    scheduler.start(paused=True)
    begun = timer.perf_counter()
    for number in range(count):
        hour = 8 + number % 12 if number >= due else 12
        zone = ZoneInfo(ZONES[number % len(ZONES)])
        scheduler.add_job(
            send, CronTrigger(hour=hour, minute=number % 60, timezone=zone), [number], id=str(number)
        )
    seconds = timer.perf_counter() - begun
    scheduler.shutdown(wait=False)
    return {"seconds": seconds, "rss_growth_mb": rss_mb() - before}


async def restart(path: str) -> Figures:
    """Start on what is there, and wake up with nothing due."""
    async with heartbeat() as heart:
        before, begun = rss_mb(), timer.perf_counter()
        scheduler, _ = _scheduler(path)
        scheduler.start()
        await asyncio.sleep(0)
        seconds = timer.perf_counter() - begun
        idle = timer.perf_counter()
        scheduler._process_jobs()  # noqa: SLF001 - what its timer calls
        idle = timer.perf_counter() - idle
        scheduler.shutdown(wait=False)
    return {
        "seconds": seconds,
        "idle_tick_ms": idle * 1000,
        "rss_growth_mb": rss_mb() - before,
        "stall_ms": heart.longest * 1000,
    }


async def burst(
    path: str, count: int, *, defaults: bool = False, ledger: str = "", down: float = 0.0
) -> Figures:
    """Let the first `count` of the registered jobs come due at one instant; `down`: it passed so many seconds ago."""
    global _LEDGER  # noqa: PLW0603 - the store finds the function by its name, and that function its ledger
    _LEDGER = Ledger(ledger)
    scheduler, store = _scheduler(path, defaults=defaults)
    scheduler.start(paused=True)
    instant = whole_second(-down or LEAD_SECONDS + count / 2000)
    _set_due(store, scheduler, count, instant)
    async with heartbeat() as heart:
        begun, used = at_instant(instant), timer.process_time()
        scheduler.resume()
        await until_quiet(_LEDGER, count, begun)
    used = timer.process_time() - used
    scheduler.shutdown(wait=False)
    return outcome(_LEDGER, begun, used, heart.longest)


async def again(path: str, count: int, *, ledger: str = "") -> Figures:
    """Start once more on what a killed process left, and work off what is still due."""
    global _LEDGER  # noqa: PLW0603 - as above
    _LEDGER = Ledger(ledger)
    scheduler, _ = _scheduler(path)
    begun = timer.perf_counter()
    scheduler.start()
    await until_quiet(_LEDGER, count, begun)
    scheduler.shutdown(wait=False)
    return {"sent": _LEDGER.count}


def _set_due(store: SQLAlchemyJobStore, scheduler: AsyncIOScheduler, count: int, instant: datetime) -> None:
    """Move the first jobs' next run to an instant, in their rows and in their pickled state, in one transaction."""
    jobs = [job for job in (store.lookup_job(str(number)) for number in range(count)) if job is not None]
    moment = instant.astimezone(scheduler.timezone)
    with store.engine.begin() as connection:
        for job in jobs:
            job._modify(next_run_time=moment)  # noqa: SLF001 - as the scheduler itself sets it
            state = pickle.dumps(job.__getstate__(), store.pickle_protocol)
            row = {"next_run_time": instant.timestamp(), "job_state": state}
            connection.execute(update(store.jobs_t).where(store.jobs_t.c.id == job.id).values(**row))
