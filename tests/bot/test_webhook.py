"""The local port for webhooks: open before Telegram is told of it, closed when the bot ends."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus

import httpx
import pytest

from bot.channels.telegram import TelegramChannel
from bot.playground import Playground
from bot.sending import SendError
from bot.webhook import HOST, serve

PUBLIC = "https://bot.example.org/updates"


class Telegram:
    """Stands for the channel: it pushes an update as soon as it is told where to."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.told = ""
        self.answer: httpx.Response | None = None
        self.pushed = asyncio.Event()

    async def use_webhook(self, url: str) -> None:
        """Push at once."""
        self.told = url
        async with httpx.AsyncClient(trust_env=False) as client:
            headers = {"X-Telegram-Bot-Api-Secret-Token": "secret"}
            self.answer = await client.post(
                f"http://{HOST}:{self.port}/updates", content=b"{}", headers=headers
            )
        self.pushed.set()

    async def receive(self, body: bytes, secret: str, _keep: object) -> int:
        """Take an update with its secret."""
        return HTTPStatus.OK if (body, secret) == (b"{}", "secret") else HTTPStatus.FORBIDDEN


async def _keep(_updates: Sequence[tuple[str, str]]) -> None:
    raise AssertionError("the channel keeps, not the door")


async def test_telegram_is_told_once_we_listen_and_nobody_listens_after_the_end() -> None:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    telegram = Telegram(port)
    serving = asyncio.create_task(serve(telegram, PUBLIC, port, _keep))
    await asyncio.wait_for(telegram.pushed.wait(), 10)
    assert telegram.told == PUBLIC
    assert telegram.answer is not None
    assert telegram.answer.status_code == HTTPStatus.OK
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    with pytest.raises(OSError, match="Connect call failed"):
        await asyncio.open_connection(HOST, port)


@asynccontextmanager
async def served(playground: Playground, port: int = 0) -> AsyncIterator[asyncio.Task[None]]:
    channel = TelegramChannel(playground.token, playground.root, webhook_secret="s", answer_seconds=0.3)
    serving = asyncio.create_task(serve(channel, PUBLIC, port, _keep))
    try:
        yield serving
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        await channel.close()


async def test_telegram_is_told_again_when_it_had_no_time_or_did_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As happens where several workers start together: only one at a time may say where to push."""
    monkeypatch.setattr("bot.webhook.FIRST_WAIT", 0.01)
    async with Playground() as playground:
        for kind in ("429", "500", "502", "reset_before", "timeout_before"):
            playground.faults.next("setWebhook", kind=kind, retry_after=0)
        async with served(playground) as serving:
            await playground.until(lambda: playground.world.webhook.url == PUBLIC)
            assert not serving.done()
        assert playground.violations == []


async def test_while_telegram_cannot_be_told_we_answer_all_the_same_and_can_be_stopped() -> None:
    """Another worker may have told it already."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    async with Playground() as playground:
        playground.faults.next("setWebhook", kind="500")
        async with served(playground, port):
            async with asyncio.timeout(10):
                while not playground.requests:  # noqa: ASYNC110 - nothing tells of a request that fails
                    await asyncio.sleep(0.01)
            async with httpx.AsyncClient(trust_env=False) as client:
                answer = await client.post(f"http://{HOST}:{port}/updates", content=b"{}")
            assert answer.status_code == HTTPStatus.FORBIDDEN
    with pytest.raises(OSError, match="Connect call failed"):
        await asyncio.open_connection(HOST, port)


async def test_an_address_that_telegram_does_not_take_is_not_told_again() -> None:
    async with Playground() as playground:
        playground.faults.next("setWebhook", kind="400")
        async with served(playground) as serving:
            with pytest.raises(SendError) as caught:
                await serving
            assert caught.value.permanent
        assert [method for method, _ in playground.requests].count("setWebhook") == 1


async def test_a_port_that_is_taken_is_an_error_of_ours_and_not_the_end_of_the_process() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            await serve(Telegram(port), PUBLIC, port, _keep)
