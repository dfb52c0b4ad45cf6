"""Procrastinate on PostgreSQL: a bare queue, a job per message, all of them scheduled for one instant."""

from __future__ import annotations

import asyncio
import time as timer
from datetime import UTC, datetime, timedelta
from typing import Any

import procrastinate

from benchmarks.heart import heartbeat, rss_mb
from benchmarks.measure import Figures
from benchmarks.peers.job_queue import Ledger, outcome, until_quiet

BATCH = 1000
CONCURRENCY = 8


def _app(url: str, ledger: Ledger) -> tuple[procrastinate.App, Any]:
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url))

    @app.task(name="send", pass_context=False)
    async def send(number: int) -> None:
        await ledger.send(str(number))

    return app, send


async def register(url: str, count: int, *, due: int = 0) -> Figures:
    """Defer `count` jobs in batches; the first `due` of them are due already, the others tomorrow."""
    app, send = _app(url, Ledger())
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        before, begun = rss_mb(), timer.perf_counter()
        now = datetime.now(UTC)
        for start in range(0, count, BATCH):
            numbers = range(start, min(start + BATCH, count))
            soon = [each for each in numbers if each < due]
            later = [each for each in numbers if each >= due]
            for some, at in ((soon, now), (later, now + timedelta(days=1))):
                if some:
                    deferrer = send.configure(schedule_at=at)
                    await deferrer.batch_defer_async(*({"number": each} for each in some))
        return {"seconds": timer.perf_counter() - begun, "rss_growth_mb": rss_mb() - before}


async def burst(url: str, count: int, *, ledger: str = "", concurrency: int = CONCURRENCY) -> Figures:
    """Work off `count` jobs that are due."""
    kept = Ledger(ledger)
    app, _ = _app(url, kept)
    async with app.open_async(), heartbeat() as heart:
        begun, used = timer.perf_counter(), timer.process_time()
        working = asyncio.create_task(
            app.run_worker_async(concurrency=concurrency, wait=True, install_signal_handlers=False)
        )
        await until_quiet(kept, count, begun)
        used = timer.process_time() - used
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    return outcome(kept, begun, used, heart.longest)
