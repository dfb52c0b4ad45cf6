"""Where each conversation stands: one JSON object per person, written by bot.conversation.form."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from storage import tables as t
from storage.database import Tx

_FRAMES = select(t.dialogs.c.frames).where(t.dialogs.c.id == bindparam("id"))


async def load(tx: Tx, person_id: int) -> dict[str, Any] | None:
    """Return a person's dialog, or None where there never was one."""
    found = await tx.rows(_FRAMES, {"id": person_id})
    if not found:
        return None
    dialog: dict[str, Any] = tx.keys.open(found[0].frames, f"dialogs.frames.{person_id}")
    return dialog


async def save(tx: Tx, person_id: int, dialog: dict[str, Any], *, known: bool, now: datetime) -> None:
    """Keep a dialog; `known` says whether `load` found a row."""
    if known:
        await tx.change(t.dialogs, person_id, frames=dialog, changed_at=now)
    else:
        await tx.add(t.dialogs, id=person_id, frames=dialog, changed_at=now)
