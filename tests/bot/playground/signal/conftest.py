from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.signal import SignalDaemon, SignalPhone
from tests.bot.playground.conftest import StillClock
from tests.bot.playground.signal.caller import Caller, calling


@pytest.fixture
async def daemon(clock: StillClock) -> AsyncIterator[SignalDaemon]:
    async with SignalDaemon(now=clock.now, receipts=False) as running:
        yield running


@pytest.fixture
async def bot(daemon: SignalDaemon) -> AsyncIterator[Caller]:
    async with calling(daemon.socket) as caller:
        yield caller


@pytest.fixture
async def listening(bot: Caller) -> Caller:
    await bot.asks("subscribeReceive", account="+15550100001")
    return bot


@pytest.fixture
def anna(daemon: SignalDaemon) -> SignalPhone:
    """A phone that has written once, before anybody listened."""
    phone = daemon.phone("Anna", language="de")
    phone.types("hello")
    daemon.world.waiting.clear()
    return phone


@pytest.fixture
def recordings() -> Path:
    """What the real daemon said."""
    return Path(__file__).parents[2] / "channels" / "signal" / "recordings"
