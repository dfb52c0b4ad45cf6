"""What patients say of their moments and for their sessions, word for word, and what they sent with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Final

from storage.records.exercises import Outcome, Reason

ANSWERS = (Outcome.DONE, Outcome.PARTLY, Outcome.CHANGED, Outcome.NOT_DONE)

OWN_HURDLE: Final = "_hurdle"
"""Where `answers` keeps the hurdles that the patient had foreseen in their own words, and that came."""

FOR_SESSION, USE_PLAN = "session", "use"
"""What `answers` may keep under a reason ("_fear"): it is for the session; the counter-plan is for the next time."""


class NoteKind(StrEnum):
    """What a note is about (DOMAIN.md, claim 44)."""

    DIFFICULTY = "difficulty"
    INSIGHT = "insight"
    QUESTION = "question"


@dataclass(frozen=True)
class CheckIn:
    """The patient's answer to one occurrence, verbatim. `answers` maps field keys of the exercise to values."""

    id: int
    occurrence_id: int
    assignment_id: int
    patient_id: int
    outcome: Outcome
    answered_at: datetime
    changed_at: datetime
    late: bool
    revision: int
    reasons: tuple[Reason, ...] = ()
    hard: str = ""
    instead: str = ""
    insight: str = ""
    answers: dict[str, Any] = field(default_factory=dict)

    from_stored: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "reasons": lambda stored: tuple(Reason(reason) for reason in stored)
    }

    @property
    def withdrawn(self) -> bool:
        """Whether the patient took back how it went; words that they did not take back are still there."""
        return self.outcome not in ANSWERS

    @property
    def worded(self) -> bool:
        """Whether it says anything beside how it went."""
        return bool(self.reasons or self.hard or self.instead or self.insight or self.answers)

    @property
    def hurdles(self) -> tuple[str, ...]:
        """The foreseen hurdles that came; one that was kept before there could be several stands by itself."""
        kept = self.answers.get(OWN_HURDLE) or ()
        return (kept,) if isinstance(kept, str) else tuple(kept)

    def wished(self, what: str) -> tuple[Reason, ...]:
        """Return the reasons at which the patient chose this: FOR_SESSION or USE_PLAN."""
        return tuple(each for each in self.reasons if self.answers.get(f"_{each}") == what)


@dataclass(frozen=True)
class Note:
    """Something for the session, in the patient's own words; about an exercise where it was said of one."""

    id: int
    patient_id: int
    kind: NoteKind
    text: str
    at: datetime
    revision: int
    assignment_id: int | None = None

    @property
    def withdrawn(self) -> bool:
        """Whether the patient took it back; then no words are left."""
        return not self.text


@dataclass(frozen=True)
class Typed:
    """Which record a typed message became, so that editing the message edits the record."""

    person_id: int
    message_ref: str
    kind: str
    subject_id: int
    field: str


@dataclass(frozen=True)
class StoredFile:
    """A file that somebody sent; what is in it is opened only to be shown. `kind`: its media type. `size` in bytes.

    It belongs to what its message has become; `sent_in` is the one in which it came, where several were sent as one ("" before
    that was kept). `mark` tells it from another file in its place, "" where that is not known.
    """

    id: int
    person_id: int
    message_ref: str
    sent_in: str
    mark: str
    kind: str
    size: int
    at: datetime
