"""Several channels: each sends what is its own, at its own pace, and none waits for another."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from scheduler.clock import HandClock
from scheduler.dispatch import Dispatcher, Later, Sent
from scheduler.dispatchers import Dispatchers
from scheduler.pace import GENTLE, Pace
from scheduler.receipts import Uncertain
from scheduler.settle import Pair
from storage import outbox
from storage.database import Database, Tx
from storage.records import NewMessage, OutboxState
from tests.databases import on_sqlite_only
from tests.wires import Wire, message


def to_signal(text: str, chat: str = "sam") -> NewMessage:
    return replace(message(text, chat), channel="signal")


@pytest.fixture
def both(db: Database, clock: HandClock, wire: Wire) -> Dispatchers:
    return Dispatchers(
        {
            name: Dispatcher(db, clock, wire.deliver, wire.settled, pace, channel=name, luck=lambda: 0.5)
            for name, pace in (("telegram", Pace(clock)), ("signal", Pace(clock, overall=GENTLE)))
        }
    )


async def drain(both: Dispatchers) -> None:
    while await both.once():
        pass


async def test_a_dispatcher_sends_only_what_is_for_its_channel(wire: Wire) -> None:
    await wire.put(to_signal("to sam"), message("to anna"))
    await wire.drain()
    assert wire.tried == ["to anna"]
    assert await wire.states() == [OutboxState.PENDING, OutboxState.SENT]


async def test_together_they_send_everything(wire: Wire, both: Dispatchers) -> None:
    await wire.put(to_signal("to sam"), message("to anna"))
    await drain(both)
    assert sorted(wire.tried) == ["to anna", "to sam"]


async def test_while_nothing_can_be_sent_on_a_channel_the_other_goes_on_and_no_attempt_is_counted(
    wire: Wire, both: Dispatchers, clock: HandClock
) -> None:
    wire.script["to sam"] = [Later(600, whole_channel=True), Sent("1")]
    await wire.put(to_signal("to sam"), to_signal("to tom", "tom"))
    await both.each["signal"].once()
    await wire.until("to sam")
    await wire.put(message("to anna"), to_signal("to uli", "uli"))
    await drain(both)
    assert "to anna" in wire.tried
    assert "to uli" not in wire.tried
    assert (await wire.rows())[0].attempts == 0
    clock.forward(seconds=600)
    await drain(both)
    clock.forward(seconds=5)
    await drain(both)
    assert set(await wire.states()) == {OutboxState.SENT}


@on_sqlite_only  # on a server what is under way may be another worker's, and is left to its lease
async def test_a_new_start_settles_only_what_its_own_channel_left_under_way(
    wire: Wire, both: Dispatchers
) -> None:
    wire.gate = asyncio.Event()
    await wire.put(
        replace(to_signal("to sam"), resend_if_uncertain=False, subject="sam"),
        message("to anna", subject="anna"),
    )
    await both.once()
    await wire.until("to sam")
    await wire.until("to anna")
    assert await wire.new_dispatcher().recover() == 1
    assert (await wire.states())[0] is OutboxState.SENDING
    assert await both.recover() == 1
    assert wire.told == [("sam", Uncertain())]
    wire.gate.set()


async def test_what_the_end_of_one_channel_s_message_says_on_another_is_sent_at_once(
    db: Database, clock: HandClock, wire: Wire
) -> None:
    both = Dispatchers()

    async def told(tx: Tx, pairs: list[Pair]) -> None:
        answers = [to_signal("so they are gone") for each, _ in pairs if each.channel == "telegram"]
        await outbox.add(tx, answers, clock.now())

    for name in ("signal", "telegram"):
        ends = both.heard_by_all(told)
        both.each[name] = Dispatcher(db, clock, wire.deliver, ends, Pace(clock), channel=name)
    await drain(both)
    await wire.put(message("to anna"))
    both.each["telegram"].wake()
    await drain(both)
    assert wire.tried == ["to anna", "so they are gone"]


async def test_they_run_and_stop_together(wire: Wire, both: Dispatchers) -> None:
    running = asyncio.create_task(both.run())
    await wire.put(to_signal("to sam"), message("to anna"))
    both.wake()
    await wire.until("to sam")
    await wire.until("to anna")
    await both.stop()
    await running
    assert set(await wire.states()) == {OutboxState.SENT}


async def test_a_message_that_was_not_answered_may_have_arrived_and_uses_up_no_other(
    wire: Wire, both: Dispatchers, clock: HandClock
) -> None:
    wire.script["to sam"] = [Uncertain(rests=600), Sent("1")]
    await wire.put(to_signal("to sam"))
    await both.each["signal"].once()
    await wire.until("to sam")
    await wire.put(message("to anna"), *(to_signal(f"to {one}", one) for one in ("tom", "uli", "vera")))
    await drain(both)
    assert wire.tried == ["to sam", "to anna"]
    clock.forward(seconds=600)
    await drain(both)
    clock.forward(seconds=5)
    await drain(both)
    assert sorted(wire.tried[2:]) == ["to sam", "to tom", "to uli", "to vera"]
