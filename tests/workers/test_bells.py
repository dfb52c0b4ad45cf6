"""What one worker keeps wakes the others: a reply waits for no tick, whichever worker hears, answers and sends."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median, quantiles

from tests.e2e.bot_process import Nursery
from tests.workers.crew import open_crew

QUESTIONS = 40
TICK_SECONDS = 20.0
"""So that whatever had to wait for a tick would be seen."""
HELP = "is in danger right now"


async def test_a_reply_comes_at_once_with_two_workers_though_their_ticks_are_far_apart(
    nursery: Nursery, tmp_path: Path, record_testsuite_property: Callable[[str, object], None]
) -> None:
    rhythm = {"speed": 1, "look": TICK_SECONDS, "lease": 60}
    async with open_crew(nursery, tmp_path, 2, rhythm=rhythm) as (practice, crew, _):
        chance, waits = Random(3), []
        for number in range(QUESTIONS + 1):
            phone = practice.playground.phone(f"Stranger {number}")
            begun = time.monotonic()
            phone.types("/help")
            await practice.playground.until(lambda: HELP in phone.screen, TICK_SECONDS)  # noqa: B023
            waits.append(time.monotonic() - begun)
            await practice.playground.world.bell.until(lambda: None, chance.uniform(0, 0.05))
        del waits[0]  # the first one waited until somebody listened
        both = [crew.log_of(pid).count("outbox.settled") for pid in crew.pids]
        record_testsuite_property(
            "seconds to a reply, median and p99", (median(waits), quantiles(waits, n=100)[-1])
        )
        record_testsuite_property("messages that each worker sent", both)
        assert median(waits) < 1
        assert max(waits) < TICK_SECONDS / 4
        assert min(both) > 0
