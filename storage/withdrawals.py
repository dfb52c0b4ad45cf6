"""Taking back what was said: the words are gone from record and history, which keep only that there were some."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from storage import checkins, files
from storage import tables as t
from storage.database import Tx
from storage.records import CheckIn, Note, Outcome, Typed

EMPTY: dict[str, Any] = {"reasons": (), "hard": "", "instead": "", "insight": ""}


async def outcome(tx: Tx, checkin: CheckIn, now: datetime) -> CheckIn:
    """Take back how a moment went; words that were said beside it are messages of their own, and stay."""
    return await checkins.correct(tx, checkin, now=now, withdrawn=checkins.OUTCOME, outcome=Outcome.NO_ANSWER)


async def words(tx: Tx, checkin: CheckIn, field: str, now: datetime, *, left: Any = None) -> None:
    """Take one field of an answer ("hard", "answers.mood") out of it, and out of all that it said before.

    `left`: a part of it that stays.
    """
    await earlier_words(tx, checkin.id, field)
    name, _, key = field.partition(".")
    before = checkin.answers.get(key) if key else getattr(checkin, name)
    if not before and before != 0:
        return
    others = {k: v for k, v in checkin.answers.items() if k != key}
    stays: Any = (others if left is None else {**others, key: left}) if key else left or EMPTY[name]
    await checkins.complete(tx, checkin, now=now, **{name: stays})
    found = checkins.content_of(checkin) | {name: stays, checkins.WITHDRAWN: field}
    await checkins.keep_revision(tx, checkin, found, now)


async def note(tx: Tx, found: Note) -> None:
    """Take a note back: no words of it are left; that it was there is still known."""
    await tx.change(t.notes, found.id, text="", before=[], revision=found.revision + 1)


async def forget_typed(tx: Tx, typed: Typed) -> None:
    """Forget which message these words came from; editing it changes nothing any more."""
    table = t.typed.c
    await tx.remove(t.typed, table.person_id == typed.person_id, table.message_ref == typed.message_ref)


async def forget_all_typed(tx: Tx, typed: Typed) -> None:
    """Forget every message that said what this one did, and erase their files: none of them holds again by that."""
    table = t.typed.c
    same = (
        table.person_id == typed.person_id,
        table.kind == typed.kind,
        table.subject_id == typed.subject_id,
        table.field == typed.field,
    )
    for row in await tx.rows(select(table.message_ref).where(*same)):
        await files.erase(tx, typed.person_id, row.message_ref)
    await tx.remove(t.typed, *same)


async def said_anew(tx: Tx, typed: Typed) -> bool:
    """Say whether a later message put other words in the place of these."""
    table = t.typed.c
    query = (
        select(table.message_ref)
        .where(
            table.person_id == typed.person_id,
            table.kind == typed.kind,
            table.subject_id == typed.subject_id,
            table.field == typed.field,
        )
        .order_by(table.id.desc())
        .limit(1)
    )
    return bool(await tx.value(query) != typed.message_ref)


async def earlier_words(tx: Tx, checkin_id: int, field: str) -> None:
    """Take one field out of all that an answer said before; what it says now stays."""
    name, _, key = field.partition(".")
    table = t.checkin_revisions
    for row in await tx.rows(select(table).where(table.c.checkin_id == checkin_id)):
        content = tx.keys.open(row.content, f"checkin_revisions.content.{row.id}")
        left = {k: v for k, v in content[name].items() if k != key} if key else EMPTY[name]
        if left != content[name]:
            await tx.change(table, row.id, content={**content, name: left})
