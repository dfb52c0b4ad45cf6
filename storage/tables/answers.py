"""What patients say of their moments and for their sessions, word for word, and what they sent with it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from storage.tables.columns import Instant, Sealed, metadata, reference, row_id

checkins = Table(
    "checkins",
    metadata,
    row_id(),
    Column("occurrence_id", BigInteger, ForeignKey("occurrences.id"), nullable=False, unique=True),
    reference("assignment_id", "assignments"),
    reference("patient_id", "people"),
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
    row_id(),
    reference("checkin_id", "checkins"),
    Column("revision", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("content", Sealed, nullable=False),
    UniqueConstraint("checkin_id", "revision"),
)


notes = Table(
    "notes",
    metadata,
    row_id(),
    reference("patient_id", "people"),
    Column("assignment_id", BigInteger, nullable=True),
    Column("kind", String(16), nullable=False),
    Column("text", Sealed, nullable=False),
    Column("at", Instant, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("before", Sealed, nullable=False),
)


typed = Table(
    "typed",
    metadata,
    row_id(),
    reference("person_id", "people", index=False),
    Column("message_ref", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("field", String(48), nullable=False),
    UniqueConstraint("person_id", "message_ref"),
)


files = Table(
    "files",
    metadata,
    row_id(),
    reference("person_id", "people", index=False),
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
