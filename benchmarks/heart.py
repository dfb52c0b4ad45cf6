"""How long the event loop stood still, how much memory there is, and how late the slowest hundredth was."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psutil

BEAT = 0.005


@dataclass
class Heart:
    """`longest`: seconds by which the latest beat came too late."""

    longest: float = 0.0


@asynccontextmanager
async def heartbeat() -> AsyncIterator[Heart]:
    """Beat every five milliseconds while something else works in the same loop."""
    heart = Heart()

    async def beat() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(BEAT)
            heart.longest = max(heart.longest, time.perf_counter() - before - BEAT)

    beating = asyncio.create_task(beat())
    await asyncio.sleep(BEAT)
    try:
        yield heart
    finally:
        await asyncio.sleep(2 * BEAT)
        beating.cancel()


def rss_mb() -> float:
    """Return how much memory this process holds now, in MiB."""
    return float(psutil.Process().memory_info().rss) / 2**20


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that this share (0 to 1) of all values does not exceed."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def held(megabytes: int) -> dict[str, float]:
    """Hold so much memory and return by how much that grew: the harness measured with its own measure."""
    before = rss_mb()
    kept = bytearray(b"x") * (megabytes * 2**20)
    return {"growth_mb": rss_mb() - before, "bytes": len(kept)}
