"""Taking messages to send them: who is next in each chat's order, and until when a sender holds what it took."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    or_,
    select,
    update,
)

from storage import tables as t
from storage.crypto import SealBroken
from storage.database import Tx
from storage.outbox import FLOOD, opened
from storage.partial import in_state
from storage.records import Lane, OutboxMessage, OutboxState

_out = t.outbox.c
_PENDING = in_state(_out.state, OutboxState.PENDING)
_SENDING = in_state(_out.state, OutboxState.SENDING)
_OF_LANE = (_out.channel == bindparam("claimed_channel"), _out.lane == bindparam("claimed_lane"))

LONGEST_HOLD = timedelta(hours=1)
LONGEST_FLOOD = timedelta(days=1)
"""So long a waiting message is held back at most after a fault, and after a flood answer. What seems to be held for longer
was held before the clock was set back, and is free: it would wait for as long as the clock had been ahead."""
_APART = timedelta(minutes=1)
"""More than the clocks of two workers differ by."""


async def claim(
    tx: Tx, now: datetime, *, channel: str, lane: Lane, lease: timedelta, limit: int
) -> list[OutboxMessage]:
    """Take up to `limit` messages of a channel's lane that may go now, oldest first. Of two takers only one gets each.

    What `unfit` says about them must be asked before they are sent.
    """
    if limit <= 0 or not await any_in_lane(tx, channel, lane):
        return []
    values = {**_line_of(channel, lane, now, limit), "until": now + lease}
    return await opened(tx, (await tx.run(_CLAIM, values)).all(), now)


def _line_of(channel: str, lane: Lane, now: datetime, limit: int) -> dict[str, Any]:
    latest = now + _APART
    moments = {"now": now, "longest_hold": latest + LONGEST_HOLD, "longest_flood": latest + LONGEST_FLOOD}
    return {"claimed_channel": channel, "claimed_lane": lane, "number": limit, **moments}


def _may_go() -> ColumnElement[bool]:
    """Say that a message is due, and that nothing of its chat stands before it. An expired one goes to its end."""
    now, hold, flood = (bindparam(name, type_=t.Instant) for name in ("now", "longest_hold", "longest_flood"))
    other = t.outbox.alias("other")
    same_chat = and_(other.c.chat_key == _out.chat_key, other.c.channel == _out.channel)
    unfinished = in_state(other.c.state, OutboxState.PENDING, OutboxState.SENDING)
    flooded = and_(other.c.fault == FLOOD, other.c.lease_until > now, other.c.lease_until <= flood)
    come = or_(other.c.not_before <= now, other.c.not_before == other.c.created_at)
    before = and_(other.c.lane == _out.lane, other.c.id < _out.id, come)
    under_way = other.c.state == OutboxState.SENDING
    at_once = _out.not_before == _out.created_at  # also when the clock was set back since
    too_long = _out.lease_until > case((_out.fault == FLOOD, flood), else_=hold)
    return and_(
        or_(_out.not_before <= now, at_once),
        or_(_out.lease_until.is_(None), _out.lease_until <= now, _out.expires_at <= now, too_long),
        ~exists(select(other.c.id).where(same_chat, unfinished, or_(before, under_way, flooded))),
    )


def _in_line(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .where(_PENDING, *_OF_LANE, _may_go())
        .order_by(_out.id)
        .limit(bindparam("number", type_=Integer))
    )


def _claim() -> Executable:
    """Build the claim once. The candidates are a materialised query of their own, so that a server locks no others."""
    candidates = _in_line(_out.id).with_for_update(skip_locked=True, of=t.outbox).cte("candidates")
    return (
        update(t.outbox)
        .where(_PENDING, _out.id.in_(select(candidates.c.id)))
        .values(state=OutboxState.SENDING, lease_until=bindparam("until"))
        .returning(*t.outbox.c)
    )


_CLAIM = _claim()
_LINE = _in_line(t.outbox)
_TAKE = (
    update(t.outbox)
    .where(_PENDING, _out.id.in_(bindparam("ids", expanding=True)))
    .values(state=OutboxState.SENDING, lease_until=bindparam("until"))
    .returning(_out.id)
)


async def line(tx: Tx, now: datetime, *, channel: str, lane: Lane, limit: int) -> list[OutboxMessage] | None:
    """Return the messages of a channel's lane that `claim` would take, and leave them; None where one does not open."""
    try:
        return await tx.all(OutboxMessage, t.outbox, _LINE, _line_of(channel, lane, now, limit))
    except SealBroken:
        return None


