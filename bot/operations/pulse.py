"""One look at everything, remembered for a moment, so that no number of scrapes costs more than one read."""

from __future__ import annotations

import asyncio

from bot.operations.checks import Look
from bot.operations.vitals import Vitals
from scheduler.clock import Clock
from storage import vitals as stored
from storage.database import Database, DatabaseTrouble
from storage.trouble import name_of
from storage.vitals import Reading

REMEMBERED = 2.0
PATIENCE = 5.0
"""Seconds that the database may take to tell how things stand."""


class Pulse:
    """Feels how the whole is doing."""

    def __init__(self, database: Database, clock: Clock, vitals: Vitals) -> None:
        self._database = database
        self._clock = clock
        self._vitals = vitals
        self._reading: Reading | None = None
        self._read_at = float("-inf")
        self._turn = asyncio.Lock()

    async def look(self) -> Look:
        """Return how things stand; never raises. What the database told may be two seconds old."""
        async with self._turn:
            if self._clock.monotonic() - self._read_at >= REMEMBERED:
                self._reading = await self._read()
                self._read_at = self._clock.monotonic()
        return Look(self._vitals.signs(), self._reading)

    async def _read(self) -> Reading | None:
        try:
            async with asyncio.timeout(PATIENCE), self._database.read(apart=True) as tx:
                reading = await stored.read(tx, self._clock.now())
        except (DatabaseTrouble, OSError) as fault:
            self._vitals.looked(name_of(fault))
            return None
        self._vitals.looked(None)
        return reading
