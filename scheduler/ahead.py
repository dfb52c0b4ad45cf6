"""A clock that was ahead, if only for seconds, and was put right: what it ended before its time is planned anew.

Without that nothing would come until the day that it showed: each moment until then would be there already, and over.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from scheduler.clock import Clock
from scheduler.plan import take_back
from scheduler.zone_data import SessionTimes
from storage import ahead, alerts, due, people
from storage.database import Database, Tx
from storage.due import NewDue
from storage.records import Appointment, DueKind
from storage.trouble import passes

log = structlog.get_logger()

SET_BACK = "clock_set_back"
FAILED = "plan_failed"
NOTICED = timedelta(hours=1)
PAGE = 500


class SetBack:
    """Notices that the clock was set back by more than NOTICED, tells the operator, and has put right what can be."""

    def __init__(self, database: Database, clock: Clock, heal: Callable[[], Awaitable[None]]) -> None:
        self._database = database
        self._clock = clock
        self._heal = heal
        self._seen = clock.now()

    async def look(self) -> None:
        """Look at the clock; to be called often. Raises DatabaseTrouble that passes, and then looks again."""
        now = self._clock.now()
        if self._seen - now > NOTICED:
            log.warning("clock.set_back", seconds=int((self._seen - now).total_seconds()))
            async with self._database.write() as tx:
                await alerts.raise_once(tx, SET_BACK, "clock", now)
            await self._mend()
        self._seen = now

    async def _mend(self) -> None:
        """Put right what can be; what fails here for good is tried again each hour, and stops no tick."""
        try:
            await self._heal()
        except Exception as fault:
            if passes(fault):
                raise
            log.error("clock.not_mended", fault=type(fault).__name__)


async def take_back_moments(database: Database, now: datetime) -> int:
    """Take away moments that were closed before their time, and what is planned behind them; return how many."""
    gone = 0
    while True:
        async with database.read(apart=True) as tx:
            found = await ahead.closed_moments(tx, now, PAGE)
        if not found:
            return gone
        async with database.write() as tx:
            held = await people.hold(tx, {each.patient_id for each in found})
            found = [each for each in await ahead.closed_moments(tx, now, PAGE) if each.patient_id in held]
            await ahead.remove_moments(tx, [each.id for each in found])
            for assignment_id in sorted({each.assignment_id for each in found}):
                await take_back(tx, assignment_id, now)
            await alerts.raise_once(tx, SET_BACK, "clock", now)
        gone += len(found)
        log.warning("ahead.taken_back", moments=len(found))


async def take_up_exercises(database: Database, now: datetime) -> int:
    """Let exercises go on that had run their course before their time; return how many."""
    going_on = 0
    while True:
        async with database.read(apart=True) as tx:
            found = await ahead.ended_exercises(tx, now, PAGE)
        if not found:
            return going_on
        async with database.write() as tx:
            held = await people.hold(tx, {each.patient_id for each in found})
            for each in await ahead.ended_exercises(tx, now, PAGE):
                if each.patient_id in held:
                    await ahead.take_up(tx, each.id, now)
            await alerts.raise_once(tx, SET_BACK, "clock", now)
        going_on += len(found)
        log.warning("ahead.taken_up", exercises=len(found))


async def plan_sessions(database: Database, now: datetime, times: SessionTimes) -> int:
    """Plan the summaries and morning questions that are missing of sessions ahead; return how many were new."""
    planned = 0
    for kind in (DueKind.DIGEST, DueKind.SESSION_DAY):
        after: ahead.Place | None = now, ahead.LAST_ID
        while after is not None:
            async with database.read(apart=True) as tx:
                found = await ahead.sessions_without(tx, kind, after, PAGE)
            planned += await _plan(database, kind, found, now, times)
            after = (found[-1].starts_at, found[-1].id) if len(found) == PAGE else None
    return planned


async def _plan(
    database: Database, kind: DueKind, found: list[Appointment], now: datetime, times: SessionTimes
) -> int:
    """Plan for these sessions in one transaction; where that fails, for each alone. Raises DatabaseTrouble that passes."""
    if not found:
        return 0
    try:
        async with database.write() as tx:
            planned = await _plan_these(tx, kind, found, now, times)
            await alerts.over(tx, [FAILED], [f"session:{each.id}" for each in found], now)
            return planned
    except Exception as fault:
        if passes(fault):
            raise
        if len(found) > 1:
            return sum([await _plan(database, kind, [each], now, times) for each in found])
        log.error("ahead.failed", session=found[0].id, fault=type(fault).__name__)
        async with database.write() as tx:
            await alerts.raise_once(tx, FAILED, f"session:{found[0].id}", now)
        return 0


async def _plan_these(
    tx: Tx, kind: DueKind, found: list[Appointment], now: datetime, times: SessionTimes
) -> int:
    """Plan what still lacks it, now that nobody else changes anything of it. A morning that is over stays so."""
    ids = {one for each in found for one in (each.therapist_id, each.patient_id)}
    await people.hold(tx, ids)
    who = await people.get_many(tx, ids)
    known = {each.id for each in found}
    before = found[0].starts_at, found[0].id - 1
    still = await ahead.sessions_without(tx, kind, before, len(known))
    rows = []
    for each in still:
        if each.id not in known:
            continue
        at = times(who[each.therapist_id], who[each.patient_id], each)[kind]
        if kind is DueKind.DIGEST:
            rows.append(NewDue(kind, max(at, now), each.therapist_id, each.id))
        elif now < at < each.starts_at:
            rows.append(NewDue(kind, at, each.patient_id, each.id))
    await due.add_new(tx, rows)
    return len(rows)
