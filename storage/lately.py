"""What was sent to a chat in the last seconds, by whichever process."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from storage import tables as t
from storage.database import Tx
from storage.partial import in_state
from storage.records import OutboxMessage, OutboxState

_out = t.outbox.c
_RECENT = (
    select(_out.chat_key, _out.settled_at, _out.message_ref)
    .where(
        _out.settled_at > bindparam("since"),
        _out.chat_key.in_(bindparam("chats", expanding=True)),
        in_state(_out.state, OutboxState.SENT, OutboxState.UNCERTAIN),
    )
    .order_by(_out.settled_at, _out.id)
)


async def sent(
    tx: Tx, messages: Sequence[OutboxMessage], since: datetime
) -> dict[str, list[tuple[datetime, bool]]]:
    """Return what ended after `since` in the chats of these messages, oldest first: when, and whether it was a change.

    A change has the reference of the message that it changed, which we see only if that is as young; a menu has none.
    """
    found: dict[str, list[tuple[datetime, bool]]] = {}
    known: set[tuple[str, str | None]] = set()
    if messages:
        chats = {each.chat_key for each in messages}
        for row in await tx.rows(_RECENT, {"since": since, "chats": sorted(chats)}):
            seen = row.message_ref == "" or (row.message_ref and (row.chat_key, row.message_ref) in known)
            known.add((row.chat_key, row.message_ref))
            found.setdefault(row.chat_key, []).append((row.settled_at, bool(seen)))
    return found
