"""Everything that stands in the database at one moment, read past the bot."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from storage import checkins, notes
from storage import tables as t
from storage.records import (
    Appointment,
    Assignment,
    AssignmentChange,
    CheckIn,
    DigestItem,
    DigestRecord,
    InboxState,
    Occurrence,
    Person,
)
from tests.model.world import World


@dataclass(frozen=True)
class Sent:
    """A row of the outbox, without its content."""

    id: int
    key: str
    created_at: datetime
    state: str


@dataclass(frozen=True)
class Book:
    """A snapshot; dictionaries by id, in the order of the ids."""

    people: dict[int, Person]
    assignments: dict[int, Assignment]
    changes: list[AssignmentChange]
    occurrences: dict[int, Occurrence]
    checkins: dict[int, CheckIn]
    appointments: dict[int, Appointment]
    digests: dict[int, DigestRecord]
    items: list[DigestItem]
    out: dict[int, Sent]
    words: dict[int, str]
    """All that is kept of what a patient said, by patient."""
    parked: list[str]


async def read_book(world: World) -> Book:
    """Read everything."""
    async with world.eye.read() as tx:

        async def all_of(make: Any, table: Any) -> dict[int, Any]:
            found = await tx.all(make, table, select(table).order_by(table.c.id))
            return {each.id: each for each in found}

        persons = await all_of(Person, t.people)
        changes = await tx.all(
            AssignmentChange,
            t.assignment_changes,
            select(t.assignment_changes).order_by(t.assignment_changes.c.id),
        )
        answers: dict[int, CheckIn] = await all_of(CheckIn, t.checkins)
        out = await tx.rows(
            select(t.outbox.c.id, t.outbox.c.dedupe_key, t.outbox.c.created_at, t.outbox.c.state)
        )
        dead = await tx.rows(select(t.inbox.c.fault).where(t.inbox.c.state == InboxState.DEAD))
        late = await tx.rows(select(t.due.c.kind).where(t.due.c.parked_at.is_not(None)))
        told = await tx.rows(select(t.alerts.c.kind, t.alerts.c.subject))
        tired = select(t.outbox.c.id).where(t.outbox.c.fault == "tries_used_up")
        allowed = {f"outbox:{row.id}" for row in await tx.rows(tired)}  # two days of a service that is down
        words: dict[int, str] = {}
        for each in persons:
            kept: list[Any] = [note.text for note in await notes.of_patient(tx, each)]
            rows = await tx.rows(select(t.notes.c.id, t.notes.c.before).where(t.notes.c.patient_id == each))
            kept += [tx.keys.open(row.before, f"notes.before.{row.id}") for row in rows]
            for answer in answers.values():
                if answer.patient_id == each:
                    kept += [answer.hard, answer.instead, answer.insight, answer.answers]
                    kept += await checkins.revisions(tx, answer.id)
            kept += [change.words for change in changes if change.patient_id == each]
            words[each] = json.dumps(kept, default=str, ensure_ascii=False)
        return Book(
            people=persons,
            assignments=await all_of(Assignment, t.assignments),
            changes=changes,
            occurrences=await all_of(Occurrence, t.occurrences),
            checkins=answers,
            appointments=await all_of(Appointment, t.appointments),
            digests=await all_of(DigestRecord, t.digests),
            items=await tx.all(DigestItem, t.digest_items, select(t.digest_items)),
            out={row.id: Sent(row.id, row.dedupe_key or "", row.created_at, row.state) for row in out},
            words=words,
            parked=[
                *(f"inbox: {row.fault}" for row in dead),
                *(f"due: {row.kind}" for row in late),
                *(
                    f"alert: {row.kind} {row.subject}"
                    for row in told
                    if row.kind != "therapist_unreachable" and row.subject not in allowed
                ),
            ],
        )
