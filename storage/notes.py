"""Notes for the session, and which typed message became which record (so that editing it edits the record)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from storage import tables as t
from storage.database import Tx
from storage.records import Note, NoteKind, Typed


async def add(
    tx: Tx, patient_id: int, kind: NoteKind, text: str, now: datetime, *, assignment_id: int | None = None
) -> int:
    """Keep a note, verbatim, and return its id. `assignment_id`: of which exercise it was said."""
    about: dict[str, Any] = {"patient_id": patient_id, "assignment_id": assignment_id, "kind": kind}
    return await tx.add(t.notes, **about, text=text, at=now, revision=1, before=[])


async def get(tx: Tx, note_id: int) -> Note | None:
    """Return one note."""
    return await tx.one(Note, t.notes, select(t.notes).where(t.notes.c.id == note_id))


async def correct(tx: Tx, note: Note, text: str) -> None:
    """Replace a note's text; the text before it is kept."""
    row = (await tx.rows(select(t.notes.c.before).where(t.notes.c.id == note.id)))[0]
    before = tx.keys.open(row.before, f"notes.before.{note.id}")
    await tx.change(t.notes, note.id, text=text, before=[*before, note.text], revision=note.revision + 1)


async def get_many(tx: Tx, note_ids: Iterable[int]) -> list[Note]:
    """Return these notes, oldest first."""
    query = select(t.notes).where(t.notes.c.id.in_(list(note_ids))).order_by(t.notes.c.id)
    return await tx.all(Note, t.notes, query)


async def of_patient(tx: Tx, patient_id: int) -> list[Note]:
    """Return a patient's notes, oldest first."""
    query = select(t.notes).where(t.notes.c.patient_id == patient_id).order_by(t.notes.c.id)
    return await tx.all(Note, t.notes, query)


async def remember_typed(
    tx: Tx, person_id: int, message_ref: str, kind: str, subject_id: int, field: str
) -> None:
    """Tie a typed message to the record that it became ("checkin" or "note", its id, the field)."""
    table = t.typed.c
    await tx.remove(t.typed, table.person_id == person_id, table.message_ref == message_ref)
    await tx.add(
        t.typed, person_id=person_id, message_ref=message_ref, kind=kind, subject_id=subject_id, field=field
    )


async def typed_as(tx: Tx, person_id: int, message_ref: str) -> Typed | None:
    """Return what a typed message became."""
    table = t.typed.c
    query = select(t.typed).where(table.person_id == person_id, table.message_ref == message_ref)
    return await tx.one(Typed, t.typed, query)
