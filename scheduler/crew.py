"""One worker among others on the same database: its number, its sign of life, and what only one of them may do."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from scheduler.clock import Clock
from scheduler.pace import Pace
from storage import workers
from storage.database import Database, DatabaseTrouble
from storage.trouble import Complaint

log = structlog.get_logger()

BEAT_SECONDS = 2.0
LOOK_SECONDS = 0.5
LEASE = timedelta(seconds=10)
"""A worker that gives no sign of life for so long is gone; what it led is taken over at the next beat."""


class Crew:
    """This worker. Where the database is shared by nobody it leads everything, and writes nothing down."""

    def __init__(self, db: Database, clock: Clock, *paces: Pace) -> None:
        self._db = db
        self._clock = clock
        self._paces = paces
        self._holder = secrets.token_hex(8)
        self._number: int | None = None
        self._leads: dict[str, _Lead] = {}
        self._complaint = Complaint("crew.no_beat")
        self.size = 1

    async def join(self) -> None:
        """Take a number, under which our ids are made and our share of the sending rate is counted."""
        while self._db.shared and self._number is None:
            async with self._db.write() as tx:
                self._number = await workers.join(tx, self._holder, self._clock.now(), gone_after=LEASE)
        await self._db.open(self._number or 0)
        await self.beat()
        if self.size > 1:
            for pace in self._paces:
                pace.rest(BEAT_SECONDS)  # until then the others send as if we were not there

    async def beat(self) -> None:
        """Give a sign of life, count the others, and take or renew what we lead. To be called every BEAT_SECONDS."""
        if not self._db.shared:
            for lead in self._leads.values():
                lead.ours.set()
            return
        now = self._clock.now()
        try:
            async with self._db.write() as tx:
                known = self._number is not None and await workers.seen(tx, self._number, self._holder, now)
                self.size = max(await workers.alive(tx, now, within=LEASE), 1)
                ours = {
                    name: await workers.take_lease(tx, name, self._holder, now, now + LEASE)
                    for name in self._leads
                }
        except DatabaseTrouble as fault:
            self._complaint.about(fault)
            return  # what we lead lapses by itself
        self._complaint.over()
        for pace in self._paces:
            pace.share(self.size)
        for name, mine in ours.items():
            self._leads[name].is_ours(now + LEASE if mine else None)
        if not known:
            log.warning("crew.number_lost", number=self._number)
            self._number = None
            await self.join()

    async def want(self, name: str) -> None:
        """Say that we are ready to lead something, and take it if nobody has it."""
        self._leads.setdefault(name, _Lead())
        await self.beat()

    def leads(self, name: str) -> bool:
        """Say whether we lead something that we wanted."""
        return self._leads[name].ours.is_set() and not self._lapsed(name)

    async def leave(self) -> None:
        """Give everything back, so that another worker need not wait until we are missed."""
        if self._number is not None:
            async with self._db.write() as tx:
                await workers.leave(tx, self._number, self._holder)
            self._number = None

    async def while_leading(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do something for ever that only one worker may do: begin when it is ours, break off when it no longer is."""
        await self.want(name)
        lead = self._leads[name]
        while True:
            await lead.ours.wait()
            log.info("crew.leads", what=name)
            working = asyncio.ensure_future(work())
            losing = asyncio.ensure_future(self._lost(name))
            try:
                await asyncio.wait({working, losing}, return_when=asyncio.FIRST_COMPLETED)
                if working.done():
                    working.result()
                    return
            finally:
                for task in (working, losing):
                    task.cancel()
                await asyncio.gather(working, losing, return_exceptions=True)

    async def _lost(self, name: str) -> None:
        """Wait until something is no longer ours, or may be another worker's.

        That is so too when no beat came back in time: the database hangs, or the machine stood still and woke up.
        """
        lost = self._leads[name].lost
        while not self._lapsed(name):
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await lost.wait()
                return
        log.warning("crew.lapsed", what=name)
        self._leads[name].is_ours(None)

    def _lapsed(self, name: str) -> bool:
        until = self._leads[name].until
        return until is not None and self._clock.now() >= until


class _Lead:
    """Whether something is ours, for those who wait for either; `until` is None where nobody else could take it."""

    def __init__(self) -> None:
        self.ours = asyncio.Event()
        self.lost = asyncio.Event()
        self.until: datetime | None = None

    def is_ours(self, until: datetime | None) -> None:
        """Take it until then; None lets it go."""
        self.until = until
        if until is not None:
            self.lost.clear()
            self.ours.set()
        else:
            self.ours.clear()
            self.lost.set()