async def take(tx: Tx, ids: Sequence[int], until: datetime) -> set[int]:
    """Claim messages that stood in line just now; return the ids of those that still wait."""
    return {row.id for row in await tx.rows(_TAKE, {"ids": ids, "until": until})} if ids else set()


async def any_in_lane(tx: Tx, channel: str, lane: Lane) -> bool:
    """Say whether a message of this lane waits, whatever for: to ask costs little, to claim costs much."""
    return await tx.value(_ANY_IN_LANE, {"claimed_channel": channel, "claimed_lane": lane}) is not None


_ANY_IN_LANE = select(_out.id).where(_PENDING, *_OF_LANE).limit(1)


_UNDER_WAY = select(t.outbox).where(_SENDING, _out.channel == bindparam("of_channel"))
_LAPSING = _UNDER_WAY.where(or_(_out.lease_until <= bindparam("by"), _out.lease_until > bindparam("beyond")))


async def under_way(tx: Tx, now: datetime, *, channel: str) -> list[OutboxMessage]:
    """Return all messages of a channel that are under way."""
    return await opened(tx, await tx.rows(_UNDER_WAY, {"of_channel": channel}), now)


async def lapsed(
    tx: Tx, now: datetime, *, channel: str, by: datetime, beyond: datetime
) -> list[OutboxMessage]:
    """Return a channel's messages under way that are held no longer than `by`, or longer than anybody would hold them."""
    values = {"of_channel": channel, "by": by, "beyond": beyond}
    return await opened(tx, await tx.rows(_LAPSING, values), now)


async def renew(tx: Tx, ids: Collection[int], until: datetime) -> None:
    """Hold messages under way for longer."""
    await tx.run(update(t.outbox).where(_SENDING, _out.id.in_(ids)).values(lease_until=until))


_HELD = select(_out.id, _out.lease_until).where(_SENDING, _out.id.in_(bindparam("ids", expanding=True)))
_GIVE_BACK = (
    update(t.outbox)
    .where(_SENDING, _out.id.in_(bindparam("ids", expanding=True)))
    .values(state=OutboxState.PENDING, lease_until=None)
)


async def give_back(tx: Tx, claimed: Collection[tuple[int, datetime]]) -> set[tuple[int, datetime]]:
    """Let messages wait again that were never begun, and perhaps claimed until these moments: it was never said.

    Returns those that had been; another's claim stays.
    """
    if not claimed:
        return set()
    found = await tx.rows(_HELD.with_for_update(), {"ids": sorted({one for one, _ in claimed})})
    ours = {(row.id, row.lease_until) for row in found} & set(claimed)
    if ours:
        await tx.run(_GIVE_BACK, {"ids": sorted(one for one, _ in ours)})
    return ours


_PUT_OFF = (
    update(t.outbox)
    .where(_out.id == bindparam("of_id"))
    .values(state=OutboxState.PENDING, lease_until=None, not_before=bindparam("until"))
)


async def put_off(tx: Tx, until: Mapping[int, datetime]) -> None:
    """Let messages wait again that this transaction claimed, each until its own time; until then they hold nothing up."""
    if until:
        await tx.run(_PUT_OFF, [{"of_id": one, "until": at} for one, at in until.items()])


_IS_UNDER_WAY = select(_out.id).where(_out.id == bindparam("of_id"), _SENDING)


async def is_under_way(tx: Tx, message_id: int) -> bool:
    """Say whether a message that was taken is there, and not settled."""
    return await tx.value(_IS_UNDER_WAY, {"of_id": message_id}) is not None
