"""The running bot fetches by itself what somebody sends, also while a service falters, and none holds another one up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import StreamingResponse

from bot import fetching
from bot.app import App, built
from bot.playground import Playground
from bot.playground.door import BotDoor
from bot.running import run
from scheduler.clock import SystemClock
from storage import people
from storage import tables as t
from storage.database import Tx
from storage.records import PersonState, Role
from tests.e2e.mortal import PATIENCE
from tests.e2e.practice import TELEGRAM, Ways, playing, settings_on

BOTH = Ways("telegram", "signal")
AT_THE_END = 10.0
End = Callable[[], Awaitable[None]]


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "FIRST_WAIT", fetching.FIRST_WAIT / 50)
    monkeypatch.setattr("bot.running.TICK_SECONDS", 0.05)


@asynccontextmanager
async def running(folder: Path, ways: Ways = TELEGRAM) -> AsyncIterator[tuple[Playground, App, End]]:
    """A bot that runs; asked to end, it ends in time."""
    clock = SystemClock()
    async with playing(folder, clock, ways) as playground:
        async with built(settings_on(playground, folder, ways), clock) as app:
            stop = asyncio.Event()
            task = asyncio.create_task(run(app, stop))

            async def end() -> None:
                stop.set()
                await asyncio.wait_for(task, AT_THE_END)

            try:
                yield playground, app, end
            finally:
                await end()
        assert playground.violations == []


async def a_patient(app: App, channel: str, address: str) -> None:
    async with app.database.write() as tx:
        person = await people.add(tx, Role.PATIENT, now=app.clock.now(), language="en", zone="Europe/Berlin")
        await people.change(tx, person.id, state=PersonState.ACTIVE)
        await people.bind(tx, person.id, channel, address)


async def test_the_running_bot_fetches_a_file_as_soon_as_it_can(tmp_path: Path) -> None:
    async with running(tmp_path) as (playground, app, _):
        anna = playground.phone("Anna")
        anna.chat.started = True
        await a_patient(app, "telegram", str(anna.chat_id))
        playground.faults.next("getFile", kind="502")
        anna.sends_photo()
        anna.types("and more")
        await playground.until(lambda: "these 2 messages" in anna.screen, PATIENCE)


async def test_a_silent_daemon_holds_up_no_file_of_telegram_and_no_end(tmp_path: Path) -> None:
    async with running(tmp_path, BOTH) as (playground, app, end):
        assert playground.signal is not None
        anna, ben = playground.phone("Anna"), playground.signal.phone("Ben")
        anna.chat.started = True
        await a_patient(app, "telegram", str(anna.chat_id))
        await a_patient(app, "signal", ben.uuid)
        daemon = playground.signal
        daemon.faults.next("getAttachment", kind="silent_before", times=9)
        ben.sends_photo()
        async with asyncio.timeout(PATIENCE):
            while not daemon.calls("getAttachment"):  # noqa: ASYNC110 - no bell rings for a call without an answer
                await asyncio.sleep(0.02)
        anna.sends_photo()
        await playground.until(lambda: "keep this as a note" in anna.screen, AT_THE_END)
        await end()
        async with app.database.read() as tx:
            assert await waits(tx)  # it was not given up, and the file is not to blame


async def waits(tx: Tx) -> bool:
    """Whether an update waits to be answered, and no try of its was counted."""
    rows = await tx.rows(select(t.inbox.c.attempts).where(t.inbox.c.state == "new"))
    return [row.attempts for row in rows] == [0]


async def test_who_is_dribbled_at_is_asked_to_send_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "FETCH_SECONDS", 0.2)

    async def dribbles(door: BotDoor, request: Request) -> StreamingResponse:
        del door, request

        async def bytes_now_and_then() -> AsyncIterator[bytes]:
            while True:
                yield b"O"
                await asyncio.sleep(0.02)

        return StreamingResponse(bytes_now_and_then(), media_type="audio/ogg")

    monkeypatch.setattr(BotDoor, "download", dribbles)
    async with running(tmp_path) as (playground, app, _):
        anna = playground.phone("Anna")
        anna.chat.started = True
        await a_patient(app, "telegram", str(anna.chat_id))
        anna.sends_voice()
        await playground.until(lambda: "send it once more" in anna.screen, AT_THE_END)
