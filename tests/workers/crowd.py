"""Many patients at once, with an exercise agreed; put into the database, because a form for each would take minutes."""

from __future__ import annotations

from datetime import datetime, time

from bot.library.loader import load_library
from bot.library.snapshot import snapshot
from bot.playground import Phone
from scheduler.plan import plan_ahead
from scheduler.schedule import Pattern, Schedule
from storage import assignments, people
from storage.database import Tx
from storage.records import AssignmentEvent, AssignmentState, Person, PersonState, Plan, Role
from tests.e2e.mortal import MortalPractice

CHANNEL, ZONE = "telegram", "Europe/Berlin"


async def crowd(practice: MortalPractice, size: int, at: datetime) -> list[Phone]:
    """Add a therapist with so many patients who have agreed to something once, all at the same moment."""
    now = practice.clock.now()
    phones = [practice.playground.phone(f"Patient {number}") for number in range(size)]
    found = load_library().get("BA-02")
    assert found is not None
    rule = Schedule(pattern=Pattern.ONCE, starts=at.date(), times=(time(at.hour, at.minute),))
    plan = Plan("goal", "why", "situation", "place", schedule=rule.to_json(), confidence=8)
    await practice.database.open(900)
    async with practice.database.write() as tx:
        stern = await people.add(tx, Role.THERAPIST, now=now, language="en", zone=ZONE)
        for phone in phones:
            phone.starts()
            patient = await _patient(tx, stern, phone, now)
            assignment = await assignments.propose(
                tx,
                patient_id=patient.id,
                therapist_id=stern.id,
                exercise_id=found.id,
                exercise=snapshot(found),
                plan=plan,
                follow_up_minutes=180,
                now=now,
            )
            await _agree(tx, assignment, now)
    return phones


async def _patient(tx: Tx, therapist: Person, phone: Phone, now: datetime) -> Person:
    patient = await people.add(
        tx, Role.PATIENT, now=now, language="en", zone="UTC", therapist_id=therapist.id
    )
    await people.change(tx, patient.id, state=PersonState.ACTIVE, consent_version="test")
    await people.bind(tx, patient.id, CHANNEL, str(phone.chat_id))
    return patient


async def _agree(tx: Tx, assignment_id: int, now: datetime) -> None:
    proposed = await assignments.get(tx, assignment_id)
    assert proposed is not None
    await assignments.change(
        tx,
        proposed,
        AssignmentEvent.AGREED,
        by=Role.PATIENT,
        now=now,
        state=AssignmentState.AGREED,
        agreed_at=now,
    )
    agreed = await assignments.get(tx, assignment_id)
    assert agreed is not None
    await plan_ahead(tx, [agreed], {agreed.patient_id: "UTC"}, now)
