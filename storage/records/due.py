"""What comes due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
