"""Two who settle the same message: a worker that slept past its lease, and the one that took the message over."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from scheduler.clock import HandClock
from scheduler.receipts import Later, Sent, Uncertain
from scheduler.settle import Pair, settle
from storage import claims, outbox
from storage import tables as t
from storage.database import Database, Tx
from storage.records import Lane, OutboxMessage, OutboxState
from tests.wires import message


async def nobody(tx: Tx, ends: list[Pair]) -> None:
    """Hear of an end, and do nothing."""


async def claimed(tx: Tx, clock: HandClock) -> OutboxMessage:
    (one,) = await claims.claim(
        tx, clock.now(), channel="telegram", lane=Lane.REPLY, lease=timedelta(minutes=1), limit=1
    )
    return one


async def test_who_slept_past_the_lease_does_not_settle_what_another_worker_took_over(
    db: Database, clock: HandClock
) -> None:
    """Else a message that the other one is sending would wait again, as if it had never been sent: a third copy."""

    async def settled(pair: Pair) -> int:
        return await settle(tx, [pair], clock.now(), nobody, lambda: 0.0)

    async with db.write() as tx:
        await outbox.add(tx, [message("hello", resend_if_uncertain=True)], clock.now())
        sleeper = await claimed(tx, clock)
        assert (
            await settled((sleeper, Uncertain())) == 1
        )  # as the other worker does when the lease has lapsed
        clock.forward(seconds=10)
        again = await claimed(tx, clock)
        assert await settled((sleeper, Later())) == 0
        assert await settled((sleeper, Sent("1"))) == 0
        (row,) = await tx.rows(select(t.outbox.c.state, t.outbox.c.maybe_sent))
        assert (row.state, row.maybe_sent) == (OutboxState.SENDING, True)
        assert await settled((again, Sent("2"))) == 1
