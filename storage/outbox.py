"""Messages on their way out: written with what they are about, claimed by one sender, settled by its receipt.

The chat's order: of one chat and lane only the oldest unfinished message that has become due may go, and of one chat
only one message is under way at a time. `not_before` is what the writer wished; `lease_until` is ours: of a message
under way it says until when its sender holds it, of a waiting one how long it is held back after a fault.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Integer,
    Row,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)

from storage import alerts
from storage import tables as t
from storage.bell import OUTBOX
from storage.crypto import SealBroken
from storage.database import Tx
from storage.partial import in_state
from storage.records import Lane, NewMessage, OutboxMessage, OutboxState, PersonState

_out = t.outbox.c
_PENDING = in_state(_out.state, OutboxState.PENDING)
_SENDING = in_state(_out.state, OutboxState.SENDING)
FLOOD = "flood"


@dataclass(frozen=True)
class Settlement:
    """What becomes of a message under way. PENDING sends it again after `held_until`; all other states end it.

    `claimed_with`: its attempts when it was claimed. Whoever slept past their lease, so that another worker took the
    message over, must not settle the other's attempt. None where nobody else can have it.
    """

    id: int
    state: OutboxState
    attempts: int
    maybe_sent: bool
    held_until: datetime | None = None
    fault: str | None = None
    message_ref: str | None = None
    claimed_with: int | None = None


async def add(tx: Tx, messages: Sequence[NewMessage], now: datetime) -> list[int]:
    """Put messages into the outbox, in this order; one whose `dedupe_key` was used before is left out.

    Returns the ids of those that were put in.
    """
    rows = [
        {
            **vars(message),
            "created_at": now,
            "not_before": message.not_before or now,
            "state": OutboxState.PENDING,
        }
        for message in messages
    ]
    tx.ring(OUTBOX)
    return await tx.add_absent(t.outbox, rows, "dedupe_key")


async def claim(tx: Tx, now: datetime, *, lane: Lane, lease: timedelta, limit: int) -> list[OutboxMessage]:
    """Take up to `limit` messages of a lane that may go now, oldest first. Of two takers only one gets each.

    What `unfit` says about them must be asked before they are sent.
    """
    if limit <= 0 or await tx.value(_ANY_IN_LANE, {"claimed_lane": lane}) is None:
        return []
    values = {"now": now, "claimed_lane": lane, "number": limit, "until": now + lease}
    return await _taken(tx, (await tx.run(_CLAIM, values)).all(), now)


def _may_go(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Say that a message is due, and that nothing of its chat stands before it. An expired one goes to its end."""
    other = t.outbox.alias("other")
    same_chat = and_(other.c.chat_key == _out.chat_key, other.c.channel == _out.channel)
    unfinished = in_state(other.c.state, OutboxState.PENDING, OutboxState.SENDING)
    flooded = and_(other.c.fault == FLOOD, other.c.lease_until > now)
    come = or_(other.c.not_before <= now, other.c.not_before == other.c.created_at)
    before = and_(other.c.lane == _out.lane, other.c.id < _out.id, come)
    under_way = other.c.state == OutboxState.SENDING
    at_once = _out.not_before == _out.created_at  # also when the clock was set back since
    return and_(
        or_(_out.not_before <= now, at_once),
        or_(_out.lease_until.is_(None), _out.lease_until <= now, _out.expires_at <= now),
        ~exists(select(other.c.id).where(same_chat, unfinished, or_(before, under_way, flooded))),
    )


def _claim() -> Executable:
    """Build the claim once. The candidates are a materialised query of their own, so that a server locks no others."""
    candidates = (
        select(_out.id)
        .where(
            _PENDING,
            _out.lane == bindparam("claimed_lane"),
            _may_go(bindparam("now", type_=t.Instant)),
        )
        .order_by(_out.id)
        .limit(bindparam("number", type_=Integer))
        .with_for_update(skip_locked=True, of=t.outbox)
        .cte("candidates")
    )
    return (
        update(t.outbox)
        .where(_PENDING, _out.id.in_(select(candidates.c.id)))
        .values(state=OutboxState.SENDING, lease_until=bindparam("until"))
        .returning(*t.outbox.c)
    )


_CLAIM = _claim()
_ANY_IN_LANE = select(_out.id).where(_PENDING, _out.lane == bindparam("claimed_lane")).limit(1)


async def _taken(tx: Tx, rows: Sequence[Row[Any]], now: datetime) -> list[OutboxMessage]:
    """Open what was taken; a message that does not open is set aside with an alert, and stops nobody."""
    taken = []
    for row in sorted(rows, key=lambda row: row.id):
        try:
            taken.append(tx.record(OutboxMessage, t.outbox, row))
        except SealBroken:
            broken = Settlement(row.id, OutboxState.DEAD, row.attempts, row.maybe_sent, fault="seal_broken")
            await settle(tx, [broken], now)
            await alerts.raise_alert(tx, "outbox_seal_broken", f"outbox:{row.id}", now)
    return taken


_WELCOME = select(t.people.c.id).where(
    t.people.c.id.in_(bindparam("ids", expanding=True)),
    t.people.c.state == PersonState.ACTIVE,
    t.people.c.blocked_at.is_(None),
    or_(t.people.c.paused_until.is_(None), t.people.c.paused_until <= bindparam("now")),
)


