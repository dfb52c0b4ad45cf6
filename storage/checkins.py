"""Answers: one per occurrence, kept at once, corrected with their history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from storage import tables as t
from storage.database import Tx
from storage.records import ANSWERS, CheckIn, Occurrence, Outcome

_ONE = select(t.checkins).where(t.checkins.c.id == bindparam("id"))
_OF_OCCURRENCE = select(t.checkins).where(t.checkins.c.occurrence_id == bindparam("id"))
_LOOKED_BACK = 20
_PRACTISED = (Outcome.DONE, Outcome.PARTLY, Outcome.CHANGED)
_WORDS = ("outcome", "reasons", "hard", "instead", "insight", "answers")

BESIDE = "~"
"""Words that were said instead of a number, a time or a choice stand among the answers under its key and this, and a count."""

WITHDRAWN, OUTCOME = "withdrawn", "outcome"
"""A revision that was withdrawn names under WITHDRAWN what was: OUTCOME, or a field whose words it does not hold."""


@dataclass(frozen=True)
class Correction:
    """A state of an answer that was replaced. `withdrawn`: what was taken back in it; nothing where it was corrected."""

    revision: int
    outcome: Outcome
    withdrawn: str

    @property
    def words_back(self) -> bool:
        """Whether words were taken back in it."""
        return self.withdrawn not in {"", OUTCOME}


async def record(
    tx: Tx, occurrence: Occurrence, outcome: Outcome, *, before: CheckIn | None, late: bool, now: datetime
) -> CheckIn:
    """Keep the outcome of an occurrence, first or corrected, and return the answer as it is now.

    `before`: the answer to this occurrence as it stands.
    """
    await tx.change(t.occurrences, occurrence.id, outcome=outcome, closed_at=now)
    if before is None:
        return await _first(tx, occurrence, outcome, late=late, now=now)
    anew: dict[str, Any] = {"answered_at": now, "late": late} if before.withdrawn else {}
    return (
        before if before.outcome == outcome else await correct(tx, before, now=now, outcome=outcome, **anew)
    )


async def _first(tx: Tx, occurrence: Occurrence, outcome: Outcome, *, late: bool, now: datetime) -> CheckIn:
    about: dict[str, Any] = {
        "occurrence_id": occurrence.id,
        "assignment_id": occurrence.assignment_id,
        "patient_id": occurrence.patient_id,
        "outcome": outcome,
        "answered_at": now,
        "changed_at": now,
        "late": late,
        "revision": 1,
        "hard": "",
        "instead": "",
        "insight": "",
        "answers": {},
    }
    return CheckIn(await tx.add(t.checkins, **about, reasons=[]), **about)


async def complete(tx: Tx, checkin: CheckIn, *, now: datetime, **words: Any) -> CheckIn:
    """Add what was not said yet (reasons, hard, instead, insight, answers) to an answer.

    The revision counts every addition and correction, so that a summary knows which state of it has been seen.
    """
    await tx.change(t.checkins, checkin.id, changed_at=now, revision=t.checkins.c.revision + 1, **words)
    found = await get(tx, checkin.id)
    assert found is not None  # noqa: S101 - it was written one statement ago
    return found


async def correct(tx: Tx, checkin: CheckIn, *, now: datetime, withdrawn: str = "", **words: Any) -> CheckIn:
    """Replace something that was said; what it was before is kept as a revision, and whether it was taken back."""
    before = content_of(checkin)
    await keep_revision(tx, checkin, before | {WITHDRAWN: withdrawn} if withdrawn else before, now)
    return await complete(tx, checkin, now=now, **words)


def content_of(checkin: CheckIn) -> dict[str, Any]:
    """Return what an answer says, as its history keeps it."""
    return {name: getattr(checkin, name) for name in _WORDS}


async def keep_revision(tx: Tx, checkin: CheckIn, content: dict[str, Any], now: datetime) -> None:
    """Keep in the history what this state of an answer said."""
    await tx.add(
        t.checkin_revisions, checkin_id=checkin.id, revision=checkin.revision, at=now, content=content
    )


async def get(tx: Tx, checkin_id: int) -> CheckIn | None:
    """Return one answer."""
    return await tx.one(CheckIn, t.checkins, _ONE, {"id": checkin_id})


async def get_many(tx: Tx, checkin_ids: Iterable[int]) -> list[CheckIn]:
    """Return these answers, oldest first."""
    query = select(t.checkins).where(t.checkins.c.id.in_(list(checkin_ids))).order_by(t.checkins.c.id)
    return await tx.all(CheckIn, t.checkins, query)


async def of_occurrence(tx: Tx, occurrence_id: int) -> CheckIn | None:
    """Return the answer to an occurrence."""
    return await tx.one(CheckIn, t.checkins, _OF_OCCURRENCE, {"id": occurrence_id})


async def of_patient(tx: Tx, patient_id: int) -> list[CheckIn]:
    """Return all answers of a patient, oldest first."""
    query = select(t.checkins).where(t.checkins.c.patient_id == patient_id).order_by(t.checkins.c.id)
    return await tx.all(CheckIn, t.checkins, query)


async def last_answers(tx: Tx, patient_ids: Iterable[int]) -> dict[int, datetime]:
    """Return of each of these patients who answered anything, and did not take it back, when they last did."""
    table = t.checkins.c
    newest = func.max(table.answered_at).label("newest")
    where = (table.patient_id.in_(list(patient_ids)), table.outcome.in_(ANSWERS))
    query = select(table.patient_id, newest).where(*where)
    return {row.patient_id: row.newest for row in await tx.rows(query.group_by(table.patient_id))}


async def practised(tx: Tx, patient_id: int) -> set[str]:
    """Return the ids of the exercises of which a patient did at least a part once."""
    table = t.checkins.c
    query = (
        select(t.assignments.c.exercise_id)
        .join(t.checkins, table.assignment_id == t.assignments.c.id)
        .where(table.patient_id == patient_id, table.outcome.in_(_PRACTISED))
    )
    return {row.exercise_id for row in await tx.rows(query.distinct())}


async def revisions(tx: Tx, checkin_id: int) -> list[dict[str, Any]]:
    """Return what an answer said before each correction, oldest first."""
    table = t.checkin_revisions
    found = await tx.rows(select(table).where(table.c.checkin_id == checkin_id).order_by(table.c.revision))
    return [tx.keys.open(row.content, f"checkin_revisions.content.{row.id}") for row in found]


async def corrections(tx: Tx, checkin_ids: Iterable[int]) -> dict[int, list[Correction]]:
    """Return of each corrected answer the states that were replaced, oldest first."""
    table = t.checkin_revisions
    query = select(table).where(table.c.checkin_id.in_(list(checkin_ids))).order_by(table.c.revision)
    found: dict[int, list[Correction]] = {}
    for row in await tx.rows(query):
        content = tx.keys.open(row.content, f"checkin_revisions.content.{row.id}")
        replaced = Correction(row.revision, Outcome(content["outcome"]), content.get(WITHDRAWN, ""))
        found.setdefault(row.checkin_id, []).append(replaced)
    return found


async def count_practised(tx: Tx, assignment_id: int) -> int:
    """Return how often an exercise was done, partly or changed too; a missed day changes nothing."""
    table = t.checkins.c
    query = select(func.count()).select_from(t.checkins)
    where = (table.assignment_id == assignment_id, table.outcome.in_(_PRACTISED))
    return int(await tx.value(query.where(*where)) or 0)


async def last_insight(tx: Tx, assignment_id: int) -> str:
    """Return what the patient noticed most lately with this exercise, verbatim; nothing where they wrote nothing.

    What came with "not done" tells of something else than of the exercise, and may weigh on whoever reads it again.
    """
    table = t.checkins.c
    query = select(t.checkins).where(table.assignment_id == assignment_id, table.outcome.in_(_PRACTISED))
    latest = await tx.all(CheckIn, t.checkins, query.order_by(table.id.desc()).limit(_LOOKED_BACK))
    return next((checkin.insight for checkin in latest if checkin.insight), "")
