"""What a summary is made of: records, already chosen; who has seen what before stands beside each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.messages import Both
from scheduler.schedule import Pattern, Schedule
from storage.records import (
    Appointment,
    Assignment,
    AssignmentChange,
    CheckIn,
    Delivery,
    Note,
    Occurrence,
    Outcome,
    StoredFile,
)


@dataclass(frozen=True)
class Entry:
    """One moment and its answer, as far as this summary may tell it.

    `checkin` is None where it ended without an answer. `earlier` is the end that an earlier summary told, None where
    none did. `corrected`: the patient replaced something of the answer. `words_back`: since an earlier summary told it
    they took words of it back.
    """

    occurrence: Occurrence
    checkin: CheckIn | None = None
    earlier: Outcome | None = None
    corrected: bool = False
    words_back: bool = False

    @property
    def taken_back(self) -> bool:
        """Whether the patient took back how it went."""
        return self.checkin is not None and self.checkin.withdrawn

    @property
    def end(self) -> Outcome | None:
        """How it ended; None where it never reached the phone, which is nobody's answer."""
        if self.checkin is not None and not self.taken_back:
            return self.checkin.outcome
        if self.occurrence.outcome is Outcome.PAUSED:
            return Outcome.PAUSED
        return None if self.occurrence.delivery is Delivery.NOT_DELIVERED else Outcome.NO_ANSWER

    @property
    def corrects(self) -> bool:
        """Whether an earlier summary told an answer already that has changed since."""
        return self.earlier not in {None, Outcome.NO_ANSWER}

    @property
    def late(self) -> bool:
        """Whether the answer came after its time."""
        return self.checkin is not None and self.checkin.late

    @property
    def maybe(self) -> bool:
        """Whether nobody can know if it reached the phone: sent, but never confirmed, and not answered."""
        return self.checkin is None and self.occurrence.delivery is Delivery.MAYBE


@dataclass(frozen=True)
class Ladder:
    """The neighbours of an exercise that is agreed now: names only, the step is the therapist's to choose."""

    assignment: Assignment
    easier: Both | None
    harder: Both | None


@dataclass(frozen=True)
class Material:
    """Everything for one summary of one patient. Dates are told on the patient's wall clock in `zone`.

    `since`: the end of the session before, or the patient's beginning. `until`: when this summary was built.
    `edited_notes`: ids of notes that an earlier summary told in other words. `notes_back`: notes that one told, and of
    which no words are left. `not_agreed`: what happened last to each proposal that waits for an agreement still; it is not
    among the `changes` again. `files`: what was sent in place of words, or with them.
    """

    code: str
    zone: str
    since: datetime
    until: datetime
    appointment: Appointment | None
    assignments: tuple[Assignment, ...] = ()
    entries: tuple[Entry, ...] = ()
    still_open: tuple[Occurrence, ...] = ()
    notes: tuple[Note, ...] = ()
    edited_notes: frozenset[int] = frozenset()
    notes_back: tuple[Note, ...] = ()
    changes: tuple[AssignmentChange, ...] = ()
    not_agreed: tuple[AssignmentChange, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    files: tuple[StoredFile, ...] = ()

    def beyond(self, moment: Occurrence) -> bool:
        """Whether a moment was practised beyond the plan; of an exercise on an event every report is as planned."""
        return moment.extra and not self.on_event(self.assignment(moment.assignment_id))

    @staticmethod
    def on_event(assignment: Assignment) -> bool:
        """Whether an exercise has no times, but is done whenever something comes up."""
        return Schedule.from_json(assignment.plan.schedule).pattern is Pattern.ON_EVENT

    def assignment(self, assignment_id: int) -> Assignment:
        """Return one of the assignments. Raises LookupError."""
        for each in self.assignments:
            if each.id == assignment_id:
                return each
        raise LookupError("This summary has no such assignment.")
