"""Who we talk with, and where they are reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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


GONE = frozenset({PersonState.LEFT, PersonState.DECLINED})
"""Who takes part no more, or never did."""


class Reach(StrEnum):
    """Over which of their addresses a person is reached; where none does, `blocked_at` says since when.

    FIRST: all is well. ALONE: over the first, but something is wrong with the second. UNPROVEN: over one whose safety
    number is new. All that is for them waits until they show who they are.
    """

    FIRST = "first"
    ALONE = "alone"
    FALL_BACK = "fall_back"
    UNPROVEN = "unproven"


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
