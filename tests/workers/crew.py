"""A practice served by several processes on one PostgreSQL: any of them may be killed, or made to stand still."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

from bot.app import built
from bot.inviting import invite_a_therapist
from bot.keys import key_ring
from bot.playground import Playground
from bot.settings import Settings
from storage.database import Database
from tests.databases import make_empty_on_server
from tests.e2e.bot_process import Nursery, StoryClock
from tests.e2e.mortal import LOOK_SECONDS, PATIENCE, Bot, MortalPractice
from tests.e2e.practice import START, TOKEN, settings_for

SPEED = 5
"""Story seconds in a real one: a lease of ten seconds lapses after two real ones."""
RHYTHM: dict[str, float] = {"speed": SPEED, "lease": 20, "look": 0.5}
RUNS = "app.running"
NUMBERS = [int(each) for each in os.environ.get("BETWEEN_WORKERS", "2").split(",")]
"""How many workers; `make chaos` runs all of 1, 2 and 4."""


class Crew(Bot):
    """Several processes at a time; whoever talks with the practice does not notice which one it is."""

    def __init__(
        self,
        nursery: Nursery,
        playground: Playground,
        settings: Settings,
        folder: Path,
        rhythm: dict[str, float],
    ) -> None:
        super().__init__(nursery, playground, settings, folder)
        self.pids: list[int] = []
        self._logs: dict[int, Path] = {}
        self._rhythm = rhythm
        self._one_order_at_a_time = asyncio.Lock()
        self._born = 0

    async def start(self, **values: Any) -> None:
        """Start one more, and wait until it runs. `values`: settings that only this one has."""
        self._born += 1
        log = self._folder / f"bot-{self._born}.log"
        settings = self._settings.model_copy(update=values)
        async with self._one_order_at_a_time:
            self.pid = await asyncio.to_thread(
                self._nursery.start, settings, self._folder / "clock", log, **self._rhythm
            )
        self.pids.append(self.pid)
        self._logs[self.pid] = log
        async with asyncio.timeout(PATIENCE):
            while not log.exists() or RUNS not in log.read_text():  # noqa: ASYNC110 - no event of ours crosses the border of a process
                await asyncio.sleep(LOOK_SECONDS)

    async def end(self, by: signal.Signals, pid: int | None = None) -> int:
        """Send one of them a signal, and wait until it has ended; return its exit code, or minus the signal."""
        pid = pid or self.pids[-1]
        self.pids.remove(pid)
        os.kill(pid, by)
        async with self._one_order_at_a_time:
            return await asyncio.to_thread(self._nursery.end_of, pid)

    def log_of(self, pid: int) -> str:
        """What one of them has written so far."""
        return self._logs[pid].read_text()

    @property
    def logs(self) -> str:
        """What all of them have written so far."""
        return "\n".join(path.read_text() for path in sorted(self._folder.glob("bot-*.log")))


class CrewReaper:
    """Kills, ends, or halts one of the workers, at moments and in ways that a seed chooses; what is gone is replaced.

    It waits each time until what was in flight has been settled: a message that may have arrived is sent once more
    and never a third time, so that two kills in one and the same message may lose it, as promised.
    """

    def __init__(self, practice: MortalPractice, crew: Crew, seed: int) -> None:
        self._practice = practice
        self._crew = crew
        self._random = Random(seed)
        self._leaving = False
        self.done: list[str] = []

    @asynccontextmanager
    async def about(self) -> AsyncIterator[None]:
        """Reap until the block is over; everybody runs then."""
        reaping = asyncio.create_task(self._reap())
        try:
            yield
        except BaseException:
            reaping.cancel()  # nobody is killed any more, nor started, for a story that has failed
            raise
        self._leaving = True
        await reaping

    async def _reap(self) -> None:
        deeds = [self._kills, self._kills, self._halts, self._ends]
        while await self._the_hour_comes():
            deed = deeds[len(self.done) % len(deeds)]
            await deed(self._random.choice(self._crew.pids))
            self.done.append(deed.__name__)

    async def _kills(self, pid: int) -> None:
        assert await self._crew.end(signal.SIGKILL, pid) == -signal.SIGKILL
        in_doubt = await self._practice.under_way()
        await self._crew.start()
        await self._practice.settled(in_doubt)

    async def _halts(self, pid: int) -> None:
        """Let it stand still for longer than it may hold anything, and then go on as if nothing had been."""
        os.kill(pid, signal.SIGSTOP)
        in_doubt = await self._practice.under_way()
        await asyncio.sleep(self._random.uniform(1.1, 1.3) * RHYTHM["lease"] / SPEED)
        os.kill(pid, signal.SIGCONT)
        await self._practice.settled(in_doubt)

    async def _ends(self, pid: int) -> None:
        assert await self._crew.end(signal.SIGTERM, pid) == 0
        await self._crew.start()

    async def _the_hour_comes(self) -> bool:
        """Wait for some more requests of the bot and then a few milliseconds; False when the block is over."""
        world = self._practice.playground.world
        target = len(world.requests) + self._random.randint(1, 30)
        while len(world.requests) < target and not self._leaving:
            await world.bell.until(lambda: len(world.requests) >= target or None, LOOK_SECONDS)
        await asyncio.sleep(self._random.uniform(0, 0.02))
        return not self._leaving


@asynccontextmanager
async def open_crew(
    nursery: Nursery, folder: Path, number: int, *, rhythm: dict[str, float] | None = None, **values: Any
) -> AsyncIterator[tuple[MortalPractice, Crew, str]]:
    """Open a practice that so many workers serve, and give the link of its therapist's invitation.

    At its end nothing that the bots asked for may have been wrong, and each ends by itself when it is asked to.
    """
    pace = rhythm or dict(RHYTHM)
    clock = StoryClock(folder / "clock", int(pace["speed"]))
    clock.set(START)
    async with Playground(token=TOKEN, now=clock.now) as playground:
        settings = settings_for(playground.root, folder, log_level="info", **values).model_copy(
            update={"database_url": make_empty_on_server(folder / "server")}
        )
        async with built(settings, clock) as app:
            link = (await invite_a_therapist(app)).link
        crew = Crew(nursery, playground, settings, folder, pace)
        database = Database(settings.database_url, key_ring(settings), clock.now)
        await asyncio.gather(*(crew.start() for _ in range(number)))
        try:
            yield MortalPractice(playground, crew, clock, database), crew, link
        finally:
            await database.close()
        for pid in list(crew.pids):
            assert await crew.end(signal.SIGTERM, pid) == 0, crew.logs[-3000:]
        assert playground.violations == []
