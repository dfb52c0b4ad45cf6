"""The records that storage hands out: frozen, plain, with no behaviour beyond their own meaning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import IntEnum, StrEnum
from typing import Any, ClassVar


class Role(StrEnum):
    """Who somebody is to the practice."""

    THERAPIST = "therapist"
    PATIENT = "patient"


class Formality(StrEnum):
    """How German addresses the person; English has one form."""

    SIE = "sie"
    DU = "du"


class PersonState(StrEnum):
    """Where a person stands with us; help is given in every state."""

    INVITED = "invited"
    CONSENTING = "consenting"
    ACTIVE = "active"
    DECLINED = "declined"
    LEFT = "left"


class Reach(StrEnum):
    """Over which of their addresses a person is reached; where none does, `blocked_at` says since when.

    FIRST: all is well. ALONE: over the first, but something is wrong with the second. UNPROVEN: over one whose safety
    number is new. All that is for them waits until they show who they are.
    """

    FIRST = "first"
    ALONE = "alone"
    FALL_BACK = "fall_back"
    UNPROVEN = "unproven"


class AssignmentState(StrEnum):
    """The life of an agreed exercise; nothing is delivered before AGREED."""

    PROPOSED = "proposed"
    TALK_FIRST = "talk_first"
    AGREED = "agreed"
    PAUSED = "paused"
    ENDED = "ended"


class AssignmentEvent(StrEnum):
    """What happened to an assignment; each is kept with the plan as it was then."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    CHANGED = "changed"
    TALK_FIRST = "talk_first"
    PAUSED = "paused"
    RESUMED = "resumed"
    QUIETED = "quieted"
    ENDED = "ended"


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


ANSWERS = (Outcome.DONE, Outcome.PARTLY, Outcome.CHANGED, Outcome.NOT_DONE)


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


class NoteKind(StrEnum):
    """What a note is about (DOMAIN.md, claim 44)."""

    DIFFICULTY = "difficulty"
    INSIGHT = "insight"
    QUESTION = "question"


class AppointmentState(StrEnum):
    """Whether a session takes place."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class DueKind(StrEnum):
    """Everything that can come due; one step answers each kind."""

    MOMENT = "moment"
    SNOOZED = "snoozed"
    FOLLOW_UP = "follow_up"
    EXPIRY = "expiry"
    QUIET_QUESTION = "quiet_question"
    PROPOSAL = "proposal"
    RESUME = "resume"
    DIGEST = "digest"
    SESSION_DAY = "session_day"
    NEWS = "news"


class Lane(IntEnum):
    """Which sending budget a message draws on; a reply never waits behind reminders."""

    REPLY = 0
    REMINDER = 1


class OutboxState(StrEnum):
    """The life of a message on its way out."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    DEAD = "dead"
    CANCELLED = "cancelled"


class InboxState(StrEnum):
    """The life of an update on its way in."""

    NEW = "new"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True)
class Person:
    """Somebody we talk with. `code` is the only name; quiet hours are minutes after local midnight."""

    id: int
    role: Role
    code: str
    state: PersonState
    language: str
    formality: Formality
    zone: str
    therapist_id: int | None
    quiet_from: int
    quiet_to: int
    paused_until: datetime | None
    blocked_at: datetime | None
    digest_days_before: int
    digest_minute: int
    consent_version: str | None
    created_at: datetime
    reach: Reach = Reach.FIRST


@dataclass(frozen=True)
class Address:
    """Where a channel reaches a person; `chat_key` is the keyed blind index of `address`.

    `place`: 0 is written to first, 1 where that fails. `dead_since`: nothing arrives there any more. `held_since`: its
    safety number is new, and nothing is sent there until the person has shown with a code who they are.
    """

    id: int
    person_id: int
    channel: str
    chat_key: str
    address: str
    place: int = 0
    dead_since: datetime | None = None
    held_since: datetime | None = None


@dataclass(frozen=True)
class Invite:
    """A single-use invitation; only hashes of its token and code are stored. `second`: to a second way to somebody."""

    id: int
    person_id: int
    expires_at: datetime
    used_at: datetime | None
    second: bool = False


