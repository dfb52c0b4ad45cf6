"""From storage to the material of a summary: what it has taken up, what waits, and who was told what before."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.digest.material import Entry, Ladder, Material
from bot.library.catalogue import Library
from bot.library.schema import Exercise
from bot.messages import Both
from storage import appointments, assignments, checkins, digests, files, history, notes, occurrences
from storage.appointments import UNDER_WAY
from storage.checkins import Correction
from storage.database import Tx
from storage.digests import ItemKind, Subject
from storage.records import (
    ANSWERS,
    Appointment,
    Assignment,
    AssignmentChange,
    AssignmentEvent,
    CheckIn,
    Note,
    Occurrence,
    Outcome,
    Person,
)

_TYPED_AS = {ItemKind.CHECKIN: "checkin", ItemKind.NOTE: "note", ItemKind.CHANGE: "talk"}


@dataclass(frozen=True)
class _Taken:
    """What one summary tells: the subjects by kind, and the id of its record (None where nothing is claimed)."""

    digest_id: int | None
    subjects: Sequence[Subject]

    def of(self, kind: ItemKind) -> dict[int, int]:
        """Return the subjects of one kind: id → revision."""
        return {each.id: each.revision for each in self.subjects if each.kind is kind}


async def gather(
    tx: Tx, library: Library, patient: Person, appointment: Appointment | None, now: datetime
) -> Material:
    """Gather the material for a session to be read now, taking up all that waits unless the session is over.

    Without a session: all that waits, taking up nothing.
    """
    taken, until, waits = await _taken(tx, patient, appointment, now)
    before = appointment.starts_at if appointment else now
    last = await appointments.last_before(tx, patient.id, before)
    entries = await _entries(tx, patient, taken)
    every = await assignments.of_patient(tx, patient.id)
    new = await history.changes(tx, taken.of(ItemKind.CHANGE))
    not_agreed = await _not_agreed(tx, every, until, {each.id for each in new})
    changed = [each for each in new if each.id not in {one.id for one in not_agreed}]
    still_open = await _still_open(tx, patient, now) if waits else []
    written, told_before = await _notes(tx, patient, taken)
    spoken_of = {
        *(note.assignment_id for note in written if not note.withdrawn),
        *(entry.occurrence.assignment_id for entry in entries),
        *(change.assignment_id for change in (*not_agreed, *changed)),
        *(each.assignment_id for each in still_open),
    }
    shown = tuple(each for each in every if each.id in spoken_of or each.state in assignments.RUNNING)
    return Material(
        code=patient.code,
        zone=patient.zone,
        since=last.starts_at + UNDER_WAY if last else patient.created_at,
        until=until,
        appointment=appointment,
        assignments=shown,
        entries=tuple(entries),
        still_open=tuple(still_open),
        notes=tuple(each for each in written if not each.withdrawn),
        edited_notes=told_before,
        notes_back=tuple(each for each in written if each.withdrawn and each.id in told_before),
        changes=tuple(changed),
        not_agreed=tuple(not_agreed),
        ladders=tuple(_ladders(library, shown, changed)),
        files=tuple(await files.said(tx, patient.id, _subjects(taken))),
    )


async def _not_agreed(
    tx: Tx, every: Iterable[Assignment], until: datetime, new: Container[int]
) -> list[AssignmentChange]:
    """Return what happened last to each proposal that is not agreed yet, as far as a summary of then may know of it.

    The patient's words about it stand in the one summary to which they are `new`.
    """
    waiting = [each.id for each in every if each.state in assignments.NOT_AGREED]
    newest = await history.newest_changes(tx, waiting) if waiting else []
    there = [each for each in newest if each.at <= until]
    return [each if each.id in new else replace(each, words="") for each in there]


async def _still_open(tx: Tx, patient: Person, now: datetime) -> list[Occurrence]:
    """Return the planned moments that wait for an answer; what was begun by the patient never ends without one."""
    return [each for each in await occurrences.still_open(tx, patient.id, now) if not each.extra]


async def _notes(tx: Tx, patient: Person, taken: _Taken) -> tuple[list[Note], frozenset[int]]:
    """Return the notes that a summary tells, and the ids of those that an earlier one told in other words."""
    held = taken.of(ItemKind.NOTE)
    earlier = await digests.taken_elsewhere(tx, patient.id, taken.digest_id, ItemKind.NOTE, [*held])
    told_before = frozenset(each.id for each in earlier if each.revision < held[each.id])
    return await notes.get_many(tx, held), told_before


def _subjects(taken: _Taken) -> list[tuple[str, int]]:
    """Name what a summary tells as typed messages are tied to it."""
    return [(_TYPED_AS[each.kind], each.id) for each in taken.subjects if each.kind in _TYPED_AS]


def over(appointment: Appointment, now: datetime) -> bool:
    """Whether a session has ended, so that everything from now on belongs to the next."""
    return now >= appointment.starts_at + UNDER_WAY


async def _taken(
    tx: Tx, patient: Person, appointment: Appointment | None, now: datetime
) -> tuple[_Taken, datetime, bool]:
    """Return what the summary tells, when it was built, and whether it still takes up what comes."""
    if appointment is None:
        await digests.give_back(tx, patient.id, now)
        return _Taken(None, await digests.waiting(tx, patient.id)), now, True
    if not over(appointment, now):
        record = await digests.claim(tx, patient.id, appointment.id, now)
        await digests.mark_told(tx, [record.id])
        return _Taken(record.id, await digests.items_of(tx, record.id)), now, True
    found = await digests.of_appointment(tx, appointment.id)
    if found is None:
        return _Taken(None, []), now, False
    await digests.mark_told(tx, [found.id])
    return _Taken(found.id, await digests.items_of(tx, found.id)), found.built_at, False


async def _entries(tx: Tx, patient: Person, taken: _Taken) -> list[Entry]:
    """Pair moments with their answers; an answer replaces the same summary's "no answer"."""
    held, unanswered = taken.of(ItemKind.CHECKIN), taken.of(ItemKind.UNANSWERED)
    answers = {each.occurrence_id: each for each in await checkins.get_many(tx, held)}
    moments = await occurrences.get_many(tx, {*answers, *unanswered})
    corrections = await checkins.corrections(tx, held)
    told = await digests.taken_elsewhere(tx, patient.id, taken.digest_id, ItemKind.CHECKIN, [*held])
    shown_before = {each.id: each.revision for each in told if each.revision < held[each.id]}
    missed = {
        each.id
        for each in await digests.taken_elsewhere(
            tx, patient.id, taken.digest_id, ItemKind.UNANSWERED, [*answers]
        )
    }
    entries = []
    for moment in sorted(moments.values(), key=lambda each: (each.planned_at, each.id)):
        answer = answers.get(moment.id)
        earlier = Outcome.NO_ANSWER if moment.id in missed else None
        if answer is None:
            entries.append(Entry(moment, None, earlier))
            continue
        replaced = corrections.get(answer.id, [])
        seen = shown_before.get(answer.id)
        if seen is not None:
            earlier = _outcome_at(seen, answer, replaced)
        told_now = _outcome_at(held[answer.id], answer, replaced)
        if told_now not in ANSWERS and earlier not in ANSWERS and not answer.worded:
            if earlier is None and not moment.extra:
                entries.append(Entry(moment))  # as if there never had been an answer
            continue
        corrected = any(not each.withdrawn for each in replaced)
        words_back = seen is not None and any(each.words_back for each in replaced if each.revision >= seen)
        entries.append(Entry(moment, answer, earlier, corrected, words_back))
    return entries


def _outcome_at(revision: int, answer: CheckIn, replaced: Iterable[Correction]) -> Outcome:
    """Return how it went as an answer said it in the state of this revision."""
    return next((each.outcome for each in replaced if each.revision >= revision), answer.outcome)


def _ladders(
    library: Library, shown: Iterable[Assignment], changed: Iterable[AssignmentChange]
) -> Iterable[Ladder]:
    """Name the neighbours of what goes on, and of what has run its course: there the next step is to be chosen."""
    over = {each.assignment_id for each in changed if each.event is AssignmentEvent.COURSE_OVER}
    for each in shown:
        if each.state in assignments.RUNNING or each.id in over:
            easier, harder = library.easier(each.exercise_id), library.harder(each.exercise_id)
            yield Ladder(each, _title(easier), _title(harder))


def _title(exercise: Exercise | None) -> Both | None:
    return Both({language: text.title for language, text in exercise.text.items()}) if exercise else None
