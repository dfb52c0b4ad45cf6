from __future__ import annotations

from datetime import timedelta

from storage import alerts
from storage.alerts import Alert
from storage.database import Database
from tests.wires import START


async def test_an_alert_is_unseen_until_it_was_looked_at(db: Database) -> None:
    async with db.write() as tx:
        await alerts.raise_alert(tx, "due_parked", "moment:1", START)
        await alerts.raise_alert(tx, "message_given_up", None, START)
        first, second = await alerts.unseen(tx)
        assert first == Alert(first.id, START, "due_parked", "moment:1", None)
        await alerts.seen(tx, [first.id], START)
        assert [each.id for each in await alerts.unseen(tx)] == [second.id]


async def test_only_what_was_looked_at_is_purged(db: Database) -> None:
    async with db.write() as tx:
        await alerts.raise_alert(tx, "due_parked", "moment:1", START)
        await alerts.raise_alert(tx, "due_parked", "moment:2", START)
        first, second = await alerts.unseen(tx)
        await alerts.seen(tx, [first.id], START)
        assert await alerts.purge(tx, START) == 0
        assert await alerts.purge(tx, START + timedelta(seconds=1)) == 1
        assert [each.id for each in await alerts.unseen(tx)] == [second.id]
