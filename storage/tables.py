"""Every table on one page. Sealed columns are encrypted with their table, column and row as associated data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Time,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.engine import Dialect

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    },
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(TypeDecorator[datetime]):
    """A moment as whole microseconds since 1970 UTC: the same on every database, and it sorts."""

    impl = BigInteger
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        """Refuse a naive moment; a wall clock without its zone must never get in.

        No method of ours stands between: a message reads and writes a dozen moments in its life.
        """
        del dialect
        return _stored

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Give the moment back in UTC."""
        del dialect, coltype
        return _moment


def _stored(value: datetime | None) -> int | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("A moment without a time zone cannot be stored.")
    delta = value - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def _moment(value: int | None) -> datetime | None:
    return None if value is None else _EPOCH + timedelta(microseconds=value)


class Sealed(LargeBinary):
    """Bytes that only the key ring can read; storage.database seals and opens them."""


def _id() -> Column[int]:
    return Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)


def _ref(name: str, target: str, *, nullable: bool = False, index: bool = True) -> Column[int]:
    return Column(name, BigInteger, ForeignKey(f"{target}.id"), nullable=nullable, index=index)


people = Table(
    "people",
    metadata,
    _id(),
    Column("role", String(16), nullable=False),
    Column("code", String(16), nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("formality", String(4), nullable=False),
    Column("zone", String(64), nullable=False),
    _ref("therapist_id", "people", nullable=True),
    Column("quiet_from", Integer, nullable=False),
    Column("quiet_to", Integer, nullable=False),
    Column("paused_until", Instant),
    Column("blocked_at", Instant),
    Column("digest_days_before", Integer, nullable=False),
    Column("digest_minute", Integer, nullable=False),
    Column("consent_version", String(16)),
    Column("created_at", Instant, nullable=False),
    Column("reach", String(12), nullable=False, server_default="first"),
)

addresses = Table(
    "addresses",
    metadata,
    _id(),
    _ref("person_id", "people"),
    Column("channel", String(16), nullable=False),
    Column("chat_key", String(64), nullable=False),
    Column("address", Sealed, nullable=False),
    Column("place", Integer, nullable=False, server_default="0"),
    Column("dead_since", Instant),
    Column("held_since", Instant),
    UniqueConstraint("channel", "chat_key"),
)

invites = Table(
    "invites",
    metadata,
    _id(),
    _ref("person_id", "people"),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("second", Boolean, nullable=False, server_default=false()),
)

guesses = Table(
    "guesses",
    metadata,
    _id(),
    Column("chat_key", String(64), nullable=False, unique=True),
    Column("tries", Integer, nullable=False),
    Column("since", Instant, nullable=False),
)

consents = Table(
    "consents",
    metadata,
    _id(),
    _ref("person_id", "people"),
    Column("version", String(16), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("given", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
)

dialogs = Table(
    "dialogs",
    metadata,
    Column("id", BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("frames", Sealed, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    _id(),
    Column("channel", String(16), nullable=False),
    Column("update_key", String(96), nullable=False),
    Column("chat_key", String(64), nullable=False, server_default=""),
    Column("raw", Sealed),
    Column("received_at", Instant, nullable=False),
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("fault", String(64)),
    Column("files_at", Instant),
    UniqueConstraint("channel", "update_key"),
    Index(
        "ix_inbox_waiting", "id", sqlite_where=text("state = 'new'"), postgresql_where=text("state = 'new'")
    ),
    Index(
        "ix_inbox_of_chat",
        "chat_key",
        "id",
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("channel", String(16), nullable=False),
    Column("chat_key", String(64), nullable=False),
    Column("address", Sealed, nullable=False),
    Column("lane", Integer, nullable=False),
    Column("person_id", BigInteger, ForeignKey("people.id")),
    Column("payload", Sealed),
    Column("unasked", Boolean, nullable=False),
    Column("resend_if_uncertain", Boolean, nullable=False),
    Column("maybe_sent", Boolean, nullable=False, default=False),
    Column("dedupe_key", String(96), unique=True),
    Column("created_at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("lease_until", Instant),
    Column("settled_at", Instant),
    Column("fault", String(64)),
    Column("message_ref", String(64)),
    Column("subject", String(255)),
    Index(
        "ix_outbox_waiting",
        "channel",
        "lane",
        "id",
        sqlite_where=text("state = 'pending'"),
        postgresql_where=text("state = 'pending'"),
    ),
    Index(
        "ix_outbox_unfinished",
        "chat_key",
        "lane",
        "id",
        sqlite_where=text("state in ('pending', 'sending')"),
        postgresql_where=text("state in ('pending', 'sending')"),
    ),
    Index(
        "ix_outbox_in_flight",
        "lease_until",
        sqlite_where=text("state = 'sending'"),
        postgresql_where=text("state = 'sending'"),
    ),
    Index("ix_outbox_person", "person_id", "created_at"),
    Index("ix_outbox_of_chat", "chat_key", "settled_at"),
)

assignments = Table(
    "assignments",
    metadata,
    _id(),
    _ref("patient_id", "people"),
    _ref("therapist_id", "people"),
    Column("exercise_id", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("exercise", Sealed, nullable=False),
    Column("plan", Sealed, nullable=False),
    Column("version", Integer, nullable=False),
    Column("follow_up_minutes", Integer, nullable=False),
    Column("unanswered", Integer, nullable=False),
    Column("quiet", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("agreed_at", Instant),
    Column("ended_at", Instant),
)

assignment_changes = Table(
    "assignment_changes",
    metadata,
    _id(),
    _ref("assignment_id", "assignments"),
    _ref("patient_id", "people"),
    Column("event", String(16), nullable=False),
    Column("by", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Column("plan", Sealed, nullable=False),
    Column("words", Sealed, nullable=False),
)

occurrences = Table(
    "occurrences",
    metadata,
    _id(),
    _ref("assignment_id", "assignments", index=False),
    Column("patient_id", BigInteger, ForeignKey("people.id"), nullable=False),
    Column("local_date", Date, nullable=False),
    Column("slot", Integer, nullable=False),
    Column("local_time", Time, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("planned_at", Instant, nullable=False),
    Column("delivery", String(16), nullable=False),
    Column("not_delivered_why", String(32)),
    Column("delivered_at", Instant),
    Column("message_ref", String(64)),
    Column("outcome", String(16)),
    Column("closed_at", Instant),
    UniqueConstraint("assignment_id", "local_date", "slot"),
    Index("ix_occurrences_patient", "patient_id", "planned_at"),
)

checkins = Table(
    "checkins",
    metadata,
    _id(),
    Column("occurrence_id", BigInteger, ForeignKey("occurrences.id"), nullable=False, unique=True),
    _ref("assignment_id", "assignments"),
    _ref("patient_id", "people"),
    Column("outcome", String(16), nullable=False),
    Column("answered_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("reasons", Sealed, nullable=False),
    Column("hard", Sealed, nullable=False),
    Column("instead", Sealed, nullable=False),
    Column("insight", Sealed, nullable=False),
    Column("answers", Sealed, nullable=False),
)

checkin_revisions = Table(
    "checkin_revisions",
    metadata,
    _id(),
    _ref("checkin_id", "checkins"),
    Column("revision", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("content", Sealed, nullable=False),
    UniqueConstraint("checkin_id", "revision"),
)

notes = Table(
    "notes",
    metadata,
    _id(),
    _ref("patient_id", "people"),
    Column("kind", String(16), nullable=False),
    Column("text", Sealed, nullable=False),
    Column("at", Instant, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("before", Sealed, nullable=False),
)

typed = Table(
    "typed",
    metadata,
    _id(),
    _ref("person_id", "people", index=False),
    Column("message_ref", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("field", String(48), nullable=False),
    UniqueConstraint("person_id", "message_ref"),
)

files = Table(
    "files",
    metadata,
    _id(),
    _ref("person_id", "people", index=False),
    Column("message_ref", String(64), nullable=False),
    Column("sent_in", String(64), nullable=False, server_default=""),
    Column("mark", String(32), nullable=False, server_default=""),
    Column("update_id", BigInteger, nullable=False),
    Column("place", Integer, nullable=False),
    Column("kind", String(96), nullable=False),
    Column("size", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("content", Sealed, nullable=False),
    UniqueConstraint("update_id", "place"),
    Index("ix_files_of_message", "person_id", "message_ref"),
)

prompts = Table(
    "prompts",
    metadata,
    _id(),
    Column("channel", String(16), nullable=False),
    Column("chat_key", String(64), nullable=False),
    Column("ref", String(64), nullable=False),
    Column("topic", String(64), nullable=False),
    Column("content", Sealed, nullable=False),
    Column("many", Boolean, nullable=False),
    Column("state", String(8), nullable=False),
    Column("fresh", Boolean, nullable=False),
    Column("answered_by", String(64)),
    Column("answer", Sealed),
    Column("sent_at", Instant, nullable=False),
    Index("ix_prompts_of_message", "chat_key", "ref"),
    Index("ix_prompts_answered", "chat_key", "answered_by"),
    Index(
        "ix_prompts_open",
        "chat_key",
        "id",
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
    Index("ix_prompts_age", "sent_at"),
)

versions = Table(
    "versions",
    metadata,
    _id(),
    Column("chat_key", String(64), nullable=False),
    Column("version_ref", String(64), nullable=False),
    Column("first_ref", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("chat_key", "version_ref"),
    Index("ix_versions_age", "at"),
)

series = Table(
    "series",
    metadata,
    _id(),
    _ref("patient_id", "people"),
    _ref("therapist_id", "people", index=False),
    Column("first", Date, nullable=False),
    Column("local_time", Time, nullable=False),
    Column("every_weeks", Integer, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("ended_at", Instant),
)

appointments = Table(
    "appointments",
    metadata,
    _id(),
    _ref("patient_id", "people", index=False),
    _ref("therapist_id", "people"),
    _ref("series_id", "series", nullable=True, index=False),
    Column("series_date", Date),
    Column("local_date", Date, nullable=False),
    Column("local_time", Time, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    UniqueConstraint("series_id", "series_date"),
    Index("ix_appointments_patient", "patient_id", "starts_at"),
)

digests = Table(
    "digests",
    metadata,
    _id(),
    _ref("patient_id", "people"),
    Column("appointment_id", BigInteger, ForeignKey("appointments.id"), unique=True),
    Column("built_at", Instant, nullable=False),
    Column("sent", Boolean, nullable=False),
    Column("told", Boolean, nullable=False, server_default=true()),
)

digest_items = Table(
    "digest_items",
    metadata,
    _id(),
    _ref("digest_id", "digests"),
    Column("kind", String(16), nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("kind", "subject_id", "revision"),
)

due = Table(
    "due",
    metadata,
    _id(),
    Column("kind", String(16), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("person_id", BigInteger, ForeignKey("people.id"), nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("slot", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("parked_at", Instant),
    UniqueConstraint("kind", "subject_id", "slot"),
    Index(
        "ix_due_next",
        "due_at",
        sqlite_where=text("parked_at is null"),
        postgresql_where=text("parked_at is null"),
    ),
)

alerts = Table(
    "alerts",
    metadata,
    _id(),
    Column("at", Instant, nullable=False),
    Column("kind", String(48), nullable=False),
    Column("subject", String(64)),
    Column("seen_at", Instant),
    Column("told_at", Instant),
)

workers = Table(
    "workers",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("holder", String(32), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("holder", String(32), nullable=False),
    Column("until", Instant, nullable=False),
)

channel_challenges = Table(
    "channel_challenges",
    metadata,
    _id(),
    Column("channel", String(16), nullable=False, unique=True),
    Column("token", Sealed, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
)

channel_programs = Table(
    "channel_programs",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("version", String(32), nullable=False),
    Column("since", Instant, nullable=False),
)

spending = Table(
    "spending",
    metadata,
    Column("day", Date, primary_key=True),
    Column("messages", Integer, nullable=False),
)

zone_rules = Table(
    "zone_rules",
    metadata,
    Column("zone", String(64), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
)
