"""The reconciler: whoever has an agreed exercise but no moment ahead gets it planned, whatever went wrong before.

Where nothing is left to plan, the exercise has run its course and ends.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import structlog

from scheduler.ahead import FAILED, plan_sessions, take_back_moments, take_up_exercises
from scheduler.course import end_what_is_over
from scheduler.plan import plan_ahead
from scheduler.zone_data import SessionTimes
from storage import alerts, assignments, history, occurrences, people
from storage.database import Database, Tx
from storage.records import Agreement, AssignmentState
from storage.trouble import passes

log = structlog.get_logger()

GIVEN_UP_AFTER = timedelta(hours=3)
PAGE = 200

Work = Callable[[Tx, Sequence[int], datetime], Awaitable[int]]


async def heal(database: Database, now: datetime, times: SessionTimes) -> None:
    """Plan what is missing ahead, of exercises and of sessions, and end what has run its course."""
    await plan_everybody(database, now)
    await end_what_rests(database, now)
    await plan_sessions(database, now, times)


async def plan_everybody(database: Database, now: datetime) -> int:
    """Plan what is missing of every agreed exercise, a page per transaction; return how many moments were new.

    What fell due while we were away is planned too, from the last moment that was: it then comes due at once, and
    is delivered late or marked as not delivered, but not forgotten. An exercise that cannot be read stops no other.
    A moment whose due row was set aside was not delivered, and is said to be. One that a clock that was ahead closed
    before its time is planned anew, and so is an exercise that it had ended.
    """
    await take_up_exercises(database, now)
    await take_back_moments(database, now)
    async with database.write() as tx:
        await occurrences.abandon(tx, now - GIVEN_UP_AFTER, now)
    planned = after_id = 0
    while True:
        async with database.read(apart=True) as tx:
            page = await assignments.without_future(tx, now, after_id=after_id, limit=PAGE)
        planned += await _do(_plan_these, database, page, now)
        if len(page) < PAGE:
            return planned
        after_id = page[-1]


async def end_what_rests(database: Database, now: datetime) -> int:
    """End the exercises that rest and whose time is over, a page per transaction; return how many."""
    ended = after_id = 0
    while True:
        async with database.read(apart=True) as tx:
            page = await assignments.resting(tx, after_id=after_id, limit=PAGE)
        ended += await _do(_end_these, database, page, now)
        if len(page) < PAGE:
            return ended
        after_id = page[-1]


async def _do(work: Work, database: Database, ids: Sequence[int], now: datetime) -> int:
    """Work on these exercises in one transaction; where that fails, on each alone. Raises DatabaseTrouble that passes."""
    if not ids:
        return 0
    try:
        async with database.write() as tx:
            done = await work(tx, ids, now)
            await alerts.over(tx, [FAILED], [_about(each) for each in ids], now)
            return done
    except Exception as fault:
        if passes(fault):
            raise
        if len(ids) > 1:  # one damaged exercise, or one that the database refuses, must not stop the others
            return sum([await _do(work, database, [each], now) for each in ids])
        log.error("heal.failed", assignment=ids[0], fault=type(fault).__name__)
        async with database.write() as tx:
            await alerts.raise_once(tx, FAILED, _about(ids[0]), now)
        return 0


def _about(assignment_id: int) -> str:
    return f"assignment:{assignment_id}"


async def _plan_these(tx: Tx, ids: Sequence[int], now: datetime) -> int:
    """Plan from the last moment that was, but nothing of a time in which an exercise rested or had another plan."""
    agreed = [each for each in await _held(tx, ids) if each.state is AssignmentState.AGREED]
    zones = await _zones(tx, agreed)
    last = await occurrences.last_planned(tx, ids)
    begun = await history.last_begun(tx, ids)
    since = {
        each.id: max(
            begun.get(each.id) or each.agreed_at or now,
            last[each.id].planned_at if each.id in last else each.created_at,
        )
        for each in agreed
    }
    planned = await plan_ahead(tx, agreed, zones, now, since=since)
    await end_what_is_over(tx, agreed, zones, now)
    return planned


async def _end_these(tx: Tx, ids: Sequence[int], now: datetime) -> int:
    found = await _held(tx, ids)
    return len(await end_what_is_over(tx, found, await _zones(tx, found), now))


async def _held(tx: Tx, ids: Sequence[int]) -> list[Agreement]:
    """Return these exercises as they are once nobody else changes anything of them."""
    theirs = (await assignments.agreements(tx, set(ids))).values()
    await people.hold(tx, {each.patient_id for each in theirs})
    return [*(await assignments.agreements(tx, set(ids))).values()]


async def _zones(tx: Tx, exercises: Sequence[Agreement]) -> dict[int, str]:
    patients = await people.get_many(tx, {each.patient_id for each in exercises})
    return {person.id: person.zone for person in patients.values()}
