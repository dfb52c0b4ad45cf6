"""Raw updates, kept before they are confirmed to their service and erased in the transaction that answers them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from storage import tables as t
from storage.crypto import SealBroken
from storage.database import Tx
from storage.partial import in_state
from storage.records import InboxState, InboxUpdate


async def keep(tx: Tx, channel: str, updates: Sequence[tuple[str, str]], now: datetime) -> int:
    """Keep `(update_key, raw JSON)` pairs; return how many were new. What we have already is left alone."""
    rows = [
        {"channel": channel, "update_key": key, "raw": raw, "received_at": now, "state": InboxState.NEW}
        for key, raw in updates
    ]
    return len(await tx.add_absent(t.inbox, rows, "channel", "update_key"))


async def take(tx: Tx, limit: int) -> list[InboxUpdate]:
    """Return up to `limit` updates that are not answered yet, oldest first.

    One that does not open any more comes without content, so that it is set aside like any that cannot be read.
    """
    query = select(t.inbox).where(in_state(t.inbox.c.state, InboxState.NEW)).order_by(t.inbox.c.id)
    return [_opened(tx, row) for row in await tx.rows(query.limit(limit))]


def _opened(tx: Tx, row: Row[Any]) -> InboxUpdate:
    try:
        return tx.record(InboxUpdate, t.inbox, row)
    except SealBroken:
        return InboxUpdate(row.id, row.channel, row.update_key, "", row.received_at, row.attempts)


async def done(tx: Tx, ids: Collection[int]) -> int:
    """Mark updates answered and erase what was in them; return how many were not answered yet."""
    still = (t.inbox.c.id.in_(ids), t.inbox.c.state == InboxState.NEW)
    return (await tx.run(update(t.inbox).where(*still).values(state=InboxState.DONE, raw=None))).rowcount


async def failed(tx: Tx, update_id: int) -> None:
    """Count an attempt to answer that was rolled back."""
    await tx.run(update(t.inbox).where(t.inbox.c.id == update_id).values(attempts=t.inbox.c.attempts + 1))


async def dead(tx: Tx, update_id: int, fault: str) -> None:
    """Set an update aside that cannot be answered; it stays readable with the key, and stops nobody."""
    await tx.change(t.inbox, update_id, state=InboxState.DEAD, fault=fault[:64])


async def purge(tx: Tx, before: datetime) -> int:
    """Remove answered and dead updates received before this moment; return how many there were.

    Telegram offers an update again for up to 24 hours: younger ones must stay, or it would be answered twice.
    """
    finished = t.inbox.c.state.in_([InboxState.DONE, InboxState.DEAD])
    return await tx.remove(t.inbox, finished, t.inbox.c.received_at < before)
