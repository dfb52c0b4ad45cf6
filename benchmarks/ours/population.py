"""Patients with agreed exercises, planned ahead: real rows, sealed as always, written in batches as an import does."""

from __future__ import annotations

import time as timer
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from itertools import islice
from typing import Any

from benchmarks.ours.parts import CHANNEL, Parts
from bot.library.snapshot import snapshot
from scheduler.plan import plan_ahead
from scheduler.schedule import Pattern, Schedule
from scheduler.zones import zone_of
from storage import assignments, people
from storage import tables as t
from storage.database import Tx
from storage.records import AssignmentEvent, AssignmentState, Hurdle, PersonState, Plan, Role

BATCH = 1000
ZONES = (
    "Europe/Berlin", "Europe/Vienna", "Europe/Zurich", "Europe/London", "Europe/Madrid", "Europe/Helsinki",
    "America/New_York", "America/Sao_Paulo", "America/Los_Angeles", "Asia/Kolkata", "Asia/Tokyo",
    "Asia/Jerusalem", "Africa/Cairo", "Australia/Sydney", "Pacific/Auckland", "America/St_Johns",
)  # fmt: skip
_COLUMNS_OF_A_PERSON = {
    "role": Role.PATIENT,
    "state": PersonState.ACTIVE,
    "quiet_from": people.QUIET_FROM,
    "quiet_to": people.QUIET_TO,
    "digest_days_before": people.DIGEST_DAYS_BEFORE,
    "digest_minute": people.DIGEST_MINUTE,
    "consent_version": "1",
}


async def settle_in(
    parts: Parts, count: int, now: datetime, *, due_at: datetime | None = None, each: int = 1, first: int = 1
) -> tuple[float, float]:
    """Add `count` patients with `each` daily exercise agreed; return the seconds for people, and for exercises.

    `due_at`: all of them come due at this instant, on whatever wall clock; without it at times all over the day, in no zone a full hour or half.
    `first`: the number of the first, which is also the address of its chat.
    """
    therapist = await _a_therapist(parts, now, first)
    of_people = of_exercises = 0.0
    for some in _batches(iter(range(first, first + count)), BATCH):
        begun = timer.perf_counter()
        async with parts.database.write() as tx:
            ids = await _people(tx, some, therapist, now)
        between = timer.perf_counter()
        async with parts.database.write() as tx:
            for slot in range(each):
                await _exercises(tx, parts, dict(zip(ids, some, strict=True)), therapist, now, due_at, slot)
        of_people += between - begun
        of_exercises += timer.perf_counter() - between
    return of_people, of_exercises


async def _a_therapist(parts: Parts, now: datetime, number: int) -> int:
    async with parts.database.write() as tx:
        found = await people.add(tx, Role.THERAPIST, now=now, language="en", zone="Europe/Berlin")
        await people.change(tx, found.id, state=PersonState.ACTIVE)
        await people.bind(tx, found.id, CHANNEL, str(9_000_000_000 + number))
        return found.id


async def _people(tx: Tx, numbers: Sequence[int], therapist: int, now: datetime) -> list[int]:
    ids = await tx.add_many(
        t.people,
        [
            {
                **_COLUMNS_OF_A_PERSON,
                "code": f"P-{number}",
                "language": "de" if number % 2 else "en",
                "formality": "du" if number % 3 else "sie",
                "zone": ZONES[number % len(ZONES)],
                "therapist_id": therapist,
                "created_at": now,
            }
            for number in numbers
        ],
    )
    await tx.add_many(
        t.addresses,
        [
            {
                "person_id": one,
                "channel": CHANNEL,
                "chat_key": tx.keys.index(CHANNEL, str(number)),
                "address": str(number),
            }
            for one, number in zip(ids, numbers, strict=True)
        ],
    )
    return ids


async def _exercises(
    tx: Tx,
    parts: Parts,
    numbers: dict[int, int],
    therapist: int,
    now: datetime,
    due_at: datetime | None,
    slot: int,
) -> None:
    """Agree on an exercise with each of these people (id → number), and plan it ahead."""
    library = parts.answerer.library
    exercise = library.exercises[slot % len(library.exercises)]
    taken = snapshot(exercise)
    plans = {one: _plan(number, now, due_at, slot).to_json() for one, number in numbers.items()}
    ids = await tx.add_many(
        t.assignments,
        [
            {
                "patient_id": one,
                "therapist_id": therapist,
                "exercise_id": exercise.id,
                "state": AssignmentState.AGREED,
                "exercise": taken,
                "plan": plan,
                "version": 1,
                "follow_up_minutes": 180,
                "unanswered": 0,
                "quiet": False,
                "created_at": now,
                "agreed_at": now,
            }
            for one, plan in plans.items()
        ],
    )
    history = [(AssignmentEvent.PROPOSED, Role.THERAPIST), (AssignmentEvent.AGREED, Role.PATIENT)]
    rows: list[dict[str, Any]] = [
        {
            "assignment_id": assignment,
            "patient_id": one,
            "event": event,
            "by": by,
            "at": now,
            "version": 1,
            "plan": plan,
            "words": "",
        }
        for assignment, (one, plan) in zip(ids, plans.items(), strict=True)
        for event, by in history
    ]
    await tx.add_many(t.assignment_changes, rows)
    found = await assignments.agreements(tx, set(ids))
    zones = {one: ZONES[number % len(ZONES)] for one, number in numbers.items()}
    await plan_ahead(tx, list(found.values()), zones, now)


def _plan(number: int, now: datetime, due_at: datetime | None, slot: int) -> Plan:
    zone = zone_of(ZONES[number % len(ZONES)])
    local = due_at.astimezone(zone).time() if due_at else time(8 + (number + 4 * slot) % 12, 3 + number % 24)
    rule = Schedule(pattern=Pattern.DAILY, starts=now.astimezone(zone).date(), times=(local,))
    return Plan(
        goal="get out more",
        why="Doing comes before wanting.",
        situation="when I come home",
        place="kitchen table",
        schedule=rule.to_json(),
        hurdles=(Hurdle("too tired", "only five minutes"),),
        confidence=8,
    )


def _batches(numbers: Iterator[int], size: int) -> Iterator[list[int]]:
    while some := list(islice(numbers, size)):
        yield some
