from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import pytest

from bot.channels.telegram import TelegramChannel
from bot.messages import Incoming
from bot.playground import Phone, Playground
from scheduler.clock import HandClock
from storage.records import RawUpdate
from tests.wires import START

SECRET = "a-secret-of-the-webhook"


@dataclass
class Kept:
    """A store that keeps raw updates once, and fails as often as it is told to."""

    channel: TelegramChannel
    updates: dict[str, str] = field(default_factory=dict)
    failures: int = 0

    async def __call__(self, updates: Sequence[RawUpdate]) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        for each in updates:
            self.updates.setdefault(each.key, each.raw)

    @property
    def heard(self) -> list[Incoming | None]:
        """What the kept updates say."""
        return [self.channel.parse(raw) for raw in self.updates.values()]

    @property
    def newest(self) -> Incoming:
        """What the newest update says."""
        newest = self.heard[-1]
        assert newest is not None
        return newest


@pytest.fixture
def clock() -> HandClock:
    return HandClock(START)


@pytest.fixture
async def playground(clock: HandClock) -> AsyncIterator[Playground]:
    async with Playground(now=clock.now) as running:
        yield running


@pytest.fixture
async def channel(playground: Playground) -> AsyncIterator[TelegramChannel]:
    made = TelegramChannel(
        playground.token, playground.root, webhook_secret=SECRET, answer_seconds=0.5, first_wait=0.01
    )
    await made.open()
    yield made
    await made.close()


@pytest.fixture
def kept(channel: TelegramChannel) -> Kept:
    return Kept(channel)


@pytest.fixture
async def anna(playground: Playground, channel: TelegramChannel, kept: Kept) -> Phone:
    """A phone that has started the bot, and whose start was heard."""
    phone = playground.phone("Anna", language="de")
    phone.starts()
    await channel.listen_once(kept, 0)
    return phone
