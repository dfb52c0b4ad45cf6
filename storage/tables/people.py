"""Who we talk with, where they are reached, and where each dialog stands."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
    false,
)

from storage.tables.columns import Instant, Sealed, metadata, reference, row_id

people = Table(
    "people",
    metadata,
    row_id(),
    Column("role", String(16), nullable=False),
    Column("code", String(16), nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("formality", String(4), nullable=False),
    Column("zone", String(64), nullable=False),
    reference("therapist_id", "people", nullable=True),
    Column("quiet_from", Integer, nullable=False),
    Column("quiet_to", Integer, nullable=False),
    Column("paused_until", Instant),
    Column("blocked_at", Instant),
    Column("digest_days_before", Integer, nullable=False),
    Column("digest_minute", Integer, nullable=False),
    Column("consent_version", String(16)),
    Column("created_at", Instant, nullable=False),
    Column("reach", String(12), nullable=False, server_default="first"),
    Column("left_at", Instant),
)


addresses = Table(
    "addresses",
    metadata,
    row_id(),
    reference("person_id", "people"),
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
    row_id(),
    reference("person_id", "people"),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("second", Boolean, nullable=False, server_default=false()),
)


guesses = Table(
    "guesses",
    metadata,
    row_id(),
    Column("chat_key", String(64), nullable=False, unique=True),
    Column("tries", Integer, nullable=False),
    Column("since", Instant, nullable=False),
)


consents = Table(
    "consents",
    metadata,
    row_id(),
    reference("person_id", "people"),
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


erasures = Table(
    "erasures",
    metadata,
    row_id(),
    Column("person_key", String(64), nullable=False, unique=True),
    Column("code_key", String(64), nullable=False, index=True),
    Column("at", Instant, nullable=False),
)
