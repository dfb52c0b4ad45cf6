"""Sessions, and the summaries before them."""

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
    true,
)

from storage.tables.columns import Instant, metadata, reference, row_id

series = Table(
    "series",
    metadata,
    row_id(),
    reference("patient_id", "people"),
    reference("therapist_id", "people", index=False),
    Column("first", Date, nullable=False),
    Column("local_time", Time, nullable=False),
    Column("every_weeks", Integer, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("ended_at", Instant),
)


appointments = Table(
    "appointments",
    metadata,
    row_id(),
    reference("patient_id", "people", index=False),
    reference("therapist_id", "people"),
    reference("series_id", "series", nullable=True, index=False),
    Column("series_date", Date),
    Column("local_date", Date, nullable=False),
    Column("local_time", Time, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    UniqueConstraint("series_id", "series_date"),
    Index("ix_appointments_patient", "patient_id", "starts_at"),
    Index("ix_appointments_ahead", "starts_at"),
)


digests = Table(
    "digests",
    metadata,
    row_id(),
    reference("patient_id", "people"),
    Column("appointment_id", BigInteger, ForeignKey("appointments.id"), unique=True),
    Column("built_at", Instant, nullable=False),
    Column("sent", Boolean, nullable=False),
    Column("told", Boolean, nullable=False, server_default=true()),
)


digest_items = Table(
    "digest_items",
    metadata,
    row_id(),
    reference("digest_id", "digests"),
    Column("kind", String(16), nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("kind", "subject_id", "revision"),
)
