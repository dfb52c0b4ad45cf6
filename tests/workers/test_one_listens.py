"""One of several workers asks Telegram for updates; whoever ends, dies or stands still is replaced, without a storm of 409."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

from bot.playground import Playground
from tests.e2e.bot_process import Nursery
from tests.e2e.mortal import MortalPractice
from tests.workers.crew import SPEED, Crew, open_crew

HELP = "is in danger right now"
WITHIN = 15 / SPEED
"""Real seconds that are fifteen by the story's clock, with which the leases go."""
A_MOMENT = 5.0
"""Real seconds more that a busy machine may take for all that it does in between."""


async def test_a_listener_that_is_killed_ended_or_halted_is_replaced_and_none_of_them_fights_for_its_place(
    nursery: Nursery, tmp_path: Path, record_testsuite_property: Callable[[str, object], None]
) -> None:
    async with open_crew(nursery, tmp_path, 2) as (practice, crew, _):
        phone = practice.playground.phone("Anna")
        await answers(practice, "before")
        await practice.quiet()
        halted = await listener(crew)
        os.kill(halted, signal.SIGSTOP)
        waits = {"halted": await answers(practice, "while it stands still")}
        os.kill(halted, signal.SIGCONT)
        await answers(practice, "it woke up")
        await practice.quiet()
        killed = await listener(crew)
        await crew.end(signal.SIGKILL, killed)
        waits["killed"] = await answers(practice, "it died")
        await crew.start()
        ended = await listener(crew)
        assert await crew.end(signal.SIGTERM, ended) == 0
        waits["ended"] = await answers(practice, "it went")
        fought = conflicts(practice.playground)
        record_testsuite_property("seconds by the story's clock until another one listened", waits)
        record_testsuite_property("answers 409", fought)
        assert max(waits.values()) < (WITHIN + A_MOMENT) * SPEED
        assert waits["ended"] < waits["killed"] + A_MOMENT * SPEED
        assert fought <= 4
        assert phone.screen.count(HELP) == 5


async def test_four_workers_that_are_left_alone_never_get_in_each_others_way(
    nursery: Nursery, tmp_path: Path
) -> None:
    async with open_crew(nursery, tmp_path, 4) as (practice, crew, _):
        await answers(practice, "before")
        await asyncio.sleep(4 * 10 / SPEED)  # several leases long
        await answers(practice, "after")
        assert conflicts(practice.playground) == 0
        assert len(re.findall("crew.leads", crew.logs)) == 1


async def answers(practice: MortalPractice, occasion: str) -> float:
    """Ask for help, and wait for it; return how many seconds by the story's clock that took."""
    phone = practice.playground.phone("Anna")
    before, begun = phone.screen.count(HELP), time.monotonic()
    phone.types("/help")
    try:
        await practice.playground.until(lambda: phone.screen.count(HELP) > before, 30.0)
    except TimeoutError:
        raise AssertionError(f"nobody answered when {occasion}") from None
    return (time.monotonic() - begun) * SPEED


async def listener(crew: Crew) -> int:
    """Return the process that listens."""
    async with asyncio.timeout(30.0):
        while True:
            leading = {pid for pid in crew.pids if last_word(crew, pid) == "crew.leads"}
            if len(leading) == 1:
                return leading.pop()
            await asyncio.sleep(0.05)


def last_word(crew: Crew, pid: int) -> str:
    """Return what a process wrote last about leading."""
    words = re.findall(r"crew\.\w+", crew.log_of(pid))
    return words[-1] if words else ""


def conflicts(playground: Playground) -> int:
    """Count the answers with which Telegram tells one of two listeners that there is another."""
    return sum(method == "getUpdates" and "Conflict" in why for method, why in playground.refusals)
