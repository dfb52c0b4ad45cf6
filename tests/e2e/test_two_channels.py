"""One bot on two services: each is heard and answered, and one that is away keeps the other from nothing."""

from __future__ import annotations

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.app import App, built
from bot.playground import Playground
from bot.running import run
from scheduler.clock import SystemClock
from storage import alerts
from tests.bot.channels.signal.scripted import ACCOUNT, SAM, Daemon, text
from tests.e2e.mortal import PATIENCE
from tests.e2e.practice import TOKEN, settings_for
from tests.trouble.house import free_port

LINK = "https://signal.me/#eu/" + "A" * 64


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    """A daemon that is not started yet, at a path short enough for a socket."""
    monkeypatch.setattr("bot.doors.FIRST_WAIT", 0.02)
    with tempfile.TemporaryDirectory() as folder:
        yield Daemon(f"{folder}/signal")


@asynccontextmanager
async def running(playground: Playground, folder: Path, daemon: Daemon, **values: Any) -> AsyncIterator[App]:
    """Run a bot that has both channels."""
    known = {"signal_account": ACCOUNT, "signal_socket": daemon.socket, "signal_link": LINK, **values}
    async with built(settings_for(playground.root, folder, **known), SystemClock()) as app:
        stop = asyncio.Event()
        task = asyncio.create_task(run(app, stop))
        try:
            yield app
        finally:
            stop.set()
            await asyncio.wait_for(task, PATIENCE)


def now_ms() -> int:
    return int(SystemClock().now().timestamp() * 1000)


async def test_telegram_runs_while_signal_s_daemon_is_away_and_signal_joins_when_it_comes(
    tmp_path: Path, daemon: Daemon
) -> None:
    async with (
        Playground(token=TOKEN) as playground,
        running(playground, tmp_path, daemon) as app,
    ):
        anna = playground.phone("Anna")
        anna.types("hello")
        await playground.until(lambda: len(anna.messages) > 1, PATIENCE)
        assert app.station.vitals.signs().channels["signal"].poller_age is not None
        assert set(app.doors.names) == {"telegram"}
        await daemon.start()
        daemon.says(text("hello", now_ms()))
        await playground.until(lambda: daemon.asked("send"), PATIENCE)
        assert daemon.asked("send")[0]["recipient"] == [SAM]
        assert app.crew.leads("listening:signal")
        assert app.crew.leads("listening:telegram")
    await daemon.stop()


async def test_signal_alone_waits_for_its_daemon(tmp_path: Path, daemon: Daemon) -> None:
    async with (
        Playground(token=TOKEN) as playground,
        running(playground, tmp_path, daemon, telegram_token="") as app,
    ):
        assert app.practice.channels == ("signal",)
        assert (app.practice.deep_link("x"), app.practice.signal_link) == ("", LINK)
        await daemon.start()
        daemon.says(text("hello", now_ms()))
        await playground.until(lambda: daemon.asked("send"), PATIENCE)
        assert playground.requests == []
    await daemon.stop()


async def test_a_token_that_is_not_valid_any_more_keeps_nothing_from_going_over_signal(
    tmp_path: Path, daemon: Daemon
) -> None:
    await daemon.start()
    async with (
        Playground(token=TOKEN) as playground,
        running(playground, tmp_path, daemon, telegram_token="123456:REVOKED") as app,
    ):
        daemon.says(text("hello", now_ms()))
        await playground.until(lambda: daemon.asked("send"), PATIENCE)
        assert set(app.doors.names) == {"signal"}
        async with app.database.read() as tx:
            assert [(each.kind, each.subject) for each in await alerts.unseen(tx)] == [
                ("channel_refused", "telegram")
            ]
    await daemon.stop()


async def test_a_webhook_that_telegram_does_not_take_keeps_nothing_from_going_over_signal(
    tmp_path: Path, daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.listening.LONGEST_WAIT", 0.02)
    more = {"telegram_webhook_url": "https://example.org/hook", "telegram_webhook_secret": "x" * 32}
    await daemon.start()
    async with Playground(token=TOKEN) as playground:
        playground.faults.next("setWebhook", kind="400", times=3)
        async with running(playground, tmp_path, daemon, telegram_webhook_port=free_port(), **more) as app:
            await playground.until(lambda: playground.world.webhook.url, PATIENCE)
            daemon.says(text("hello", now_ms()))
            await playground.until(lambda: daemon.asked("send"), PATIENCE)
            assert set(app.doors.names) == {"telegram", "signal"}
    await daemon.stop()


async def test_a_webhook_s_port_that_is_taken_keeps_nothing_from_going_over_signal(
    tmp_path: Path, daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.listening.LONGEST_WAIT", 0.02)
    more = {"telegram_webhook_url": "https://example.org/hook", "telegram_webhook_secret": "x" * 32}
    await daemon.start()
    async with Playground(token=TOKEN) as playground:
        taken = socket.create_server(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        async with running(playground, tmp_path, daemon, telegram_webhook_port=port, **more):
            daemon.says(text("hello", now_ms()))
            await playground.until(lambda: daemon.asked("send"), PATIENCE)
            assert playground.world.webhook.url == ""
            taken.close()
            await playground.until(lambda: playground.world.webhook.url, PATIENCE)
    await daemon.stop()
