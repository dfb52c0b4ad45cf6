"""Raw updates, kept before they are confirmed to their service and erased in the transaction that answers them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    String,
    and_,
    bindparam,
    cast,
    exists,
    or_,
    select,
    update,
)

from storage import tables as t
from storage.bell import INBOX
from storage.crypto import SealBroken
from storage.database import Tx
from storage.partial import in_state
from storage.records import InboxState, InboxUpdate, RawUpdate

UNSEEN_FOR = timedelta(days=90)
"""So long an update stays that could not be answered, and at whose alert nobody has looked."""


async def keep(tx: Tx, channel: str, updates: Sequence[RawUpdate], now: datetime) -> int:
    """Keep updates; return how many were new. What we have already is left alone."""
    rows = [
        {
            "channel": channel,
            "update_key": each.key,
            "chat_key": tx.keys.index(channel, each.sender),
            "raw": each.raw,
            "received_at": now,
            "state": InboxState.NEW,
        }
        for each in updates
    ]
    tx.ring(INBOX)
    return len(await tx.add_absent(t.inbox, rows, "channel", "update_key"))


def _claim(*on_these: ColumnElement[bool]) -> Select[Any]:
    """Build the claim once: of each chat only the oldest, so that nothing that somebody did overtakes the rest."""
    earlier = t.inbox.alias("earlier")
    before = select(earlier.c.id).where(
        earlier.c.chat_key == t.inbox.c.chat_key,
        earlier.c.channel == t.inbox.c.channel,
        in_state(earlier.c.state, InboxState.NEW),
        earlier.c.id < t.inbox.c.id,
    )
    return (
        select(t.inbox)
        .where(_NEW, t.inbox.c.files_at.is_(None), *on_these, ~exists(before))
        .order_by(t.inbox.c.id)
        .limit(bindparam("number", type_=Integer))
        .with_for_update(skip_locked=True, of=t.inbox)
    )


_NEW = in_state(t.inbox.c.state, InboxState.NEW)
_OF_THESE = t.inbox.c.channel.in_(bindparam("channels", expanding=True))
_CLAIM = _claim()
_CLAIM_OF_THESE = _claim(_OF_THESE)
_WAITING = select(t.inbox.c.id).where(_NEW).limit(1)
_STRAYS = (
    select(t.inbox.c.id, t.inbox.c.channel)
    .where(_NEW, ~_OF_THESE, t.inbox.c.received_at <= bindparam("before"))
    .order_by(t.inbox.c.id)
    .limit(bindparam("number", type_=Integer))
    .with_for_update(skip_locked=True)
)


async def claim(tx: Tx, limit: int, channels: Collection[str] | None = None) -> list[InboxUpdate]:
    """Take the oldest unanswered update of up to `limit` chats; no other worker gets them while `tx` is open.

    On these channels, or on any. One that waits for its files is left alone, and so is all that its chat wrote after it.
    One that does not open any more comes without content, so that it is set aside like any that cannot be read.
    """
    if channels is None:
        found = await tx.rows(_CLAIM, {"number": limit})
    else:
        found = await tx.rows(_CLAIM_OF_THESE, {"number": limit, "channels": list(channels)})
    return [_opened(tx, row) for row in found]


async def any_waiting(tx: Tx, channels: Collection[str] | None = None) -> bool:
    """Say whether an update is not answered yet; on these channels, or on any."""
    query = _WAITING if channels is None else _WAITING.where(t.inbox.c.channel.in_(channels))
    return await tx.value(query) is not None


async def strays(tx: Tx, limit: int, *, served: Collection[str], before: datetime) -> dict[int, str]:
    """Return up to `limit` updates of channels that are not served, received up to that moment: id → channel."""
    values = {"channels": list(served), "before": before, "number": limit}
    return {row.id: row.channel for row in await tx.rows(_STRAYS, values)}


def _opened(tx: Tx, row: Row[Any]) -> InboxUpdate:
    try:
        return tx.record(InboxUpdate, t.inbox, row)
    except SealBroken:
        return InboxUpdate(row.id, row.channel, row.update_key, "", row.received_at, row.attempts, row.fault)


_DONE = (
    update(t.inbox)
    .where(t.inbox.c.id.in_(bindparam("ids", expanding=True)), t.inbox.c.state == InboxState.NEW)
    .values(state=InboxState.DONE, raw=None)
)


async def done(tx: Tx, ids: Collection[int]) -> int:
    """Mark updates answered and erase what was in them; return how many were not answered yet."""
    return (await tx.run(_DONE, {"ids": list(ids)})).rowcount


async def failed(tx: Tx, update_id: int) -> None:
    """Count an attempt to answer that was rolled back."""
    await tx.run(update(t.inbox).where(t.inbox.c.id == update_id).values(attempts=t.inbox.c.attempts + 1))


async def want_files(tx: Tx, update_ids: Collection[int], at: datetime) -> None:
    """Let updates wait until their files are there, which are to be fetched from this moment on."""
    for update_id in update_ids:
        await tx.change(t.inbox, update_id, files_at=at)


async def any_wants_files(tx: Tx, now: datetime, channels: Collection[str]) -> bool:
    """Say whether files are to be fetched now from these channels."""
    query = select(t.inbox.c.id).where(*_wants_files(now, channels))
    return await tx.value(query.limit(1)) is not None


async def claim_files(
    tx: Tx, now: datetime, limit: int, lease: timedelta, channels: Collection[str]
) -> list[InboxUpdate]:
    """Take up to `limit` updates of these channels whose files are to be fetched now; they are offered again only after the lease."""
    query = select(t.inbox).where(*_wants_files(now, channels)).order_by(t.inbox.c.files_at).limit(limit)
    found = await tx.rows(query.with_for_update(skip_locked=True, of=t.inbox))
    await want_files(tx, [row.id for row in found], now + lease)
    return [_opened(tx, row) for row in found]


async def have_files(tx: Tx, update_id: int, fault: str | None = None) -> None:
    """Let an update be answered: its files are there, or cannot be had because of this fault."""
    await tx.change(t.inbox, update_id, files_at=None, fault=fault, attempts=0)
    tx.ring(INBOX)


async def files_later(tx: Tx, update_id: int, at: datetime, *, attempts: int) -> None:
    """Fetch files again from this moment on."""
    await tx.change(t.inbox, update_id, files_at=at, attempts=attempts)


async def files_now(tx: Tx, now: datetime) -> None:
    """Fetch from now on whatever is to be fetched at any time."""
    await tx.run(update(t.inbox).where(t.inbox.c.files_at > now).values(files_at=now))


def _wants_files(now: datetime, channels: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    return _NEW, t.inbox.c.files_at <= now, t.inbox.c.channel.in_(channels)


async def dead(tx: Tx, update_id: int, fault: str) -> bool:
    """Set an update aside that cannot be answered; it stays readable with the key, and stops nobody.

    Returns False where another worker has answered it meanwhile.
    """
    waiting = update(t.inbox).where(t.inbox.c.id == update_id, t.inbox.c.state == InboxState.NEW)
    return (await tx.run(waiting.values(state=InboxState.DEAD, fault=fault[:64]))).rowcount == 1


async def again(tx: Tx, update_id: int) -> bool:
    """Let an update be answered that was set aside; False where it is not there any more, or holds nothing."""
    mine = (t.inbox.c.id == update_id, t.inbox.c.state == InboxState.DEAD, t.inbox.c.raw.is_not(None))
    anew = {"state": InboxState.NEW, "attempts": 0, "fault": None}
    tx.ring(INBOX)
    return (await tx.run(update(t.inbox).where(*mine).values(**anew))).rowcount > 0


async def purge(tx: Tx, before: datetime, *, unseen_before: datetime) -> int:
    """Remove answered and dead updates received before this moment; return how many there were.

    A dead one stays while its alert waits to be looked at, unless it was received before `unseen_before`. Telegram offers
    an update again for up to 24 hours: younger ones must stay, or it would be answered twice.
    """
    table, alert = t.inbox.c, t.alerts.c
    unseen = exists().where(alert.subject == "inbox:" + cast(table.id, String), alert.seen_at.is_(None))
    dead = and_(table.state == InboxState.DEAD, or_(~unseen, table.received_at < unseen_before))
    return await tx.remove(t.inbox, or_(table.state == InboxState.DONE, dead), table.received_at < before)
