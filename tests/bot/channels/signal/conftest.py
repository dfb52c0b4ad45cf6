from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.channels.signal import SignalChannel
from bot.messages import Incoming
from scheduler.clock import HandClock
from storage.records import RawUpdate
from tests.bot.channels.signal.scripted import ACCOUNT, Daemon, running
from tests.wires import START


@dataclass
class Store:
    """A store that keeps raw updates once, and fails as often as it is told to."""

    channel: SignalChannel
    updates: dict[str, RawUpdate] = field(default_factory=dict)
    failures: int = 0

    async def __call__(self, updates: Sequence[RawUpdate]) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        for each in updates:
            self.updates.setdefault(each.key, each)

    @property
    def heard(self) -> list[Incoming]:
        """What the kept updates say."""
        found = [self.channel.parse(each.raw) for each in self.updates.values()]
        return [each for each in found if each is not None]

    @property
    def texts(self) -> list[str]:
        """The words of what was kept."""
        return [each.text for each in self.heard]


@dataclass
class Captchas:
    """What the channel was told of challenges."""

    told: list[tuple[str, float | None]] = field(default_factory=list)
    pending: bool = False

    async def demanded(self, token: str, wait: float | None) -> None:
        self.told.append((token, wait))
        self.pending = True

    async def waiting(self) -> bool:
        return self.pending


@pytest.fixture
def clock() -> HandClock:
    return HandClock(START)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short name: the path of a socket has at most 107 characters."""
    with tempfile.TemporaryDirectory(prefix="s-") as made:
        yield Path(made)


@pytest.fixture
async def daemon(folder: Path) -> AsyncIterator[Daemon]:
    async with running(str(folder / "socket")) as made:
        yield made


@pytest.fixture
def captchas() -> Captchas:
    return Captchas()


@pytest.fixture
async def channel(daemon: Daemon, clock: HandClock, captchas: Captchas) -> AsyncIterator[SignalChannel]:
    made = new_channel(daemon.socket, clock, captchas)
    yield made
    await made.close()


def new_channel(socket: str, clock: HandClock, captchas: Captchas | None = None) -> SignalChannel:
    """A channel that waits for little, as a fresh process would make it."""
    told = captchas or Captchas()
    return SignalChannel(
        ACCOUNT,
        socket,
        clock=clock,
        on_challenge=told.demanded,
        challenged=told.waiting,
        answer_seconds=0.3,
        send_seconds=0.3,
        first_wait=0.005,
        luck=lambda: 0.5,
    )


@pytest.fixture
def store(channel: SignalChannel) -> Store:
    return Store(channel)
