"""Registering, starting again, and everybody due at once: the whole pipeline, from the due row to the settled receipt."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from benchmarks.heart import heartbeat, rss_mb
from benchmarks.measure import Figures
from benchmarks.ours.parts import START, Parts, Silent, SteadyClock, just_before, opened
from benchmarks.ours.population import settle_in
from bot.channels.telegram import TelegramChannel
from scheduler.heal import plan_everybody
from storage import outbox

PATIENCE = 600.0
IDLE_TICKS = 20


async def register(url: str, folder: str, count: int, *, due: int = 0) -> Figures:
    """Let `count` patients agree to an exercise each; `due` of them come due at one instant, START."""
    now = just_before(START)
    async with opened(url, Path(folder), SteadyClock(now)) as parts:
        of_people, of_exercises = await settle_in(parts, count - due, now, first=due + 1)
        if due:
            more = await settle_in(parts, due, now, due_at=START)
            of_people, of_exercises = of_people + more[0], of_exercises + more[1]
        return {"people_seconds": of_people, "seconds": of_exercises, "rss_mb": rss_mb()}


async def restart(url: str, folder: str) -> Figures:
    """Start on what is there, as the app does, until its first tick is over; then tick with nothing due."""
    begun = time.perf_counter()
    async with opened(url, Path(folder), SteadyClock(START), settled=False) as parts, heartbeat() as heart:
        await plan_everybody(parts.database, parts.clock.now())
        await parts.dispatcher.recover()
        while await parts.ticker.once():
            pass
        ready = time.perf_counter()
        for _ in range(IDLE_TICKS):
            await parts.ticker.once()
        ticked = (time.perf_counter() - ready) / IDLE_TICKS
        return {
            "seconds": ready - begun,
            "idle_tick_ms": ticked * 1000,
            "rss_mb": rss_mb(),
            "stall_ms": heart.longest * 1000,
        }


async def burst(
    url: str,
    folder: str,
    count: int,
    *,
    number: int = 0,
    ledger: str = "",
    late: float = 1.0,
    go_at: float = 0.0,
    alone: bool = False,
    api_url: str = "",
) -> Figures:
    """Deliver all that is due at START, as the app does; end when nothing is left.

    `late`: seconds after START at which this process begins. Of several processes (`number`) each counts its own
    messages; they begin together when time.perf_counter(), which is one for the whole machine, says `go_at`.
    `alone`: nobody else sends, so that what this process has sent is all.
    `api_url`: send to this Bot API server in place of nobody.
    """
    clock = SteadyClock(START + timedelta(seconds=late))
    silent = Silent(ledger=Path(ledger) if ledger else None)
    channel = TelegramChannel("1:none", api_url) if api_url else silent
    async with opened(url, Path(folder), clock, number=number, channel=channel) as parts:
        await asyncio.sleep(max(go_at - time.perf_counter(), 0.0))
        async with heartbeat() as heart:
            begun, used = time.perf_counter(), time.process_time()
            await until_all_is_sent(parts, count, (lambda: silent.count) if alone else (lambda: count))
            ended, used = time.perf_counter(), time.process_time() - used
        await channel.close()
        sent = count if api_url else silent.count
        return {
            "seconds": ended - begun,
            "sent": sent,
            "doubled": silent.doubled,
            "stall_ms": heart.longest * 1000,
            "cpu_ms_each": used * 1000 / max(sent, 1),
            "ended_at": ended,
        }


async def until_all_is_sent(parts: Parts, count: int, sent: Callable[[], int]) -> None:
    """Tick and send side by side until `count` messages have been settled by whichever process.

    The database is not asked before so many may have been `sent`: our looking on is not what is measured.
    """
    sending = asyncio.create_task(parts.dispatcher.run())
    give_up = time.perf_counter() + PATIENCE
    try:
        while time.perf_counter() < give_up:
            await parts.due()
            if sent() >= count and await _settled(parts) >= count:
                return
            await asyncio.sleep(0.05)
    finally:
        await parts.dispatcher.stop()
        await sending


async def _settled(parts: Parts) -> int:
    """Return how many messages have come to their end; look only when nothing is left to begin."""
    async with parts.database.read() as tx:
        if await outbox.any_waiting(tx, parts.clock.now()):
            return 0
        return sum((await outbox.waiting(tx)).values())
