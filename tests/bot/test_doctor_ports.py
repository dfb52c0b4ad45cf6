"""The doctor looks at our own ports: free, ours, or somebody else's."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette

from bot.doctor_ports import port_findings
from bot.finding import Degree, Finding
from bot.serving import listen
from bot.settings import Settings
from bot.webhook import door
from tests.e2e.practice import settings_for

SECRET = "x" * 32


async def about(folder: Path, port: int) -> Finding:
    settings: Settings = settings_for(
        "https://telegram.invalid",
        folder,
        telegram_webhook_url="https://example.org/hook",
        telegram_webhook_secret=SECRET,
        telegram_webhook_port=port,
    )
    (found,) = await port_findings(settings)
    return found


@asynccontextmanager
async def listening(app: Starlette) -> AsyncIterator[int]:
    opened: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def told(port: int) -> None:
        opened.set_result(port)

    serving = asyncio.create_task(listen(app, "127.0.0.1", 0, told))
    try:
        yield await opened
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


async def test_a_port_is_free_ours_or_somebody_else_s(tmp_path: Path) -> None:
    async with listening(door(None, None)) as port:  # type: ignore[arg-type]
        ours = await about(tmp_path, port)
    assert (ours.degree, ours.sentence) == (
        Degree.FINE,
        f"TELEGRAM_WEBHOOK_PORT {port} is open: a bot listens there.",
    )
    free = await about(tmp_path, port)
    assert (free.degree, free.sentence) == (Degree.FINE, f"TELEGRAM_WEBHOOK_PORT {port} is free.")
    async with listening(Starlette()) as port:
        other = await about(tmp_path, port)
    assert other.is_fault
    assert (
        f"TELEGRAM_WEBHOOK_PORT {port} on 127.0.0.1 cannot be opened (Address already in use)"
        in other.sentence
    )


async def test_one_that_is_held_by_something_that_says_nothing_is_a_fault(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = settings_for("https://telegram.invalid", tmp_path, health_port=taken.getsockname()[1])
        (found,) = await port_findings(settings)
    assert found.is_fault
    assert "HEALTH_PORT" in found.sentence


async def test_without_ports_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    assert await port_findings(settings_for("https://telegram.invalid", tmp_path)) == []
