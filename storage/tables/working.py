"""What is due, and what the program has to know of itself: its workers, what went wrong, by which rules it reckons."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    text,
)

from storage.tables.columns import Instant, Sealed, metadata, row_id

due = Table(
    "due",
    metadata,
    row_id(),
    Column("kind", String(16), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("person_id", BigInteger, ForeignKey("people.id"), nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("slot", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("parked_at", Instant),
    Column("rank", SmallInteger, nullable=False, server_default="1"),
    UniqueConstraint("kind", "subject_id", "slot"),
    Index(
        "ix_due_next",
        "due_at",
        "rank",
        "id",
        sqlite_where=text("parked_at is null"),
        postgresql_where=text("parked_at is null"),
    ),
    Index("ix_due_person", "person_id", "due_at"),
    Index(
        "ix_due_parked",
        "kind",
        "subject_id",
        sqlite_where=text("parked_at is not null"),
        postgresql_where=text("parked_at is not null"),
    ),
)


alerts = Table(
    "alerts",
    metadata,
    row_id(),
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


zone_rules = Table(
    "zone_rules",
    metadata,
    Column("zone", String(64), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
)


key_checks = Table(
    "key_checks",
    metadata,
    row_id(),
    Column("probe", Sealed, nullable=False),
    Column("index_of", String(32), nullable=False),
)
"""For each key that ever sealed here a value that only it opens. The id is the key's own, which is no secret."""
