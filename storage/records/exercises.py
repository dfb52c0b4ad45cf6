"""What was agreed with a patient, and the moments that were planned for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, ClassVar

from storage.records.people import Role


class AssignmentState(StrEnum):
    """The life of an agreed exercise; nothing is delivered before AGREED."""

    PROPOSED = "proposed"
    TALK_FIRST = "talk_first"
    AGREED = "agreed"
    PAUSED = "paused"
    ENDED = "ended"


class AssignmentEvent(StrEnum):
    """What happened to an assignment; each is kept with the plan as it was then. COURSE_OVER is nobody's doing."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    CHANGED = "changed"
    TALK_FIRST = "talk_first"
    PAUSED = "paused"
    RESUMED = "resumed"
    QUIETED = "quieted"
    ENDED = "ended"
    WISHED = "wished"
    COURSE_OVER = "course_over"


class Delivery(StrEnum):
    """Whether a planned moment reached the phone. NOT_DELIVERED is never the patient's doing."""

    PLANNED = "planned"
    WAITING = "waiting"
    DELIVERED = "delivered"
    MAYBE = "maybe"
    NOT_DELIVERED = "not_delivered"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """The six ends of an occurrence (DOMAIN.md, claim 14); the first four are the patient's own answer."""

    DONE = "done"
    PARTLY = "partly"
    CHANGED = "changed"
    NOT_DONE = "not_done"
    NO_ANSWER = "no_answer"
    PAUSED = "paused"


class Reason(StrEnum):
    """What got in the way (DOMAIN.md, claim 16; forgetting and time after its source 3)."""

    TOO_HARD = "too_hard"
    NO_OPPORTUNITY = "no_opportunity"
    FEAR = "fear"
    REFUSAL = "refusal"
    SKILL_DOUBT = "skill_doubt"
    UNCLEAR = "unclear"
    RELEVANCE = "relevance"
    TOO_MUCH = "too_much"
    FORGOT = "forgot"
    UNWELL = "unwell"
    OTHER = "other"


@dataclass(frozen=True)
class Hurdle:
    """What might get in the way, and the if-then counter-plan in the patient's own words."""

    hurdle: str
    counter: str
    reason: Reason | None = None


@dataclass(frozen=True)
class Plan:
    """What was agreed about one exercise. `schedule` is the JSON form of scheduler.recurrence.Schedule."""

    goal: str
    why: str
    situation: str
    place: str
    schedule: dict[str, Any]
    hurdles: tuple[Hurdle, ...] = ()
    confidence: int | None = None
    expected_difficulty: int | None = None
    teach_back: str = ""
    coping: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give the plan as a JSON object; field by field, since `asdict` copies all that is in them."""
        return {**vars(self), "hurdles": [dict(vars(each)) for each in self.hurdles]}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Plan:
        """Read a plan from its JSON object."""
        hurdles = tuple(
            Hurdle(each["hurdle"], each["counter"], Reason(each["reason"]) if each.get("reason") else None)
            for each in stored["hurdles"]
        )
        return cls(**{**stored, "hurdles": hurdles})


@dataclass(frozen=True)
class Agreement:
    """What was agreed (or is about to be) with one patient about an exercise; all that the planning needs.

    `replaces_id`: the exercise that ends when this one is agreed to.
    """

    id: int
    patient_id: int
    therapist_id: int
    exercise_id: str
    state: AssignmentState
    plan: Plan
    version: int
    follow_up_minutes: int
    unanswered: int
    quiet: bool
    created_at: datetime
    agreed_at: datetime | None
    ended_at: datetime | None
    replaces_id: int | None

    from_stored: ClassVar[Mapping[str, Callable[[Any], Any]]] = {"plan": Plan.from_json}


@dataclass(frozen=True)
class Assignment(Agreement):
    """An agreement with its exercise, as the library had it on that day.

    `replay`: whether the patient wants to be shown what they noticed the last time; None as long as they did not say.
    """

    exercise: dict[str, Any]
    replay: bool | None = None


CHOSEN = "\x1e"
"""Begins words that stand for a choice and are nobody's own; no phone types it."""


@dataclass(frozen=True)
class AssignmentChange:
    """One entry of an assignment's history, with the plan as it was after it. `by` is a role."""

    id: int
    assignment_id: int
    patient_id: int
    event: AssignmentEvent
    by: Role
    at: datetime
    version: int
    plan: Plan
    words: str

    from_stored: ClassVar[Mapping[str, Callable[[Any], Any]]] = {"plan": Plan.from_json}

    @property
    def chosen(self) -> str:
        """What was chosen, where the words stand for a choice: kept as `bot.words.wishes` says it, and nobody's to quote."""
        return self.words.removeprefix(CHOSEN) if self.words.startswith(CHOSEN) else ""


EXTRA_SLOT = 100


@dataclass(frozen=True)
class Occurrence:
    """One planned moment: exactly one per assignment, local date and slot. Extras (slot >= 100) are the patient's own."""

    id: int
    assignment_id: int
    patient_id: int
    local_date: date
    slot: int
    local_time: time
    zone: str
    planned_at: datetime
    delivery: Delivery
    not_delivered_why: str | None
    delivered_at: datetime | None
    message_ref: str | None
    outcome: Outcome | None
    closed_at: datetime | None

    @property
    def extra(self) -> bool:
        """Practised beyond the plan: kept, but outside every count of what was due (DOMAIN.md, claim 9)."""
        return self.slot >= EXTRA_SLOT
