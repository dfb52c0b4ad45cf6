"""The running bot fetches by itself what somebody sends, also while its service falters."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot import fetching
from bot.app import built
from bot.playground import Playground
from bot.running import run
from scheduler.clock import SystemClock
from storage import people
from storage.records import PersonState, Role
from tests.e2e.mortal import PATIENCE
from tests.e2e.practice import TOKEN, settings_for


async def test_the_running_bot_fetches_a_file_as_soon_as_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "FIRST_WAIT", fetching.FIRST_WAIT / 50)
    monkeypatch.setattr("bot.running.TICK_SECONDS", 0.05)
    async with (
        Playground(token=TOKEN) as playground,
        built(settings_for(playground.root, tmp_path), SystemClock()) as app,
    ):
        anna, now = playground.phone("Anna"), app.clock.now()
        anna.chat.started = True
        async with app.database.write() as tx:
            person = await people.add(tx, Role.PATIENT, now=now, language="en", zone="Europe/Berlin")
            await people.change(tx, person.id, state=PersonState.ACTIVE)
            await people.bind(tx, person.id, "telegram", str(anna.chat_id))
        stop = asyncio.Event()
        task = asyncio.create_task(run(app, stop))
        playground.faults.next("getFile", kind="502")
        anna.sends_photo()
        anna.types("and more")
        await playground.until(lambda: "these 2 messages" in anna.screen, PATIENCE)
        stop.set()
        await asyncio.wait_for(task, PATIENCE)
        assert playground.violations == []
