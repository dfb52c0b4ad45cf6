"""What waits for a channel that nobody serves gets an end, but not at once: its settings may be being mended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.clock import HandClock
from scheduler.receipts import GivenUp, Uncertain
from scheduler.strays import PATIENCE, WITHHELD_FOR, Strays
from storage import claims
from storage.database import Database
from storage.outbox import WITHHELD
from storage.records import Lane, NewMessage, OutboxState
from tests.wires import START, Wire, alerts_of, message


def to_signal(text: str, **more: object) -> NewMessage:
    return replace(message(text, subject=text, **more), channel="signal")


@pytest.fixture
def strays(db: Database, clock: HandClock, wire: Wire) -> Strays:
    return Strays(db, clock, ("telegram",), wire.settled)


async def test_a_message_to_a_channel_that_is_gone_ends_after_two_days(
    wire: Wire, db: Database, clock: HandClock, strays: Strays
) -> None:
    (lost,) = await wire.put(to_signal("anna"))
    clock.forward(seconds=PATIENCE.total_seconds() - 1)
    assert await strays.once() == 0
    clock.forward(seconds=1)
    assert await strays.once() == 1
    assert await wire.states() == [OutboxState.DEAD]
    assert wire.told == [("anna", GivenUp("no_such_channel"))]
    assert await alerts_of(db) == [("message_given_up", f"outbox:{lost}")]
    assert await strays.once() == 0


async def test_one_that_has_expired_ends_at_once(wire: Wire, clock: HandClock, strays: Strays) -> None:
    await wire.put(to_signal("a moment", expires_at=START + timedelta(hours=1)))
    assert await strays.once() == 0
    clock.forward(hours=1)
    assert await strays.once() == 1
    assert wire.told == [("a moment", GivenUp("no_such_channel"))]


async def test_one_that_was_under_way_may_have_arrived(
    wire: Wire, db: Database, clock: HandClock, strays: Strays
) -> None:
    await wire.put(to_signal("anna"))
    async with db.write() as tx:
        await claims.claim(tx, START, channel="signal", lane=Lane.REPLY, lease=timedelta(minutes=1), limit=1)
    clock.forward(seconds=PATIENCE.total_seconds() + 60)
    assert await strays.once() == 1
    assert wire.told == [("anna", Uncertain())]


async def test_what_is_served_is_left_to_its_dispatcher(wire: Wire, clock: HandClock, strays: Strays) -> None:
    await wire.put(message("hello"))
    clock.forward(days=3)
    assert await strays.once() == 0


async def test_what_is_withheld_ends_when_it_has_expired(
    wire: Wire, db: Database, clock: HandClock, strays: Strays
) -> None:
    expires_at = START + timedelta(hours=1)
    await wire.put(message("over", subject="over", not_before=WITHHELD, expires_at=expires_at))
    await wire.put(message("not over", not_before=WITHHELD))
    assert await strays.once() == 0
    clock.forward(hours=1)
    assert await strays.once() == 1
    assert await wire.states() == [OutboxState.CANCELLED, OutboxState.PENDING]
    assert wire.told == [("over", GivenUp("expired"))]
    assert [row.payload is None for row in await wire.rows()] == [True, False]
    assert await alerts_of(db) == []


async def test_what_is_withheld_without_an_end_of_its_own_ends_after_four_weeks(
    wire: Wire, clock: HandClock, strays: Strays
) -> None:
    await wire.put(message("never shown", subject="never shown", not_before=WITHHELD))
    clock.forward(seconds=WITHHELD_FOR.total_seconds() - 1)
    assert await strays.once() == 0
    clock.forward(seconds=1)
    assert await strays.once() == 1
    assert wire.told == [("never shown", GivenUp("expired"))]
    assert (await wire.rows())[0].payload is None
