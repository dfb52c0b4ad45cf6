from __future__ import annotations

from datetime import timedelta

from storage import outbox, spending
from storage import tables as t
from storage.database import Database
from storage.records import Lane
from tests.wires import START, message

TODAY = START.date()


async def test_no_more_is_granted_than_the_day_has_left(db: Database) -> None:
    async with db.write() as tx:
        assert await spending.spend(tx, TODAY, 6, 10) == (6, False)
        assert await spending.spend(tx, TODAY, 6, 10) == (4, True)
        assert await spending.spend(tx, TODAY, 6, 10) == (0, False)
        assert await spending.spend(tx, TODAY + timedelta(days=1), 6, 10) == (6, False)
        assert (await spending.spent(tx, TODAY), await spending.spent(tx, TODAY - timedelta(days=1))) == (
            10,
            0,
        )


async def test_a_cap_that_was_lowered_meanwhile_grants_nothing(db: Database) -> None:
    async with db.write() as tx:
        await spending.spend(tx, TODAY, 6, 10)
        assert await spending.spend(tx, TODAY, 6, 5) == (0, False)
        assert await spending.spent(tx, TODAY) == 6


async def test_the_backlog_is_what_waits_and_may_go(db: Database) -> None:
    later = START + timedelta(seconds=9)
    async with db.write() as tx:
        assert await spending.backlog(tx, later, 100, channel="telegram") == (0, timedelta(0))
        coming = START + timedelta(hours=1)
        reminders = [message(f"r{number}", f"chat {number}", lane=Lane.REMINDER) for number in range(5)]
        ids = await outbox.add(tx, [*reminders, message("reply")], START)
        await outbox.add(tx, [message("not yet", lane=Lane.REMINDER, not_before=coming)], START)
        await tx.change(t.outbox, ids[0], lease_until=coming)  # held back after a fault
        assert await spending.backlog(tx, later, 100, channel="telegram") == (4, timedelta(seconds=9))
        assert await spending.backlog(tx, later, 3, channel="telegram") == (3, timedelta(seconds=9))
