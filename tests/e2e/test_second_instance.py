"""A second bot started by mistake says so and ends; what only looks, invites or backs up works beside the running one."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app import built
from bot.backups import make_backup, restore
from bot.doctor import examine
from bot.inviting import invite_a_therapist
from bot.keys import key_ring
from bot.playground import Playground
from bot.settings import load_settings
from scheduler.clock import SystemClock
from storage.single import InUseError, only_one
from tests.bot.commands import env_file, process
from tests.e2e.bot_process import HOUSE
from tests.e2e.mortal import PATIENCE
from tests.e2e.practice import START, TOKEN

HELP = "is in danger right now"


@asynccontextmanager
async def running(playground: Playground, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start the program as its manual says, and wait until it listens."""
    before = polls(playground)
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(HOUSE)},
    )
    try:
        await playground.until(lambda: polls(playground) > before, PATIENCE)
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.wait()


def polls(playground: Playground) -> int:
    return sum(method == "getUpdates" for method, _ in playground.requests)


async def test_a_second_bot_is_refused_and_everything_else_works_beside_the_first(tmp_path: Path) -> None:
    async with Playground(token=TOKEN) as playground:
        env = env_file(
            tmp_path,
            telegram_token=TOKEN,
            telegram_api_url=playground.root,
            database_url=f"sqlite:///{tmp_path}/between.db",
            encryption_key_file=str(tmp_path / "between.key"),
            backup_folder=str(tmp_path / "backups"),
        )
        async with running(playground, tmp_path) as first:
            code, out, err = await process(tmp_path, "run")
            assert (code, out) == (2, "")
            assert err == (
                f"A bot is running on {tmp_path}/between.db already (process {first.pid}): "
                "one database file serves one bot. Stop that one first.\n"
            )
            settings = load_settings(env)
            assert [finding for finding in await examine(env) if finding.is_fault] == []
            async with built(settings) as beside:
                assert (await invite_a_therapist(beside)).person == "T-1"
            made = await make_backup(settings, key_ring(settings), START)
            with pytest.raises(InUseError, match=rf"already \(process {first.pid}\)"):
                await restore(settings, made.path, SystemClock())
            anna = playground.phone("Anna")
            anna.types("/help")
            await playground.until(lambda: HELP in anna.screen, PATIENCE)
            first.kill()
            await first.wait()
        with only_one(settings.database_url):
            pass
        assert playground.violations == []
