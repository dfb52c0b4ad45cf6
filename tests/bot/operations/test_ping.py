"""The dead man's switch, told over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.operations.ping import Ping
from bot.serving import listen
from tests.bot.operations.watched import Watched

HOST = "127.0.0.1"


class Switch:
    """Stands for the service that waits for our signs of life."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.status = 200
        self.root = ""

    async def hear(self, request: Request) -> Response:
        """Take a sign of life."""
        self.heard.append((request.url.path, (await request.body()).decode()))
        return Response(status_code=self.status)


@asynccontextmanager
async def a_switch() -> AsyncIterator[Switch]:
    switch = Switch()
    ready = asyncio.Event()

    async def listening(port: int) -> None:
        switch.root = f"http://{HOST}:{port}"
        ready.set()

    app = Starlette(routes=[Route("/{path:path}", switch.hear, methods=["POST"])])
    serving = asyncio.create_task(listen(app, HOST, 0, listening))
    await asyncio.wait_for(ready.wait(), 10)
    yield switch
    serving.cancel()
    await asyncio.wait([serving])


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this machine's proxy is, our own address is reached without it."""
    monkeypatch.setenv("NO_PROXY", HOST)


async def test_all_is_well_and_then_not_and_then_again(watched: Watched) -> None:
    async with a_switch() as switch:
        ping = Ping(f"{switch.root}/ping/secret", watched.pulse)
        await ping.once()
        watched.vitals.listened("telegram")
        watched.sends(well=False, times=3)
        watched.clock.forward(seconds=200)
        await ping.once()
        watched.vitals.listened("telegram")
        watched.sends(well=True)
        await ping.once()
    assert switch.heard == [
        ("/ping/secret", ""),
        ("/ping/secret/fail", "telegram_poller telegram_channel"),
        ("/ping/secret", ""),
    ]


@pytest.mark.parametrize("status", [0, 404, 500])
async def test_a_switch_that_does_not_answer_well_is_logged_without_its_address_and_stops_nothing(
    watched: Watched, capsys: pytest.CaptureFixture[str], status: int
) -> None:
    async with a_switch() as switch:
        switch.status = status
        await Ping(
            f"{switch.root}/ping/secret" if status else "http://127.0.0.1:9/ping/secret", watched.pulse
        ).once()
    logged = capsys.readouterr()
    assert "ping.failed" in logged.out + logged.err
    assert "secret" not in logged.out + logged.err