async def unfit(tx: Tx, now: datetime, messages: Sequence[OutboxMessage]) -> dict[int, str]:
    """Say why claimed messages shall not go after all: "expired", or "unwanted" by somebody who was not asked."""
    asked = [message.person_id for message in messages if message.unasked]
    welcome = {row.id for row in await tx.rows(_WELCOME, {"ids": asked, "now": now})} if asked else set()
    unwanted = {each.id: "unwanted" for each in messages if each.unasked and each.person_id not in welcome}
    expired = {each.id: "expired" for each in messages if each.expires_at and each.expires_at <= now}
    return unwanted | expired


_UNDER_WAY = select(t.outbox).where(_SENDING)
_LAPSING = _UNDER_WAY.where(or_(_out.lease_until <= bindparam("by"), _out.lease_until > bindparam("beyond")))


async def under_way(tx: Tx, now: datetime) -> list[OutboxMessage]:
    """Return all messages under way."""
    return await _taken(tx, await tx.rows(_UNDER_WAY), now)


async def lapsed(tx: Tx, now: datetime, *, by: datetime, beyond: datetime) -> list[OutboxMessage]:
    """Return messages under way that are held no longer than `by`, or longer than anybody would hold them."""
    return await _taken(tx, await tx.rows(_LAPSING, {"by": by, "beyond": beyond}), now)


async def renew(tx: Tx, ids: Collection[int], until: datetime) -> None:
    """Hold messages under way for longer."""
    await tx.run(update(t.outbox).where(_SENDING, _out.id.in_(ids)).values(lease_until=until))


async def give_back(tx: Tx, ids: Collection[int], held_until: datetime) -> None:
    """Let messages wait again that were claimed until this very moment and never begun; another's claim stays."""
    ours = (_SENDING, _out.id.in_(ids), _out.lease_until == held_until)
    await tx.run(update(t.outbox).where(*ours).values(state=OutboxState.PENDING, lease_until=None))


_PUT_OFF = (
    update(t.outbox)
    .where(_out.id == bindparam("of_id"))
    .values(state=OutboxState.PENDING, lease_until=None, not_before=bindparam("until"))
)


async def put_off(tx: Tx, until: Mapping[int, datetime]) -> None:
    """Let messages wait again that this transaction claimed, each until its own time; until then they hold nothing up."""
    if until:
        await tx.run(_PUT_OFF, [{"of_id": one, "until": at} for one, at in until.items()])


_STILL = (
    select(_out.id, _out.attempts)
    .where(_SENDING, _out.id.in_(bindparam("ids", expanding=True)))
    .order_by(_out.id)
    .with_for_update()
)


async def settle(tx: Tx, settlements: Sequence[Settlement], now: datetime) -> set[int]:
    """Write down what became of messages under way; return the ids of those that still were, and in our hands.

    The content of a message that has ended is erased; its subject and its reference stay.
    """
    rows = await tx.rows(_STILL, {"ids": [each.id for each in settlements]})
    known = {each.id: each.claimed_with for each in settlements}
    still = {row.id for row in rows if known[row.id] in {None, row.attempts}}
    values = [
        {**{f"of_{name}": getattr(each, name) for name in _SETTLED}, "settled": now}
        for each in settlements
        if each.id in still
    ]
    again = [each for each in values if each["of_state"] == OutboxState.PENDING]
    ended = [each for each in values if each["of_state"] != OutboxState.PENDING]
    if again:
        await tx.run(_SETTLE, again)
    if ended:
        await tx.run(_END, ended)
    return still


_SETTLED = ("id", "state", "attempts", "maybe_sent", "fault", "message_ref", "held_until")
_SETTLE = (
    update(t.outbox)
    .where(_out.id == bindparam("of_id"))
    .values(lease_until=bindparam("of_held_until"))
    .values({name: bindparam(f"of_{name}") for name in _SETTLED[1:-1]})
)
_END = _SETTLE.values(payload=None, settled_at=bindparam("settled"))


async def cancel_for_person(tx: Tx, person_id: int, now: datetime, *, unasked_only: bool = True) -> int:
    """Take back what waits for a person (who pauses, or leaves); return how many messages there were."""
    where = [_out.person_id == person_id, *([_out.unasked.is_(True)] if unasked_only else [])]
    return await _cancel(tx, now, "cancelled", *where)


async def cancel_chat(tx: Tx, channel: str, chat_key: str, now: datetime) -> list[OutboxMessage]:
    """Take back and return all that waits for a chat that cannot be reached any more."""
    where = (_out.channel == channel, _out.chat_key == chat_key)
    found = await _taken(tx, await tx.rows(select(t.outbox).where(_PENDING, *where)), now)
    await _cancel(tx, now, "blocked", *where)
    return found


async def _cancel(tx: Tx, now: datetime, fault: str, *where: ColumnElement[bool]) -> int:
    ended = {"state": OutboxState.CANCELLED, "payload": None, "settled_at": now, "fault": fault}
    return (await tx.run(update(t.outbox).where(_PENDING, *where).values(**ended))).rowcount


async def waiting(tx: Tx) -> dict[OutboxState, int]:
    """Count the messages in each state that occurs."""
    query = select(_out.state, func.count().label("messages")).group_by(_out.state)
    return {OutboxState(row.state): row.messages for row in await tx.rows(query)}


async def any_waiting(tx: Tx, now: datetime) -> bool:
    """Say whether a message is under way, or waits and may go now."""
    come = or_(_out.not_before <= now, _out.not_before == _out.created_at)
    ready = and_(_PENDING, come, or_(_out.lease_until.is_(None), _out.lease_until <= now))
    return await tx.value(select(_out.id).where(or_(_SENDING, ready)).limit(1)) is not None


async def purge(tx: Tx, before: datetime) -> int:
    """Remove messages that ended before this moment; return how many there were. Their dedupe keys are free again."""
    return await tx.remove(t.outbox, _out.settled_at < before)