@dataclass(frozen=True)
class RawUpdate:
    """An update as its service gave it. `key` recognises a repeat; `sender` is the address it comes from, or ""."""

    key: str
    raw: str
    sender: str


@dataclass(frozen=True)
class InboxUpdate:
    """A raw update, stored before it was confirmed to its service. `raw` is JSON text.

    `fault`: why a file that belongs to it could not be had.
    """

    id: int
    channel: str
    update_key: str
    raw: str
    received_at: datetime
    attempts: int
    fault: str | None = None


@dataclass(frozen=True)
class NewMessage:
    """A message to be put into the outbox. `payload` is a JSON object; times are UTC."""

    channel: str
    chat_key: str
    address: str
    payload: dict[str, Any]
    lane: Lane = Lane.REPLY
    person_id: int | None = None
    unasked: bool = False
    resend_if_uncertain: bool = True
    dedupe_key: str | None = None
    not_before: datetime | None = None
    expires_at: datetime | None = None
    subject: str | None = None


@dataclass(frozen=True)
class OutboxMessage:
    """A claimed message. `subject` ("moment:12,13") says whose state its receipt changes."""

    id: int
    channel: str
    chat_key: str
    address: str
    lane: Lane
    person_id: int | None
    payload: dict[str, Any]
    attempts: int
    resend_if_uncertain: bool
    maybe_sent: bool
    unasked: bool
    subject: str | None
    created_at: datetime
    expires_at: datetime | None
    dedupe_key: str | None = None


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
    """What was agreed (or is about to be) with one patient about an exercise; all that the planning needs."""

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

    from_stored: ClassVar[Mapping[str, Callable[[Any], Any]]] = {"plan": Plan.from_json}


@dataclass(frozen=True)
class Assignment(Agreement):
    """An agreement with its exercise, as the library had it on that day."""

    exercise: dict[str, Any]


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


EXTRA_SLOT = 100


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


@dataclass(frozen=True)
class Note:
    """Something for the session, in the patient's own words."""

    id: int
    patient_id: int
    kind: NoteKind
    text: str
    at: datetime
    revision: int

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


class PromptState(StrEnum):
    """Whether a bare number may answer a message with choices."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Prompt:
    """A message of ours whose choices are answered by words.

    `content` is `{"title", "options": [[key, label, data], …]}`, where `key` is the number to be typed and "" stands
    for a choice that has only its label. `topic` names what all its choices are about, if that is one thing. `fresh`:
    nothing was typed since, and nothing came long after it. `answered_by` is the message (or reaction) that answered it, `answer` the data it meant.
    """

    id: int
    ref: str
    topic: str
    content: dict[str, Any]
    many: bool
    state: PromptState
    fresh: bool
    answered_by: str | None
    answer: str | None
    sent_at: datetime


@dataclass(frozen=True)
class Appointment:
    """A session. `local_date` and `local_time` are the practice's wall clock in `zone`; `starts_at` is UTC."""

    id: int
    patient_id: int
    therapist_id: int
    series_id: int | None
    local_date: date
    local_time: time
    zone: str
    starts_at: datetime
    state: AppointmentState


@dataclass(frozen=True)
class Series:
    """Sessions that recur every `every_weeks` weeks from `first` on, until `ended_at` is set."""

    id: int
    patient_id: int
    therapist_id: int
    first: date
    local_time: time
    every_weeks: int
    zone: str
    ended_at: datetime | None


@dataclass(frozen=True)
class DigestRecord:
    """One summary that was built, for one appointment or (None) on demand without one.

    `sent`: it came due, and its announcement was written. `told`: that arrived, or somebody opened the summary.
    """

    id: int
    patient_id: int
    appointment_id: int | None
    built_at: datetime
    sent: bool
    told: bool


@dataclass(frozen=True)
class DigestItem:
    """Something that a digest has summarised: kind and subject occur in one session's digest only."""

    digest_id: int
    kind: str
    subject_id: int
    revision: int


@dataclass(frozen=True)
class DueRow:
    """Something that has come due. `subject_id` is the id of what it is about; `slot` tells several apart."""

    id: int
    kind: DueKind
    due_at: datetime
    person_id: int
    subject_id: int
    slot: int
    attempts: int
