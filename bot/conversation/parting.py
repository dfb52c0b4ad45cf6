"""Somebody takes part no more, by their own word or their therapist's: nothing comes any more, what was said stays."""

from __future__ import annotations

from bot.conversation.ended import end_exercise
from bot.conversation.turn import Desk
from storage import appointments, assignments, digests, due, invites, occurrences, outbox, people
from storage.records import DueKind, Outcome, Person, PersonState, Role


async def part(desk: Desk, patient: Person, *, by: Role) -> None:
    """End a patient's exercises and sessions, and take back all that waits for them."""
    for assignment in await assignments.of_patient(desk.tx, patient.id, assignments.OPEN):
        await end_exercise(desk, assignment, by)
    await due.cancel_for_person(desk.tx, patient.id)
    waiting = await occurrences.still_open(desk.tx, patient.id, desk.now)
    await occurrences.close(desk.tx, [each.id for each in waiting], Outcome.PAUSED, desk.now)
    await outbox.cancel_for_person(desk.tx, patient.id, desk.now)
    await call_off_all(desk, patient)
    for second in (False, True):
        await invites.withdraw(desk.tx, patient.id, second=second)  # only a new code lets them in again
    await people.change(
        desk.tx,
        patient.id,
        state=PersonState.LEFT,
        left_at=desk.now,
        paused_until=None,
        consent_version=None,
    )


async def call_off_all(desk: Desk, patient: Person) -> None:
    """Call off every session that lies ahead, and end the series; what was gathered for them waits to be told."""
    ids = await appointments.end_all(desk.tx, patient.id, desk.now)
    await due.cancel(desk.tx, [DueKind.DIGEST, DueKind.SESSION_DAY], ids)
    await digests.release(desk.tx, ids)
