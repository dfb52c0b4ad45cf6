from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.playground import Phone, Playground

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # spares each client the reading of certificates
THURSDAY = datetime(2026, 3, 5, 17, 0, tzinfo=UTC)


class StillClock:
    def __init__(self) -> None:
        self.at = THURSDAY

    def now(self) -> datetime:
        return self.at

    def forward(self, **amount: float) -> None:
        self.at += timedelta(**amount)


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
async def playground(clock: StillClock) -> AsyncIterator[Playground]:
    async with Playground(now=clock.now) as running:
        yield running


def a_bot(playground: Playground) -> Bot:
    requests = [HTTPXRequest(httpx_kwargs={"verify": NO_TLS}) for _ in range(2)]
    address = {"base_url": f"{playground.root}/bot", "base_file_url": f"{playground.root}/file/bot"}
    return Bot(playground.token, request=requests[0], get_updates_request=requests[1], **address)


@pytest.fixture
async def bot(playground: Playground) -> AsyncIterator[Bot]:
    async with a_bot(playground) as client:
        yield client


@pytest.fixture
def anna(playground: Playground) -> Phone:
    phone = playground.phone("Anna", language="de")
    phone.starts()
    return phone
