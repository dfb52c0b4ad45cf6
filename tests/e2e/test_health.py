"""The bot as a process with a health port: ready, not ready while Telegram is away, ready again; and it tells no secret."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from bot.app import built
from bot.inviting import invite_a_therapist
from bot.playground import Phone, Playground
from tests.e2e.acts import code_in, link_in
from tests.e2e.bot_process import HOUSE, LAST_SECONDS
from tests.e2e.mortal import PATIENCE
from tests.e2e.practice import TOKEN, settings_for

IMPATIENT = """
from bot.channels import telegram
from bot.operations import checks
from bot.__main__ import main
telegram.POLL_SECONDS = telegram.LONGEST_WAIT = 1
checks.LIMITS["poller"] = 3.0
main()
"""
"""The program as it is, but a test need not wait for minutes until it notices that nobody answers."""
WORDS = "the raspberries on my balcony"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@asynccontextmanager
async def running(root: str, folder: Path, health: httpx.AsyncClient) -> AsyncIterator[None]:
    """Run the program until the block is over; it ends with 0 when it is told to."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", IMPATIENT, "run"),
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(HOUSE),
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API_URL": root,
            "DATABASE_URL": f"sqlite:///{folder / 'between.db'}",
            "ENCRYPTION_KEY_FILE": str(folder / "between.key"),
            "HEALTH_PORT": str(health.base_url.port),
        },
    )
    try:
        yield
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(LAST_SECONDS):
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def soon(look: Callable[[], Awaitable[bool]]) -> None:
    """Wait until this is true."""
    async with asyncio.timeout(PATIENCE):
        while not await look():  # noqa: ASYNC110 - no event of ours crosses the border of a process
            await asyncio.sleep(0.1)


async def answers(health: httpx.AsyncClient, status: int) -> dict[str, Any]:
    """Wait until /readyz answers so; return what it tells."""
    told: dict[str, Any] = {}

    async def look() -> bool:
        try:
            answer = await health.get("/readyz")
        except httpx.ConnectError:
            return False
        told.update(answer.json())
        return answer.status_code == status

    await soon(look)
    return told


async def comes(playground: Playground, phone: Phone, text: str) -> str:
    """Wait for a message or a button of the bot; return the message's text."""
    found = await playground.until(
        lambda: next((m for m in reversed(phone.messages) if text in m.text or text in m.labels), None),
        PATIENCE,
    )
    return found.text


async def a_story(playground: Playground, link: str) -> set[str]:
    """A therapist comes in and invites somebody, who comes and writes something; return what is a secret of theirs."""
    stern, anna = playground.phone("Dr. Stern"), playground.phone("Anna")
    stern.opens(link)
    await comes(playground, stern, "invite")
    stern.types("/invite")
    invitation = await comes(playground, stern, "https://")
    anna.opens(link_in(invitation))
    await comes(playground, anna, "English")
    anna.taps("English")
    await comes(playground, anna, "Continue")
    before = len(anna.messages)
    anna.types(WORDS)
    await playground.until(lambda: anna.messages[before + 1 :], PATIENCE)
    token = link_in(invitation).partition("start=")[2]
    ids = {str(phone.chat_id) for phone in (stern, anna)}
    return {
        *ids,
        token,
        code_in(invitation),
        WORDS,
        "balcony",
        "Stern",
        "Anna",
        "P-1",
        "T-1",
        "Berlin",
        TOKEN,
    }


async def test_ready_and_not_and_ready_again_and_no_secret_is_told(tmp_path: Path) -> None:
    async with (
        Playground(token=TOKEN) as playground,
        built(settings_for(playground.root, tmp_path)) as app,
    ):
        link = (await invite_a_therapist(app)).link
        telegram = int(playground.root.rpartition(":")[2])
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{free_port()}", trust_env=False) as health,
        Playground(token=TOKEN, port=telegram) as playground,
        running(playground.root, tmp_path, health),
    ):
        assert (await answers(health, 200))["ready"] is True
        secrets = await a_story(playground, link)
        assert (await answers(health, 200))["checks"]["telegram_poller"]["seconds"] is not None
        told = [(await health.get(path)).text for path in ("/healthz", "/readyz", "/metrics")]
        assert "between_updates_total" in told[2]
        assert [secret for secret in secrets if any(secret in each for each in told)] == []
        await playground.stop()
        while_away = await answers(health, 503)
        assert {name for name, check in while_away["checks"].items() if not check["fine"]} == {
            "telegram_poller"
        }
        assert (await health.get("/healthz")).status_code == 200
        async with Playground(token=TOKEN, port=telegram):
            assert (await answers(health, 200))["ready"] is True
