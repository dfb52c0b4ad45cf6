"""Whatever the network answers and whenever the process dies: nothing is lost, doubled beyond measure, or reordered."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from scheduler.clock import HandClock
from scheduler.dispatch import GivenUp, Later, Receipt, Sent, Uncertain
from storage.records import Lane, OutboxState
from tests.wires import START, Wire, fresh_database, message

ENDS = {OutboxState.SENT, OutboxState.UNCERTAIN, OutboxState.DEAD, OutboxState.CANCELLED}
ANSWERS: tuple[Receipt, ...] = (
    *[Sent("1")] * 6,
    Later(),
    Later(5, whole_chat=True),
    Uncertain(),
    GivenUp("refused"),
)
MESSAGES = 40


async def die(wire: Wire) -> None:
    """End the process as kill -9 would: nothing that is under way comes back, the database stays as it is."""
    for _, task in list(wire.dispatcher._under_way.values()):
        task.cancel()
    await asyncio.sleep(0)
    wire.dispatcher = wire.new_dispatcher()
    left = (await wire.states()).count(OutboxState.SENDING)
    assert left <= 8
    await wire.dispatcher.recover()


@pytest.mark.parametrize("seed", range(12))
async def test_every_message_ends_once_in_order_and_at_most_twice_on_the_phone(
    tmp_path: Path, seed: int
) -> None:
    luck = random.Random(seed)
    clock = HandClock(START)
    async with fresh_database(tmp_path, clock) as db:
        wire = Wire(db, clock)
        names = [f"{luck.choice('abcde')} {luck.choice((0, 1))} {number:02}" for number in range(MESSAGES)]
        await wire.put(*(message(name, name[0], lane=Lane(int(name[2])), subject=name) for name in names))
        wire.script = {name: [luck.choice(ANSWERS), luck.choice(ANSWERS), Sent("1")] for name in names}
        for _ in range(400):
            await wire.dispatcher.once()
            if luck.random() < 0.2:
                await die(wire)
            clock.forward(seconds=luck.choice((0, 1, 10)))
            if set(await wire.states()) <= ENDS:
                break
        assert set(await wire.states()) <= ENDS
        assert sorted(subject or "" for subject, _ in wire.told) == sorted(names)
        for chat_and_lane in {name[:3] for name in names}:
            first_tries = list(dict.fromkeys(name for name in wire.tried if name[:3] == chat_and_lane))
            assert first_tries == sorted(first_tries)
        for name in names:
            surely_unsent = sum(isinstance(receipt, Later) for receipt in wire.spent.get(name, []))
            assert wire.tried.count(name) - surely_unsent <= 2
