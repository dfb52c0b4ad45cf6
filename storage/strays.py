"""Messages that nobody here would ever send, and nobody be told of: to a channel not served any more, or withheld."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import CTE, Executable, Integer, bindparam, or_, select, update

from storage import tables as t
from storage.database import Tx
from storage.outbox import WITHHELD, opened
from storage.partial import in_state
from storage.records import OutboxMessage, OutboxState

_out = t.outbox.c
_ELSEWHERE = _out.channel.not_in(bindparam("served", expanding=True))
_FOUND = (
    select(_out.id)
    .where(
        in_state(_out.state, OutboxState.PENDING),
        _ELSEWHERE,
        or_(_out.not_before <= bindparam("before"), _out.expires_at <= bindparam("now")),
        or_(_out.lease_until.is_(None), _out.lease_until <= bindparam("now")),
    )
    .order_by(_out.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
    .cte("found")
)
_OVER = (
    select(_out.id)
    .where(
        in_state(_out.state, OutboxState.PENDING),
        _out.not_before == WITHHELD,
        or_(_out.created_at <= bindparam("before"), _out.expires_at <= bindparam("now")),
    )
    .order_by(_out.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
    .cte("over")
)


def _taken(found: CTE) -> Executable:
    return (
        update(t.outbox)
        .where(_out.id.in_(select(found.c.id)))
        .values(state=OutboxState.SENDING, lease_until=bindparam("until"))
        .returning(*t.outbox.c)
    )


_TAKE, _TAKE_OVER = _taken(_FOUND), _taken(_OVER)


_LEFT = select(t.outbox).where(
    in_state(_out.state, OutboxState.SENDING), _ELSEWHERE, _out.lease_until <= bindparam("before")
)


async def left(tx: Tx, now: datetime, *, served: Collection[str], before: datetime) -> list[OutboxMessage]:
    """Return messages to channels that are not served, whose sender has been gone since that moment."""
    return await opened(tx, await tx.rows(_LEFT, {"served": list(served), "before": before}), now)


async def take(
    tx: Tx, now: datetime, *, served: Collection[str], before: datetime, until: datetime, limit: int
) -> list[OutboxMessage]:
    """Take messages to channels that are not served, which were to go before that moment or have expired."""
    values = {"served": list(served), "now": now, "before": before, "until": until, "most": limit}
    return await opened(tx, (await tx.run(_TAKE, values)).all(), now)


async def take_withheld(
    tx: Tx, now: datetime, *, before: datetime, until: datetime, limit: int
) -> list[OutboxMessage]:
    """Take messages that are withheld from somebody, and were written before that moment or have expired."""
    values = {"now": now, "before": before, "until": until, "most": limit}
    return await opened(tx, (await tx.run(_TAKE_OVER, values)).all(), now)
