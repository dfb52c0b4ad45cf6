"""Messages on their way out: written with what they are about, claimed by one sender, settled by its receipt.

The chat's order: of one chat and lane only the oldest unfinished message that has become due may go, and of one chat
only one message is under way at a time (on a server two workers may take a reply and a reminder of it at one instant).
`not_before` is what the writer wished; `lease_until` is ours: of a message under way it says until when its sender
holds it, of a waiting one how long it is held back after a fault.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    bindparam,
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
from storage.records import NewMessage, OutboxMessage, OutboxState, PersonState

_out = t.outbox.c
_PENDING = in_state(_out.state, OutboxState.PENDING)
_SENDING = in_state(_out.state, OutboxState.SENDING)
FLOOD = "flood"
UNHEARD = "unheard"
"""Why a waiting message is held back: for the whole chat, or until something is heard from it."""

WITHHELD = datetime(9999, 1, 1, tzinfo=UTC)
"""Before when nothing goes that is withheld from somebody: it holds up nothing else, and is taken back to be sent."""


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


async def opened(tx: Tx, rows: Sequence[Row[Any]], now: datetime) -> list[OutboxMessage]:
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
    still = await _still(tx, settlements)
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


async def _still(tx: Tx, settlements: Sequence[Settlement]) -> set[int]:
    """Return which of these are under way, and in our hands."""
    rows = await tx.rows(_STILL, {"ids": [each.id for each in settlements]})
    known = {each.id: each.claimed_with for each in settlements}
    return {row.id for row in rows if known[row.id] in {None, row.attempts}}


_SETTLED = ("id", "state", "attempts", "maybe_sent", "fault", "message_ref", "held_until")
_SETTLE = (
    update(t.outbox)
    .where(_out.id == bindparam("of_id"))
    .values(lease_until=bindparam("of_held_until"))
    .values({name: bindparam(f"of_{name}") for name in _SETTLED[1:-1]})
)
_END = _SETTLE.values(payload=None, settled_at=bindparam("settled"))


_HEARD = (
    update(t.outbox)
    .where(
        in_state(_out.state, OutboxState.PENDING, OutboxState.SENDING),  # as the index by chat says it
        _out.state == OutboxState.PENDING,
        _out.chat_key == bindparam("of_chat"),
        _out.channel == bindparam("of_channel"),
        _out.fault == UNHEARD,
    )
    .values(lease_until=None, fault=None)
)


async def heard_from(tx: Tx, channel: str, chat_key: str) -> None:
    """Let messages go that were held back until something is heard from their chat."""
    if (await tx.run(_HEARD, {"of_channel": channel, "of_chat": chat_key})).rowcount:
        tx.ring(OUTBOX)


async def cancel_for_person(tx: Tx, person_id: int, now: datetime, *, unasked_only: bool = True) -> int:
    """Take back what waits for a person (who pauses, or leaves); return how many messages there were."""
    where = [_out.person_id == person_id, *([_out.unasked.is_(True)] if unasked_only else [])]
    return await _cancel(tx, now, "cancelled", *where)


async def cancel_chat(
    tx: Tx, channel: str, chat_key: str, now: datetime, *, why: str = "blocked"
) -> list[OutboxMessage]:
    """Take back and return all that waits for a chat that cannot be reached any more."""
    return await _taken_back(tx, now, why, _out.channel == channel, _out.chat_key == chat_key)


async def take_back(
    tx: Tx, person_id: int, now: datetime, *, withheld_only: bool = False
) -> list[OutboxMessage]:
    """Take back and return all that waits for a person, to send it elsewhere, or only what is withheld."""
    where = [_out.person_id == person_id, *([_out.not_before == WITHHELD] if withheld_only else [])]
    return await _taken_back(tx, now, "moved", *where)


async def _taken_back(tx: Tx, now: datetime, why: str, *where: ColumnElement[bool]) -> list[OutboxMessage]:
    rows = await tx.rows(select(t.outbox).where(_PENDING, *where).with_for_update())
    found = await opened(tx, rows, now)
    await _cancel(tx, now, why, _out.id.in_([row.id for row in rows]))  # and none that came since
    return found


async def _cancel(tx: Tx, now: datetime, fault: str, *where: ColumnElement[bool]) -> int:
    ended = {"state": OutboxState.CANCELLED, "payload": None, "settled_at": now, "fault": fault}
    return (await tx.run(update(t.outbox).where(_PENDING, *where).values(**ended))).rowcount


async def waiting(tx: Tx) -> dict[OutboxState, int]:
    """Count the messages in each state that occurs."""
    query = select(_out.state, func.count().label("messages")).group_by(_out.state)
    return {OutboxState(row.state): row.messages for row in await tx.rows(query)}


_READY = and_(
    _PENDING,
    or_(_out.not_before <= bindparam("now"), _out.not_before == _out.created_at),
    or_(_out.lease_until.is_(None), _out.lease_until <= bindparam("now")),
)
_UNFINISHED = (select(_out.id).where(_SENDING).limit(1), select(_out.id).where(_READY).limit(1))
"""Each has its index; of both together every message would be looked at."""


async def any_waiting(tx: Tx, now: datetime, channels: Collection[str] | None = None) -> bool:
    """Say whether a message is under way, or waits and may go now; on these channels, or on any."""
    for query in _UNFINISHED:
        wanted = query if channels is None else query.where(_out.channel.in_(channels))
        if await tx.value(wanted, {"now": now}) is not None:
            return True
    return False


async def may_have_come(tx: Tx, chat_key: str, moment: datetime) -> bool:
    """Say whether a message to this chat may have been on the phone at a moment without anybody having said so by then."""
    in_doubt = or_(_out.state == OutboxState.SENDING, _out.maybe_sent)
    unknown = or_(_out.settled_at.is_(None), _out.settled_at > moment)
    query = select(_out.id).where(_out.chat_key == chat_key, _out.created_at <= moment, in_doubt, unknown)
    return await tx.value(query.limit(1)) is not None


async def purge(tx: Tx, before: datetime) -> int:
    """Remove messages that ended before this moment; return how many there were. Their dedupe keys are free again."""
    return await tx.remove(t.outbox, _out.settled_at < before)
