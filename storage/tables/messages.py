"""What comes in, what goes out, the questions of ours that wait for an answer, and the channels themselves."""

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
    UniqueConstraint,
    text,
)

from storage.tables.columns import Instant, Sealed, metadata, row_id

inbox = Table(
    "inbox",
    metadata,
    row_id(),
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
    row_id(),
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


prompts = Table(
    "prompts",
    metadata,
    row_id(),
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
    row_id(),
    Column("chat_key", String(64), nullable=False),
    Column("version_ref", String(64), nullable=False),
    Column("first_ref", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("chat_key", "version_ref"),
    Index("ix_versions_age", "at"),
)


channel_challenges = Table(
    "channel_challenges",
    metadata,
    row_id(),
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
