"""The whole bot, running as it does for good, on a database that gets into trouble while people write."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from math import log2
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot import running, waiting
from bot.app import App, built
from bot.channels.base import Rendered
from bot.doctor import examine
from bot.finding import Degree
from bot.playground import Phone, Playground
from bot.running import run
from bot.settings import Settings
from scheduler import dispatch
from storage import bell, database
from storage import tables as t
from storage.records import InboxState, OutboxState
from storage.trouble import SAID_AGAIN
from tests.bot.commands import env_file
from tests.e2e.practice import TOKEN, settings_for

PATIENCE = 20.0
HELP = "is in danger right now"
LOOK_SECONDS = 0.05
FIRST_WAIT = 0.1
"""So many seconds pass after the first try to listen that failed."""


def hurry(patch: pytest.MonkeyPatch) -> None:
    """Shorten every wait between two tries, so that a test need not be patient."""
    for where, name in (
        (dispatch, "IDLE_SECONDS"),
        (running, "TICK_SECONDS"),
        (bell, "_AGAIN_SECONDS"),
        (waiting, "AGAIN_SECONDS"),
    ):
        patch.setattr(where, name, 0.1)
    patch.setattr(database, "BUSY_MILLISECONDS", 200)
    # The look for garbage after a start would go through all that the tests before this one have left.
    patch.setattr(running, "settle_in", lambda: None)


@dataclass
class House:
    """The stand-in, the running bot, its health port, and its log."""

    playground: Playground
    app: App
    health: httpx.AsyncClient
    log: list[Any]
    stalls: list[float] = field(default_factory=list)

    async def asks(self, phone: Phone, times: int = 1) -> None:
        """Write /help so many times."""
        for _ in range(times):
            phone.types("/help")

    async def answered(self, phone: Phone, times: int) -> None:
        """Wait until so many of the questions are answered; and no more are."""
        await self.playground.until(lambda: phone.screen.count(HELP) >= times, PATIENCE)
        assert phone.screen.count(HELP) == times

    async def ready(self, *, state: str = "ok") -> None:
        """Wait until /readyz answers, and says that the database is in this state."""
        async with asyncio.timeout(PATIENCE):
            while (await self.state())[1] != state:  # noqa: ASYNC110 - what the port says has no event
                await asyncio.sleep(LOOK_SECONDS)
        status, _ = await self.state()
        assert status == (200 if state == "ok" else 503)

    async def state(self) -> tuple[int, str]:
        """Ask the health port."""
        try:
            answer = await self.health.get("/readyz")
        except httpx.ConnectError:
            return 0, "closed"
        return answer.status_code, answer.json()["checks"]["database"]["state"]

    @property
    def unconfirmed(self) -> int:
        """How many updates Telegram still has, since nobody said that they are stored."""
        return len(self.playground.world.updates.pending(self.playground.world.now()))

    async def doctor(self, folder: Path) -> str:
        """What the doctor finds wrong."""
        settings = self.app.settings
        env = env_file(
            folder,
            telegram_token=TOKEN,
            telegram_api_url=settings.telegram_api_url,
            database_url=settings.database_url,
            encryption_key_file=str(settings.encryption_key_file),
            backup_folder="",
        )
        return "\n".join(each.sentence for each in await examine(env) if each.degree is not Degree.FINE)

    def holds_back(self) -> asyncio.Event:
        """Let the next message arrive on the phone, but the bot hear of it only when this event is set."""
        channel = self.app.channels["telegram"]
        really, released = channel.send, asyncio.Event()

        async def send(address: str, message: Rendered) -> str:
            channel.send = really  # type: ignore[method-assign]
            reference = await really(address, message)
            await released.wait()
            return reference

        channel.send = send  # type: ignore[method-assign]
        return released

    async def all_is_well(self) -> None:
        """Nothing waits, nothing was set aside, nothing is in doubt, and no attempt was counted."""
        async with asyncio.timeout(PATIENCE):
            while not await self.app.idle():  # noqa: ASYNC110 - nor has what stands in the database
                await asyncio.sleep(LOOK_SECONDS)
        async with self.app.database.read() as tx:
            heard = await tx.rows(select(t.inbox.c.state, t.inbox.c.attempts))
            said = await tx.rows(select(t.outbox.c.state, t.outbox.c.maybe_sent))
            assert {(row.state, row.attempts) for row in heard} == {(InboxState.DONE, 0)}
            assert {(row.state, row.maybe_sent) for row in said} == {(OutboxState.SENT, False)}
            assert await tx.rows(select(t.alerts)) == []
        assert self.unconfirmed == 0

    def so_far(self) -> tuple[int, float]:
        """Where the log has come to, and when that was."""
        return len(self.log), asyncio.get_running_loop().time()

    def has_said_little_since(self, before: tuple[int, float]) -> None:
        """Look whether each fault was told once, and again after each minute.

        Listening tells of every try, and doubles its waits: for so many there was room, however long all of it took.
        """
        lines, began = before
        passed = asyncio.get_running_loop().time() - began
        grave = [line for line in self.log[lines:] if line["log_level"] in {"warning", "error", "critical"}]
        said = Counter((line["event"], line.get("fault")) for line in grave)
        tries = sum(said.pop(each) for each in list(said) if each[0] == "channel.not_kept")
        assert tries <= 1 + log2(passed / FIRST_WAIT + 1)
        assert all(times <= 1 + passed // SAID_AGAIN for times in said.values()), said

    async def watch_the_loop(self) -> None:
        """Measure for how long the event loop did nothing but one thing."""
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(0.01)
            self.stalls.append(loop.time() - before - 0.01)


@asynccontextmanager
async def house(
    folder: Path, url: str, *, meanwhile: Callable[[House], Awaitable[None]] | None = None
) -> AsyncIterator[House]:
    """Run a bot until the block is over; it then ends in order, and nothing that it asked for was wrong.

    `meanwhile`: what happens before it listens.
    """
    async with Playground(token=TOKEN) as playground:
        settings = set_up(playground.root, folder, url)
        with capture_logs() as log:
            async with built(settings) as app, asked(settings) as health:
                app.channels["telegram"]._first_wait = FIRST_WAIT
                lives = House(playground, app, health, log)
                async with runs(app):
                    if meanwhile is not None:
                        await meanwhile(lives)
                    await polls(playground)
                    yield lives
        assert playground.violations == []


def set_up(root: str, folder: Path, url: str) -> Settings:
    """Settings with this database and a health port."""
    settings = settings_for(root, folder, health_port=free_port())
    return settings.model_copy(update={"database_url": url})


@asynccontextmanager
async def runs(app: App) -> AsyncIterator[None]:
    """Run it until the block is over."""
    stop = asyncio.Event()
    running_on = asyncio.create_task(run(app, stop))
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(PATIENCE):
            await running_on


def asked(settings: Settings) -> httpx.AsyncClient:
    """Somebody who asks the health port."""
    return httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{settings.health_port}", trust_env=False, timeout=PATIENCE
    )


async def polls(playground: Playground) -> None:
    """Wait until the bot listens."""
    await playground.until(lambda: any(method == "getUpdates" for method, _ in playground.requests), PATIENCE)


def free_port() -> int:
    """Find a port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
