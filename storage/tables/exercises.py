"""What was agreed with a patient, and the moments that were planned for it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Time,
    UniqueConstraint,
    text,
)

from storage.tables.columns import Instant, Sealed, metadata, reference, row_id

assignments = Table(
    "assignments",
    metadata,
    row_id(),
    reference("patient_id", "people"),
    reference("therapist_id", "people"),
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
    Column("replaces_id", BigInteger),
    Column("replay", Boolean),
    Index(
        "ix_assignments_agreed",
        "id",
        sqlite_where=text("state = 'agreed'"),
        postgresql_where=text("state = 'agreed'"),
    ),
    Index(
        "ix_assignments_paused",
        "id",
        sqlite_where=text("state = 'paused'"),
        postgresql_where=text("state = 'paused'"),
    ),
    Index("ix_assignments_ended_at", "ended_at"),
)


assignment_changes = Table(
    "assignment_changes",
    metadata,
    row_id(),
    reference("assignment_id", "assignments"),
    reference("patient_id", "people"),
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
    row_id(),
    reference("assignment_id", "assignments", index=False),
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
    Index(
        "ix_occurrences_ahead",
        "assignment_id",
        "planned_at",
        sqlite_where=text("delivery = 'planned'"),
        postgresql_where=text("delivery = 'planned'"),
    ),
    Index(
        "ix_occurrences_never_came",
        "closed_at",
        sqlite_where=text("delivery = 'not_delivered' or delivery = 'cancelled'"),
        postgresql_where=text("delivery = 'not_delivered' or delivery = 'cancelled'"),
    ),
)
