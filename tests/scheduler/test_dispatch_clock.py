"""The machine's clock is put back or on while messages wait and while they are under way."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from scheduler.clock import HandClock
from scheduler.dispatch import LEASE
from scheduler.receipts import Later, Receipt, Sent, Uncertain
from storage import claims
from storage.records import Lane, OutboxState
from tests.wires import START, Wire, message

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
JUMPS = [timedelta(seconds=-1), -HOUR, -3 * DAY, timedelta(seconds=1), HOUR, 3 * DAY]
NAMES = ["back 1 s", "back 1 h", "back 3 d", "on 1 s", "on 1 h", "on 3 d"]


@pytest.mark.parametrize("by", JUMPS, ids=NAMES)
async def test_what_waits_goes_once_in_its_order(wire: Wire, clock: HandClock, by: timedelta) -> None:
    """One message for now, one that is held back after a fault, one for in two hours."""
    wire.script["held"] = [Later(), Sent("late")]
    await wire.put(message("held", "ben"))
    await wire.drain()
    await wire.put(message("now"), message("in two hours", not_before=START + 2 * HOUR))
    clock.set(START + by)
    await wire.drain()
    for hours in range(3):
        clock.set(max(clock.now(), START + hours * HOUR + timedelta(seconds=5)))
        await wire.drain()
    assert sorted(wire.tried) == ["held", "held", "in two hours", "now"]
    assert wire.tried.index("now") < wire.tried.index("in two hours")
    assert await wire.states() == [OutboxState.SENT] * 3


@pytest.mark.parametrize("by", JUMPS, ids=NAMES)
async def test_what_is_under_way_is_held_and_settled_once(
    wire: Wire, clock: HandClock, by: timedelta
) -> None:
    wire.gate = asyncio.Event()
    await wire.put(message("under way"))
    sending = asyncio.create_task(wire.drain())
    await wire.until("under way")
    clock.set(clock.now() + by)
    await wire.put(message("another", "ben"))
    wire.dispatcher.wake()
    clock.set(clock.now() + timedelta(seconds=5))
    if by < timedelta():
        clock.set(max(clock.now(), START + timedelta(seconds=5)))
    wire.dispatcher.wake()
    await wire.until("another")
    assert (await wire.states())[0] is OutboxState.SENDING
    wire.gate.set()
    await sending
    assert wire.tried == ["under way", "another"]
    assert await wire.states() == [OutboxState.SENT, OutboxState.SENT]


async def test_ids_ascend_when_the_clock_goes_back(wire: Wire, clock: HandClock) -> None:
    before = await wire.put(message("one"))
    clock.set(START - 3 * DAY)
    assert await wire.put(message("two")) > before


async def test_the_sending_rate_does_not_know_the_wall_clock(wire: Wire, clock: HandClock) -> None:
    await wire.put(*[message(str(number)) for number in range(8)])
    clock.set(START - HOUR)
    clock.set(START)
    reached = clock.monotonic()
    await wire.drain()
    assert len(wire.tried) == 8
    assert clock.monotonic() - reached >= 2  # five at once, then one a second


async def test_a_reply_does_not_wait_until_a_clock_that_was_set_back_has_caught_up(
    wire: Wire, clock: HandClock
) -> None:
    await wire.put(message("reply"))
    clock.set(START - 3 * DAY)
    await wire.drain()
    assert wire.tried == ["reply"]


async def test_what_a_dead_process_held_is_not_held_for_days_after_the_clock_was_set_back(
    wire: Wire, clock: HandClock
) -> None:
    await wire.put(message("left behind", resend_if_uncertain=True))
    async with wire.db.write() as tx:
        await claims.claim(tx, clock.now(), channel="telegram", lane=Lane.REPLY, lease=LEASE, limit=8)
    clock.set(START - 3 * DAY)
    await wire.drain()
    clock.set(clock.now() + timedelta(seconds=5))
    await wire.drain()
    assert wire.tried == ["left behind"]
    row = (await wire.rows())[0]
    assert (row.state, row.maybe_sent) == (OutboxState.SENT, True)


@pytest.mark.parametrize(
    "fault",
    [Later(), Uncertain(), Later(30, whole_chat=True), Later(60, whole_channel=True)],
    ids=["later", "in doubt", "flood", "whole channel"],
)
async def test_what_was_held_back_while_the_clock_was_ahead_blocks_its_chat_no_longer(
    wire: Wire, clock: HandClock, fault: Receipt
) -> None:
    wire.script["held"] = [fault, Sent("late")]
    clock.set(START + 30 * DAY)
    await wire.put(message("held", resend_if_uncertain=True))
    await wire.drain()
    clock.set(START)
    clock.forward(minutes=2)
    await wire.put(message("behind it"), message("reminder", lane=Lane.REMINDER))
    await wire.drain()
    assert wire.tried == ["held", "held", "behind it", "reminder"]


async def test_however_long_a_service_asks_us_to_wait_it_is_asked_again_after_a_day(
    wire: Wire, clock: HandClock
) -> None:
    wire.script["held"] = [Later(9 * DAY.total_seconds(), whole_chat=True), Sent("late")]
    await wire.put(message("held"), message("another", "ben"))
    await wire.drain()
    for seconds in (DAY.total_seconds() - 1, 1):
        assert wire.tried == ["held", "another"]
        clock.set(clock.now() + timedelta(seconds=seconds))
        wire.dispatcher = wire.new_dispatcher()
        await wire.drain()
    assert wire.tried == ["held", "another", "held"]


async def test_what_only_waits_for_its_slot_goes_back_unsent_at_a_stop(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wire.put(*[message(str(number)) for number in range(6)])
    for _ in range(3):
        wire.dispatcher._turns._pace.arrived("anna")
    monkeypatch.setattr(HandClock, "sleep", lambda *_: asyncio.Event().wait())
    running = asyncio.create_task(wire.dispatcher.run())
    while OutboxState.SENDING not in await wire.states():  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(0.01)
    await wire.dispatcher.stop()
    await running
    assert wire.tried == []
    assert await wire.states() == [OutboxState.PENDING] * 6
