"""The reconciler: whoever has an agreed exercise but no moment ahead gets it planned, whatever went wrong before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from scheduler.ahead import plan_sessions, take_back_moments
from scheduler.plan import plan_ahead
from scheduler.zone_data import SessionTimes
from storage import alerts, assignments, occurrences, people
from storage.database import Database, Tx
from storage.records import AssignmentState
from storage.trouble import passes

log = structlog.get_logger()

FAILED = "plan_failed"
GIVEN_UP_AFTER = timedelta(hours=3)
PAGE = 200


async def heal(database: Database, now: datetime, times: SessionTimes) -> None:
    """Plan what is missing ahead, of exercises and of sessions."""
    await plan_everybody(database, now)
    await plan_sessions(database, now, times)


async def plan_everybody(database: Database, now: datetime) -> int:
    """Plan what is missing of every agreed exercise, a page per transaction; return how many moments were new.

    What fell due while we were away is planned too, from the last moment that was: it then comes due at once, and
    is delivered late or marked as not delivered, but not forgotten. An exercise that cannot be read stops no other.
    A moment whose due row was set aside was not delivered, and is said to be. One that a clock that was ahead closed
    before its time is planned anew.
    """
    await take_back_moments(database, now)
    async with database.write() as tx:
        await occurrences.abandon(tx, now - GIVEN_UP_AFTER, now)
    planned = after_id = 0
    while True:
        async with database.read(apart=True) as tx:
            page = await assignments.without_future(tx, now, after_id=after_id, limit=PAGE)
        planned += await _plan(database, page, now)
        if len(page) < PAGE:
            return planned
        after_id = page[-1]


async def _plan(database: Database, ids: Sequence[int], now: datetime) -> int:
    """Plan for these exercises in one transaction; where that fails, for each alone. Raises DatabaseTrouble that passes."""
    if not ids:
        return 0
    try:
        async with database.write() as tx:
            planned = await _plan_these(tx, ids, now)
            await alerts.over(tx, [FAILED], [_about(each) for each in ids], now)
            return planned
    except Exception as fault:
        if passes(fault):
            raise
        if len(ids) > 1:  # one damaged exercise, or one that the database refuses, must not stop the others
            return sum([await _plan(database, [each], now) for each in ids])
        log.error("heal.failed", assignment=ids[0], fault=type(fault).__name__)
        async with database.write() as tx:
            await alerts.raise_once(tx, FAILED, _about(ids[0]), now)
        return 0


def _about(assignment_id: int) -> str:
    return f"assignment:{assignment_id}"


async def _plan_these(tx: Tx, ids: Sequence[int], now: datetime) -> int:
    """Plan from the last moment that was, but nothing of a time in which an exercise rested or had another plan."""
    theirs = (await assignments.agreements(tx, set(ids))).values()
    await people.hold(tx, {each.patient_id for each in theirs})
    found = await assignments.agreements(tx, set(ids))  # once more: somebody may just have ended theirs
    agreed = [each for each in found.values() if each.state is AssignmentState.AGREED]
    patients = await people.get_many(tx, {each.patient_id for each in agreed})
    last = await occurrences.last_planned(tx, ids)
    begun = await assignments.last_begun(tx, ids)
    since = {
        each.id: max(
            begun.get(each.id) or each.agreed_at or now,
            last[each.id].planned_at if each.id in last else each.created_at,
        )
        for each in agreed
    }
    zones = {person.id: person.zone for person in patients.values()}
    return await plan_ahead(tx, agreed, zones, now, since=since)
