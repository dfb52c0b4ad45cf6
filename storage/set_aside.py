"""What was set aside, for whoever runs the server: whom it is about and with which fault, and how it is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from storage import due, inbox, people
from storage import tables as t
from storage.alerts import Alert
from storage.database import Tx
from storage.records import DueKind

CAN_BE_TRIED: Final = frozenset({"update_parked", "due_parked"})
"""Kinds of which all is kept that is needed. What a message said is erased when it ends, so that none can go again."""


@dataclass(frozen=True)
class About:
    """Whom an alert is about, by their code, and which fault there was; each "" where nobody knows."""

    code: str = ""
    fault: str = ""


async def about(tx: Tx, alert: Alert) -> About:
    """Look up what an alert is about. No word of anybody is opened."""
    what, _, rest = (alert.subject or "").partition(":")
    if not rest.isdecimal():
        return About()
    row_id = int(rest)
    match what:
        case "person":
            return About(await _code(tx, row_id))
        case "inbox":
            return await _of_update(tx, row_id)
        case "outbox":
            rows = await tx.rows(
                select(t.outbox.c.person_id, t.outbox.c.fault).where(t.outbox.c.id == row_id)
            )
            return About(await _code(tx, rows[0].person_id), rows[0].fault or "") if rows else About()
        case "assignment":
            query = select(t.assignments.c.patient_id).where(t.assignments.c.id == row_id)
        case "session":
            query = select(t.appointments.c.patient_id).where(t.appointments.c.id == row_id)
        case _:
            query = (
                select(t.due.c.person_id).where(t.due.c.kind == what, t.due.c.subject_id == row_id).limit(1)
            )
    return About(await _code(tx, await tx.value(query)))


async def try_again(tx: Tx, alert: Alert) -> bool:
    """Let something be done that was set aside; False where that cannot be, or nothing of it is there any more."""
    what, _, rest = (alert.subject or "").partition(":")
    if alert.kind not in CAN_BE_TRIED or not rest.isdecimal():
        return False
    if what == "inbox":
        return await inbox.again(tx, int(rest))
    return what in set(DueKind) and await due.again(tx, DueKind(what), int(rest))


async def _of_update(tx: Tx, row_id: int) -> About:
    table = t.inbox.c
    rows = await tx.rows(select(table.channel, table.chat_key, table.fault).where(table.id == row_id))
    if not rows:
        return About()
    person = await people.at_chat(tx, rows[0].channel, rows[0].chat_key)
    return About(person.code if person else "", rows[0].fault or "")


async def _code(tx: Tx, person_id: int | None) -> str:
    person = await people.get(tx, person_id) if person_id is not None else None
    return person.code if person else ""
