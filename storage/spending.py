"""What is spent on messages that are paid for: counted by day, in the transaction that claims them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Integer, bindparam, func, or_, select, update

from storage import tables as t
from storage.database import Tx
from storage.partial import in_state
from storage.records import Lane, OutboxState

_out = t.outbox.c
_spent = t.spending.c
_TODAY = select(_spent.messages).where(_spent.day == bindparam("of_day"))
_TODAY_HELD = _TODAY.with_for_update()
_SPEND = update(t.spending).where(_spent.day == bindparam("of_day")).values(messages=bindparam("sum"))
_SOME = (
    select(_out.created_at)
    .where(
        in_state(_out.state, OutboxState.PENDING),
        _out.channel == bindparam("of_channel"),
        _out.lane == Lane.REMINDER,
        _out.not_before <= bindparam("now"),
        or_(_out.lease_until.is_(None), _out.lease_until <= bindparam("now")),
    )
    .order_by(_out.id)
    .limit(bindparam("most", type_=Integer))
    .subquery()
)
_BACKLOG = select(func.count().label("messages"), func.min(_SOME.c.created_at).label("first"))


async def backlog(tx: Tx, now: datetime, most: int, *, channel: str) -> tuple[int, timedelta]:
    """Count the reminders of a channel that wait and may go, no further than `most`, and say how old the first of them is."""
    row = (await tx.run(_BACKLOG, {"of_channel": channel, "now": now, "most": most})).one()
    return row.messages, now - row.first if row.messages else timedelta(0)


async def spent(tx: Tx, day: date) -> int:
    """Return how many messages were paid for on a day."""
    return int(await tx.value(_TODAY, {"of_day": day}) or 0)


async def spend(tx: Tx, day: date, wanted: int, cap: int) -> tuple[int, bool]:
    """Count up to `wanted` messages on a day, never beyond its `cap`, whoever else counts.

    Returns how many may be sent, and whether it was this that reached the cap.
    """
    before = await tx.value(_TODAY_HELD, {"of_day": day})
    if before is None:
        await tx.add_absent(t.spending, [{"day": day, "messages": 0}], "day")
        before = await tx.value(_TODAY_HELD, {"of_day": day})
    granted = max(min(wanted, cap - before), 0)
    if granted:
        await tx.run(_SPEND, {"of_day": day, "sum": before + granted})
    return granted, granted > 0 and before + granted >= cap
