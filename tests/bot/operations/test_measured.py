from __future__ import annotations

import pytest
from prometheus_client import generate_latest

from bot.operations.measured import measured
from scheduler.receipts import Receipt, Sent
from storage.records import Lane, OutboxMessage
from tests.bot.operations.watched import Watched
from tests.wires import START

MESSAGE = OutboxMessage(
    id=1,
    channel="telegram",
    chat_key="key",
    address="address",
    lane=Lane.REMINDER,
    person_id=None,
    payload={},
    attempts=0,
    resend_if_uncertain=True,
    maybe_sent=False,
    unasked=False,
    subject=None,
    created_at=START,
    expires_at=None,
)


async def test_a_channel_is_measured_by_how_long_it_took(watched: Watched) -> None:
    async def slow(_: OutboxMessage) -> Receipt:
        watched.clock.forward(seconds=2)
        return Sent("7")

    assert await measured(slow, watched.vitals, watched.clock.monotonic)(MESSAGE) == Sent("7")
    shown = generate_latest(watched.vitals.meters.registry).decode().splitlines()
    assert 'between_send_seconds_sum{channel="telegram",lane="reminder"} 2.0' in shown
    assert 'between_messages_total{channel="telegram",lane="reminder",receipt="sent"} 1.0' in shown


async def test_a_defect_while_delivering_is_counted_and_goes_on_its_way(watched: Watched) -> None:
    async def breaks(_: OutboxMessage) -> Receipt:
        raise LookupError

    with pytest.raises(LookupError):
        await measured(breaks, watched.vitals, watched.clock.monotonic)(MESSAGE)
    shown = generate_latest(watched.vitals.meters.registry).decode()
    assert 'between_faults_total{fault="LookupError",where="deliver"} 1.0' in shown
