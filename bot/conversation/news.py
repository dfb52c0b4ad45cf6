"""Letting a therapist know that something happened with a patient. Every room may; the therapist's own room tells it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.conversation.turn import Desk
from storage import due
from storage.due import NewDue
from storage.records import DueKind, Person

GATHERED_FOR: Final = timedelta(minutes=2)
MINUTE: Final = 60


async def plan(desk: Desk, patient: Person) -> None:
    """Let the therapist know soon that something happened; what it was is read from the records when they open it.

    News that are already on their way take this along. The row's slot is the minute of the first of them.
    """
    if patient.therapist_id is None or await due.of_subjects(desk.tx, [DueKind.NEWS], [patient.id]):
        return
    minute = int(desk.now.timestamp()) // MINUTE
    await due.plan(
        desk.tx,
        NewDue(DueKind.NEWS, desk.now + GATHERED_FOR, patient.therapist_id, patient.id, minute),
    )
