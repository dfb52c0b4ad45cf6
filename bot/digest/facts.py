"""From records to what a summary says: counts, quotes, raw values. Pure; nothing is judged, ranked or averaged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.digest.hindrances import Saved, foreseen_of, reasons_of, saved_of
from bot.digest.material import Entry, Ladder, Material
from bot.digest.measures import Trend, trends_of
from storage.records import Assignment, CheckIn, Note, NoteKind, Outcome, Reason

DUE: Final = (Outcome.DONE, Outcome.CHANGED, Outcome.PARTLY, Outcome.NOT_DONE, Outcome.NO_ANSWER)
"""What a moment that was due and reached the phone can end as, in the order in which it is counted."""

TRIED: Final = (Outcome.DONE, Outcome.CHANGED, Outcome.PARTLY)

_WEEK: Final = timedelta(days=7)

Counts = Mapping[Outcome, int]


@dataclass(frozen=True)
class ExerciseFacts:
    """One exercise with the moments that this summary counts for it, or with its reports, if it is done on an event."""

    assignment: Assignment
    counts: Counts
    on_event: bool = False

    @property
    def number(self) -> int:
        """How many of its moments were due, or how often it was reported."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Apart:
    """What is told apart from the counts, because it is not the patient's doing or not over yet."""

    not_delivered: int
    maybe: int
    paused: int
    still_open: int
    extra: int

    def __bool__(self) -> bool:
        """Whether there is anything of it."""
        return any(vars(self).values())


@dataclass(frozen=True)
class Quote:
    """The patient's own words, verbatim, and the day that they are about."""

    text: str
    day: date
    at: datetime


@dataclass(frozen=True)
class Appreciation:
    """What there is to appreciate, as plain facts (DOMAIN.md, claim 36)."""

    tried: int
    due: int
    adapted: int
    instead: str
    harder: int
    extra: int
    notes: int
    reported: int = 0

    def __bool__(self) -> bool:
        """Whether there is anything of it."""
        return bool(self.tried or self.harder or self.extra or self.notes or self.reported)


@dataclass(frozen=True)
class Facts:
    """Everything that a summary says, in the order of DOMAIN.md, section 3."""

    material: Material
    counts: Counts
    reports: Counts
    exercises: tuple[ExerciseFacts, ...]
    apart: Apart
    afterwards: tuple[Entry, ...]
    saved: tuple[Saved, ...]
    reasons: tuple[tuple[Reason, int], ...]
    foreseen: tuple[tuple[str, int], ...]
    hard: tuple[Quote, ...]
    learned: tuple[Quote, ...]
    questions: tuple[Quote, ...]
    trends: tuple[Trend, ...]
    appreciation: Appreciation
    options: tuple[Ladder, ...]

    @property
    def due(self) -> int:
        """How many moments were due and reached the phone."""
        return sum(self.counts.values())

    @property
    def in_a_week(self) -> bool:
        """Whether all days lie in one week, so that a weekday says which one is meant."""
        zone = ZoneInfo(self.material.zone)
        days = [
            self.material.since.astimezone(zone).date(),
            self.material.until.astimezone(zone).date(),
            *(entry.occurrence.local_date for entry in self.material.entries),
        ]
        return max(days) - min(days) < _WEEK

    @property
    def quiet(self) -> bool:
        """Whether the patient neither answered nor noted anything."""
        return not self.material.notes and all(entry.checkin is None for entry in self.material.entries)


