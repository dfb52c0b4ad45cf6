"""Handing on what has come due: a batch in one transaction; when it fails, each person alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import groupby

import structlog

from scheduler.clock import Clock
from storage import alerts, due
from storage.database import Database, Tx
from storage.records import DueRow

log = structlog.get_logger()

OnDue = Callable[[Tx, list[DueRow], datetime], Awaitable[None]]

BATCH = 50
MAX_ATTEMPTS = 5
FIRST_WAIT = timedelta(minutes=1)


class Ticker:
    """Gives what has come due to `on_due`, which answers it in the transaction that removes the rows.

    A person whose rows raise is put off (1, 2, 4, 8 minutes) and parked with an alert at the fifth time; all others
    go on.
    """

    def __init__(self, db: Database, clock: Clock, on_due: OnDue) -> None:
        self._db = db
        self._clock = clock
        self._on_due = on_due

    async def once(self) -> int:
        """Hand on one batch; return how many rows there were."""
        now = self._clock.now()
        async with self._db.read() as tx:
            rows = await due.come(tx, now, BATCH)
        if rows and not await self._answered(rows, now):
            ordered = sorted(rows, key=lambda row: row.person_id)
            for _, theirs in groupby(ordered, key=lambda row: row.person_id):
                alone = list(theirs)
                if not await self._answered(alone, now):
                    await self._put_off(alone, now)
        return len(rows)

    async def _answered(self, rows: list[DueRow], now: datetime) -> bool:
        """Answer those rows that are still there, and remove them; False when it failed and nothing happened."""
        try:
            async with self._db.write() as tx:
                still = await due.still(tx, rows)
                if still:
                    await self._on_due(tx, still, now)
                    await due.done(tx, still)
        except Exception as fault:  # noqa: BLE001 - one person's rows must not stop the others
            kinds = sorted({row.kind for row in rows})
            log.error("due.failed", rows=len(rows), first=rows[0].id, kinds=kinds, fault=type(fault).__name__)
            return False
        return True

    async def _put_off(self, rows: list[DueRow], now: datetime) -> None:
        async with self._db.write() as tx:
            for row in rows:
                if row.attempts + 1 < MAX_ATTEMPTS:
                    await due.postpone(tx, row.id, now + FIRST_WAIT * 2**row.attempts)
                else:
                    await due.park(tx, row.id, now)
                    await alerts.raise_alert(tx, "due_parked", f"{row.kind}:{row.subject_id}", now)
