"""Sessions, and the summaries before them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class AppointmentState(StrEnum):
    """Whether a session takes place."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


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