def facts_of(material: Material) -> Facts:
    """Reckon what a summary says. Counts hold only what no earlier summary counted.

    What is done on an event was never due: its reports are counted for themselves.
    """
    fresh = [entry for entry in material.entries if entry.earlier is None]
    counted = [entry for entry in fresh if not entry.occurrence.extra and entry.end in DUE]
    reported = [
        entry
        for entry in fresh
        if entry.occurrence.extra and not entry.taken_back and not material.beyond(entry.occurrence)
    ]
    told = [entry for entry in material.entries if not entry.corrects]
    return Facts(
        material=material,
        counts=_counts(counted),
        reports=_counts(reported),
        exercises=_exercises(material, counted, reported),
        apart=_apart(material, fresh),
        afterwards=tuple(entry for entry in material.entries if entry.earlier is not None),
        saved=saved_of(material),
        reasons=reasons_of(told),
        foreseen=foreseen_of(told),
        hard=_quotes(told, material, NoteKind.DIFFICULTY),
        learned=_quotes(told, material, NoteKind.INSIGHT),
        questions=_newest_first([_of_note(note, material) for note in _notes(material, NoteKind.QUESTION)]),
        trends=trends_of(material.assignments, told),
        appreciation=_appreciation(material, fresh, counted, len(reported)),
        options=material.ladders,
    )


def _counts(entries: Sequence[Entry]) -> Counts:
    """Count the ends, in the order in which they are told; what did not happen is left out."""
    found = Counter(entry.end for entry in entries)
    return {end: found[end] for end in DUE if found[end]}


def _exercises(
    material: Material, counted: Sequence[Entry], reported: Sequence[Entry]
) -> tuple[ExerciseFacts, ...]:
    facts = []
    for assignment in material.assignments:
        for entries, on_event in ((counted, False), (reported, True)):
            mine = [entry for entry in entries if entry.occurrence.assignment_id == assignment.id]
            if mine:
                facts.append(ExerciseFacts(assignment, _counts(mine), on_event))
    return tuple(facts)


def _apart(material: Material, fresh: Sequence[Entry]) -> Apart:
    return Apart(
        not_delivered=sum(entry.end is None for entry in fresh),
        maybe=sum(entry.maybe for entry in fresh),
        paused=sum(entry.end is Outcome.PAUSED for entry in fresh),
        still_open=len(material.still_open),
        extra=_beyond(material, fresh),
    )


def _beyond(material: Material, fresh: Sequence[Entry]) -> int:
    return sum(material.beyond(entry.occurrence) and not entry.taken_back for entry in fresh)


def _quotes(told: Sequence[Entry], material: Material, kind: NoteKind) -> tuple[Quote, ...]:
    """Gather what was said about one thing in answers and notes, newest first."""
    said = [
        Quote(text, entry.occurrence.local_date, entry.checkin.answered_at)
        for entry in told
        if entry.checkin
        for text in _words(entry.checkin, kind)
    ]
    return _newest_first([*said, *(_of_note(note, material) for note in _notes(material, kind))])


def _words(checkin: CheckIn, kind: NoteKind) -> list[str]:
    if kind is NoteKind.DIFFICULTY:
        return [checkin.hard] if checkin.hard else []
    learned = checkin.answers.get("learned")
    return [text for text in (checkin.insight, learned) if isinstance(text, str) and text]


def _notes(material: Material, kind: NoteKind) -> list[Note]:
    return [note for note in material.notes if note.kind is kind]


def _of_note(note: Note, material: Material) -> Quote:
    return Quote(note.text, note.at.astimezone(ZoneInfo(material.zone)).date(), note.at)


def _newest_first(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    return tuple(sorted(quotes, key=lambda quote: quote.at, reverse=True))


def _appreciation(
    material: Material, fresh: Sequence[Entry], counted: Sequence[Entry], reported: int
) -> Appreciation:
    adapted = [entry.checkin for entry in fresh if entry.end is Outcome.CHANGED and entry.checkin]
    harder = (Outcome.PARTLY, Outcome.NOT_DONE)
    return Appreciation(
        tried=sum(entry.end in TRIED for entry in counted),
        due=len(counted),
        adapted=len(adapted),
        instead=next((checkin.instead for checkin in reversed(adapted) if checkin.instead), ""),
        harder=sum(entry.end in harder for entry in fresh if entry.checkin),
        extra=_beyond(material, fresh),
        notes=len(material.notes),
        reported=reported,
    )
