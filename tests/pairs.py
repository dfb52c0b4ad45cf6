"""Two workers on one server, each with an engine, keys and ids of its own, as two processes have them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from scheduler.clock import Clock
from storage.crypto import throwaway_key_ring
from storage.database import Database
from tests.databases import make_on_server

BLINK_SECONDS = 0.05
"""So long we look whether something happens that must not."""
PATIENCE = 10.0


@asynccontextmanager
async def two_workers(folder: Path, clock: Clock) -> AsyncIterator[tuple[Database, Database]]:
    """Open a fresh database of a server twice."""
    url, ring = make_on_server(folder / "between.db"), throwaway_key_ring()
    pair = Database(url, ring, clock.now), Database(url, ring, clock.now)
    try:
        for number, each in enumerate(pair, 1):
            await each.open(number)
        yield pair
    finally:
        for each in pair:
            await each.close()


async def happens_at_once(event: asyncio.Event) -> bool:
    """Say whether something happens within a blink."""
    try:
        await asyncio.wait_for(event.wait(), BLINK_SECONDS)
    except TimeoutError:
        return False
    return True
