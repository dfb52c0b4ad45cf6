"""A year on a hand clock: everybody has three daily exercises and a weekly session, and answers at random."""

from __future__ import annotations

import time as timer
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import or_, select

from benchmarks.heart import rss_mb
from benchmarks.measure import Figures
from benchmarks.ours.invariants import broken
from benchmarks.ours.parts import CHANNEL, START, Parts, opened
from benchmarks.ours.phones import Phones
from benchmarks.ours.population import settle_in
from bot.conversation.therapist import sessions
from bot.conversation.turn import Desk, press
from scheduler.clock import HandClock
from scheduler.heal import plan_everybody
from storage import alerts, due, inbox, outbox, people
from storage import tables as t
from storage.records import AssignmentState, Person

DAYS = 365
EXERCISES = 3
PATIENTS_EACH = 30
"""Of one therapist."""

STEP = timedelta(minutes=15)
GOES_ON = 0.5
"""The chance, each day, that somebody goes on with what rests."""
KEPT_FOR = timedelta(days=14)


async def year(url: str, folder: str, count: int, *, days: int = DAYS) -> Figures:
    """Live through `days` days with `count` patients; return what it cost, and how often each promise was broken."""
    clock, phones = HandClock(START), Phones()
    async with opened(url, Path(folder), clock, channel=phones) as parts:
        for first in range(1, count + 1, PATIENTS_EACH):
            some = min(PATIENTS_EACH, count + 1 - first)
            await settle_in(parts, some, clock.now(), each=EXERCISES, first=first)
            await _sessions(parts, first, some)
        begun, used = timer.perf_counter(), timer.process_time()
        await _live(parts, clock, phones, START + timedelta(days=days))
        figures = {
            "seconds": timer.perf_counter() - begun,
            "cpu_ms_per_patient_day": (timer.process_time() - used) * 1000 / count / days,
            "messages": phones.messages,
            "updates": phones.updates,
            "rss_mb": rss_mb(),
        }
        figures |= await broken(parts.database, clock.now(), days)
    file = Path(folder) / "between.db"
    if file.exists():
        figures["kilobytes_per_patient_year"] = file.stat().st_size / 1024 / count * DAYS / days
    return figures


async def _sessions(parts: Parts, first: int, count: int) -> None:
    """Agree with each of a therapist's patients on a weekly session, on working days from nine to four."""
    async with parts.database.write() as tx:
        desk = Desk(tx, parts.clock.now(), parts.answerer.library, parts.answerer.practice)
        for number in range(count):
            patient = await people.at_address(tx, CHANNEL, str(first + number))
            therapist: Person | None = None
            if patient is not None and patient.therapist_id is not None:
                therapist = await people.get(tx, patient.therapist_id)
            if patient is None or therapist is None:
                raise LookupError("Nobody is there.")
            day = date(2026, 3, 3) + timedelta(days=number % 3)
            await sessions.add(desk, therapist, patient, day, time(9 + number // 3 % 8), 1)


async def _live(parts: Parts, clock: HandClock, phones: Phones, end: datetime) -> None:
    """Let everything happen that is due, a quarter of an hour at a time, and everybody do something about it."""
    next_day = clock.now()
    while True:
        if clock.now() >= next_day:
            await _daily(parts)
            await _go_on(parts, phones)
            next_day += timedelta(days=1)
        async with parts.database.read() as tx:
            coming = await due.next_at(tx)
        clock.set(max(clock.now(), coming or next_day) + STEP)
        if clock.now() >= end:
            return
        await _settle(parts)
        while deeds := phones.deeds(clock.now().timestamp()):
            await parts.answerer.keep(CHANNEL, deeds)
            await _settle(parts)


async def _go_on(parts: Parts, phones: Phones) -> None:
    """Let those go on who let an exercise rest, went quiet about it, or pause, with some luck within some days.

    Whoever answers at random refuses now and then, or is not well: that stops the reminders, and the year would be over
    in its first month.
    """
    now = parts.clock.now()
    exercise, person = t.assignments.c, t.people.c
    rests = or_(exercise.state == AssignmentState.PAUSED, exercise.quiet.is_(True))
    resting = select(exercise.id, exercise.patient_id).where(rests).order_by(exercise.id)
    pausing = select(person.id).where(person.paused_until > now).order_by(person.id)
    async with parts.database.read() as tx:
        pressed = [(row.id, press("resume")) for row in await tx.rows(pausing)]
        pressed += [(row.patient_id, press("wake", row.id)) for row in await tx.rows(resting)]
        going = [each for each in pressed if phones.luck.random() < GOES_ON]
        ways = await people.addresses_of(tx, {one for one, _ in going})
    await parts.answerer.keep(
        CHANNEL, [phones.wakes(ways[one].address, data, now.timestamp()) for one, data in going]
    )
    await _settle(parts)


async def _settle(parts: Parts) -> None:
    while (
        await parts.answerer.once() or await parts.ticker.once() or await parts.dispatcher.once()
    ):  # whatever there is, until there is nothing
        pass


async def _daily(parts: Parts) -> None:
    """Do what the app does every hour or so: plan what is missing, forget what has ended long ago."""
    await plan_everybody(parts.database, parts.clock.now())
    before = parts.clock.now() - KEPT_FOR
    async with parts.database.write() as tx:
        await inbox.purge(tx, before, unseen_before=before)
        await outbox.purge(tx, before)
        await alerts.purge(tx, before)
