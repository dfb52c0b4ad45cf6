"""Many moments that come due at once, sent by 1, 2 and 4 workers with kills in the middle: lost none, doubled only what a kill left in doubt."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from scheduler.dispatch import IN_FLIGHT
from scheduler.line import LEASE
from storage import tables as t
from storage.records import Delivery, OutboxState
from tests.e2e.bot_process import Nursery
from tests.e2e.mortal import PATIENCE, MortalPractice
from tests.e2e.practice import START
from tests.e2e.test_kill import RINGS
from tests.workers.crew import NUMBERS, RHYTHM, open_crew
from tests.workers.crowd import crowd

SIZE = 60
KILLS = 2
AS_IT_IS: dict[str, float] = {**RHYTHM, "lease": LEASE.total_seconds()}
"""With the lease of production: on a busy machine a worker may stand still for some seconds, and no other may take over."""
AT = START + timedelta(minutes=30)


@pytest.mark.parametrize("number", NUMBERS)
async def test_of_a_burst_nothing_is_lost_and_only_what_was_in_flight_at_a_kill_may_come_twice(
    nursery: Nursery, tmp_path: Path, number: int, record_testsuite_property: Callable[[str, object], None]
) -> None:
    async with open_crew(nursery, tmp_path, number, rhythm=AS_IT_IS) as (practice, crew, _):
        phones = await crowd(practice, SIZE, AT)
        await practice.quiet()
        practice.clock.set(AT)
        for kill in range(1, KILLS + 1):
            await so_many_rang(practice, kill * SIZE // (KILLS + 2))
            assert await crew.end(signal.SIGKILL, crew.pids[0]) == -signal.SIGKILL
            await crew.start()
        await practice.quiet()
        came = Counter(rung(practice))
        async with practice.database.read() as tx:
            rows = await tx.rows(select(t.outbox).where(t.outbox.c.subject.like("moment:%")))
            moments = await tx.rows(select(t.occurrences.c.delivery))
        assert {each.delivery for each in moments} <= {Delivery.DELIVERED, Delivery.MAYBE}
        assert len(rows) == len(moments) == SIZE
        assert {row.state for row in rows} <= {OutboxState.SENT, OutboxState.UNCERTAIN}
        doubted = sum(row.maybe_sent or row.state == OutboxState.UNCERTAIN for row in rows)
        doubled = sum(count > 1 for count in came.values())
        record_testsuite_property(f"{number} workers: in doubt, doubled", (doubted, doubled))
        assert doubled <= doubted <= KILLS * IN_FLIGHT
        assert max(came.values()) <= 2
        assert len(came) + sum(row.state == OutboxState.UNCERTAIN for row in rows) >= len(phones)


async def so_many_rang(practice: MortalPractice, number: int) -> None:
    await practice.playground.until(lambda: len(rung(practice)) >= number or None, PATIENCE)


def rung(practice: MortalPractice) -> list[int]:
    """Return the chats to which a moment's message was sent, each as often as it was."""
    return [
        params["chat_id"]
        for method, params in practice.playground.requests
        if method == "sendMessage" and params["text"] in RINGS
    ]
