"""Edited messages that get a new reference with each edit: which one they were when they were typed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from storage import tables as t
from storage.database import Tx


async def remember(tx: Tx, chat_key: str, version_ref: str, first_ref: str, now: datetime) -> None:
    """Tie a later version of a message to its first one."""
    row = {"chat_key": chat_key, "version_ref": version_ref, "first_ref": first_ref, "at": now}
    await tx.add_absent(t.versions, [row], "chat_key", "version_ref")


async def first(tx: Tx, chat_key: str, ref: str) -> str:
    """Return the reference of a message when it was typed; its own where it was never edited."""
    table = t.versions.c
    query = select(table.first_ref).where(table.chat_key == chat_key, table.version_ref == ref)
    found: str | None = await tx.value(query)
    return found or ref
