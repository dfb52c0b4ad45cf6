"""The local port for webhooks: open before Telegram is told of it, closed when the bot ends."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from http import HTTPStatus

import httpx
import pytest

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


async def test_a_port_that_is_taken_is_an_error_of_ours_and_not_the_end_of_the_process() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            await serve(Telegram(port), PUBLIC, port, _keep)
