from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from storage import alerts, challenges
from storage import tables as t
from storage.database import Database
from tests.wires import START

LATER = START + timedelta(hours=1)


async def test_a_channel_has_one_challenge_the_newest_and_one_alert(db: Database) -> None:
    async with db.write() as tx:
        assert await challenges.pending(tx, "signal") is None
        await challenges.demanded(tx, "signal", "first", START, LATER)
        await challenges.demanded(tx, "signal", "second", LATER, LATER + timedelta(hours=1))
        found = await challenges.pending(tx, "signal")
        assert found is not None
        assert (found.token, found.since, found.until) == ("second", START, LATER + timedelta(hours=1))
        assert [each.kind for each in await alerts.unseen(tx)] == ["signal_captcha"]
        assert await challenges.pending(tx, "other") is None


async def test_its_token_is_sealed(db: Database) -> None:
    async with db.write() as tx:
        await challenges.demanded(tx, "signal", "a-challenge-token", START, LATER)
    async with db.read() as tx:
        (row,) = await tx.rows(select(t.channel_challenges))
        assert b"a-challenge-token" not in bytes(row.token)


async def test_when_it_is_over_it_is_forgotten_with_its_alert(db: Database) -> None:
    async with db.write() as tx:
        await challenges.demanded(tx, "signal", "first", START, LATER)
        await alerts.raise_alert(tx, "message_given_up", "outbox:1", START)
        await challenges.over(tx, "signal", LATER)
        assert await challenges.pending(tx, "signal") is None
        assert [each.kind for each in await alerts.unseen(tx)] == ["message_given_up"]
        await challenges.over(tx, "signal", LATER)
