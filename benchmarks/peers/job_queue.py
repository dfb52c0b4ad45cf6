"""python-telegram-bot's JobQueue: every job in memory, so each start registers them all again."""

from __future__ import annotations

import asyncio
import time as timer
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from telegram.ext import Application, CallbackContext

from benchmarks.heart import heartbeat, rss_mb
from benchmarks.measure import Figures
from benchmarks.ours.population import ZONES

NO_GRACE_LIMIT: dict[str, Any] = {"misfire_grace_time": None, "coalesce": True}
LEAD_SECONDS = 2.0
QUIET_SECONDS = 3.0


class Ledger:
    """Counts what was sent, and writes it to a file where one is given."""

    def __init__(self, path: str = "") -> None:
        self.count = 0
        self.last = 0.0
        self._path = Path(path) if path else None

    async def send(self, name: str) -> None:
        """Take a message."""
        self.count += 1
        self.last = timer.perf_counter()
        if self._path is not None:
            with self._path.open("a") as file:
                file.write(f"{name}\n")


def _application(ledger: Ledger) -> tuple[Any, Any]:
    application = Application.builder().token("1:none").build()

    async def callback(context: CallbackContext[Any, Any, Any, Any]) -> None:
        await ledger.send(str(context.job.data if context.job else ""))

    return application, callback


async def register(count: int) -> Figures:
    """Register `count` daily jobs in mixed zones and start: registering and starting again are the same here."""
    async with heartbeat() as heart:
        before, begun = rss_mb(), timer.perf_counter()
        application, callback = _application(Ledger())
        await application.job_queue.start()
        for number in range(count):
            zone = ZoneInfo(ZONES[number % len(ZONES)])
            at = time(8 + number % 12, number % 60, tzinfo=zone)
            application.job_queue.run_daily(callback, at, data=number, job_kwargs=NO_GRACE_LIMIT)
        await asyncio.sleep(0)
        seconds = timer.perf_counter() - begun
        after = rss_mb()
    idle = timer.perf_counter()
    application.job_queue.scheduler._process_jobs()  # noqa: SLF001 - what its timer calls
    idle = timer.perf_counter() - idle
    await application.job_queue.stop(wait=False)
    return {
        "seconds": seconds,
        "rss_growth_mb": after - before,
        "stall_ms": heart.longest * 1000,
        "idle_tick_ms": idle * 1000,
    }


async def burst(
    count: int, *, registered: int = 0, defaults: bool = False, ledger: str = "", down: float = 0.0
) -> Figures:
    """Let `count` daily jobs come due at one instant among `registered`; `down`: it passed so many seconds ago."""
    kept = Ledger(ledger)
    application, callback = _application(kept)
    queue = application.job_queue
    instant = whole_second(-down or LEAD_SECONDS + max(count, registered) / 1000)
    extra = {} if defaults else NO_GRACE_LIMIT
    for number in range(max(registered, count)):
        at = instant if number < count else instant + timedelta(hours=6, seconds=number % 3600)
        queue.run_daily(callback, at.timetz(), data=number, job_kwargs=extra)
    async with heartbeat() as heart:
        await queue.start()
        begun, used = at_instant(instant), timer.process_time()
        await until_quiet(kept, count, begun)
    used = timer.process_time() - used
    await queue.stop(wait=False)
    return outcome(kept, begun, used, heart.longest)


def whole_second(ahead: float) -> datetime:
    """Return the whole second at least so many seconds ahead."""
    return (datetime.now(UTC) + timedelta(seconds=ahead + 1)).replace(microsecond=0)


def at_instant(instant: datetime) -> float:
    """Return what time.perf_counter() says at an instant, or says now where that has passed."""
    return timer.perf_counter() + max((instant - datetime.now(UTC)).total_seconds(), 0.0)


async def until_quiet(kept: Ledger, count: int, begun: float) -> None:
    """Wait until all is sent, or nothing more has come for a while."""
    before, quiet_since = -1, begun
    while kept.count < count and timer.perf_counter() - quiet_since < QUIET_SECONDS:
        if kept.count != before:
            before, quiet_since = kept.count, max(timer.perf_counter(), begun)
        await asyncio.sleep(0.01)


def outcome(kept: Ledger, begun: float, used: float, stall: float) -> Figures:
    """Say how a burst went."""
    return {
        "seconds": max(kept.last - begun, 0.0),
        "sent": kept.count,
        "stall_ms": stall * 1000,
        "cpu_ms_each": used * 1000 / max(kept.count, 1),
    }
