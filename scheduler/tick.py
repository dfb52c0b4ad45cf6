"""Handing on what has come due: a batch in one transaction; when it fails, each person alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby

import structlog

from scheduler.clock import Clock
from scheduler.observe import Observer, Silent
from storage import alerts, due, people
from storage.database import Database, Tx
from storage.records import DueRow
from storage.trouble import in_spite_of_others, passes

log = structlog.get_logger()

OnDue = Callable[[Tx, list[DueRow], datetime], Awaitable[None]]

BATCH = 100
MAX_ATTEMPTS = 5
FIRST_WAIT = timedelta(minutes=1)


class Ticker:
    """Gives what has come due to `on_due`, which answers it in the transaction that removes the rows.

    A person whose rows raise is put off (1, 2, 4, 8 minutes) and parked with an alert at the fifth time; all others
    go on. Trouble of the database itself is raised: nobody's row is at fault, and all are tried again.
    """

    def __init__(self, db: Database, clock: Clock, on_due: OnDue, watch: Observer | None = None) -> None:
        self._db = db
        self._clock = clock
        self._on_due = on_due
        self._watch = watch or Silent()
        self._more = False

    async def once(self) -> int:
        """Hand on one batch; return how many rows there were. Raises DatabaseTrouble."""
        now = self._clock.now()
        if not self._more:
            async with self._db.read() as tx:
                if not await due.any_come(tx, now):
                    return 0
        self._more = False
        handed_on = await in_spite_of_others(lambda: self._batch(now))
        self._more = handed_on == BATCH  # then nearly always more has come: no need to look first
        return handed_on

    async def _batch(self, now: datetime) -> int:
        rows: list[DueRow] = []
        try:
            async with self._db.write() as tx:
                rows += await self._held(tx, await due.come(tx, now, BATCH))
                await self._hand_on(tx, rows, now)
        except Exception as fault:
            if not rows or passes(fault):
                raise
            self._say(rows, fault)
            await self._each_alone(rows, now)
        return len(rows)

    async def _hand_on(self, tx: Tx, rows: list[DueRow], now: datetime) -> None:
        if rows:
            await self._on_due(tx, rows, now)
            await due.done(tx, rows)

    async def _held(self, tx: Tx, rows: list[DueRow], *, wait: bool = False) -> list[DueRow]:
        """Return the rows of those people whom no other worker holds; the others come at the next look."""
        held = await people.hold(tx, {row.person_id for row in rows}, wait=wait)
        return [row for row in rows if row.person_id in held]

    async def _each_alone(self, rows: list[DueRow], now: datetime) -> None:
        """Hand on each person's rows for themselves, so that only those are put off that are at fault."""
        ordered = sorted(rows, key=lambda row: row.person_id)
        for _, theirs in groupby(ordered, key=lambda row: row.person_id):
            alone = list(theirs)
            try:
                await in_spite_of_others(partial(self._one_person, alone, now))
            except Exception as fault:
                if passes(fault):
                    raise
                self._say(alone, fault)
                await self._put_off(alone, now)

    async def _one_person(self, rows: list[DueRow], now: datetime) -> None:
        async with self._db.write() as tx:
            await self._held(tx, rows, wait=True)
            await self._hand_on(tx, await due.still(tx, rows), now)

    async def _put_off(self, rows: list[DueRow], now: datetime) -> None:
        async with self._db.write() as tx:
            for row in rows:
                if row.attempts + 1 < MAX_ATTEMPTS:
                    await due.postpone(tx, row.id, now + FIRST_WAIT * 2**row.attempts)
                else:
                    await due.park(tx, row.id, now)
                    await alerts.raise_alert(tx, "due_parked", f"{row.kind}:{row.subject_id}", now)

    def _say(self, rows: list[DueRow], fault: Exception) -> None:
        kinds = sorted({row.kind for row in rows})
        self._watch.fault("tick", type(fault).__name__)
        log.error("due.failed", rows=len(rows), first=rows[0].id, kinds=kinds, fault=type(fault).__name__)
