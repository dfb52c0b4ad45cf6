"""A whole practice over real wires: the app in this process, Telegram over HTTP, Signal over a socket, a hand clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bot.app import App, built
from bot.channels.signal_wire import RpcError
from bot.inviting import invite_a_therapist
from bot.playground import Playground
from bot.playground.signal import SignalDaemon
from bot.settings import Settings
from scheduler.clock import Clock, HandClock
from scheduler.pace import Budget, Pace
from storage import due
from tests.e2e.hands import OnSignal, OnThePhone, on_the_phone

__all__ = ["START", "TOKEN", "OnSignal", "OnThePhone", "Practice", "Ways", "open_practice", "settings_for"]

TOKEN = "123456:TEST"
START = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)  # Thursday 9:00 in Berlin
FAST = Budget(1000, 100)


class Ways(NamedTuple):
    """Which messenger a practice's therapists use, and which its patients."""

    therapists: str
    patients: str

    @property
    def name(self) -> str:
        """What a test is called with it."""
        return (
            self.patients if self.therapists == self.patients else f"{self.patients}-with-{self.therapists}"
        )


TELEGRAM = Ways("telegram", "telegram")
SIGNAL = Ways("signal", "signal")
on_both = pytest.mark.parametrize("ways", [TELEGRAM, SIGNAL], ids=lambda ways: ways.name)
"""The story is told on each channel."""
mixed_too = pytest.mark.parametrize(
    "ways",
    [TELEGRAM, SIGNAL, Ways("telegram", "signal"), Ways("signal", "telegram")],
    ids=lambda ways: ways.name,
)
"""The story is told on each channel, and with therapist and patient on different ones."""


def settings_for(root: str, folder: Path, **values: Any) -> Settings:
    """Settings that point at the stand-in, untouched by this machine's environment."""
    at_telegram = {"telegram_token": TOKEN, "telegram_api_url": root} if root else {}
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        database_url=f"sqlite:///{folder / 'between.db'}",
        encryption_key_file=folder / "between.key",
        **{"backup_folder": folder / "backups", **at_telegram, **values},
    )


def signal_settings(signal: SignalDaemon) -> dict[str, Any]:
    """Settings that point at the stand-in of signal-cli."""
    return {"signal_account": signal.account, "signal_socket": signal.socket, "signal_link": signal.link}


def fast(clock: Clock) -> Pace:
    """A pace that lets every message go at once."""
    return Pace(clock, overall=FAST, chat=FAST, new=FAST)


class Practice:
    """The stand-ins, the app, and the people."""

    def __init__(self, playground: Playground, app: App, clock: HandClock, ways: Ways = TELEGRAM) -> None:
        self.playground = playground
        self.app = app
        self.clock = clock
        self.ways = ways
        self.people: list[OnThePhone] = []

    @property
    def signal(self) -> SignalDaemon:
        """The daemon of a practice that is on Signal."""
        assert self.playground.signal is not None
        return self.playground.signal

    def somebody(self, name: str, language: str = "en", on: str = "") -> OnThePhone:
        """Return somebody with a phone, unknown to the bot at first; on the patients' channel unless it is named."""
        world = self.signal if (on or self.ways.patients) == "signal" else self.playground
        self.people.append(on_the_phone(self, world.phone(name, language=language)))
        return self.people[-1]

    async def a_therapist(self, name: str = "Dr. Stern", language: str = "en") -> OnThePhone:
        """Return a therapist who has opened their invitation."""
        made = await invite_a_therapist(self.app)
        therapist = self.somebody(name, language, self.ways.therapists)
        return await therapist.enters(f"{made.link} {made.signal} {made.code}")

    async def settle(self, after: OnThePhone | None = None) -> None:
        """Let the bot do all that waits; what reaches anybody but the one who acted came unasked."""
        before = {each: len(each.shown) for each in self.people if each is not after}
        while await self._round():
            pass
        for each, count in before.items():
            each.unasked += each.shown[count:]

    async def _round(self) -> int:
        """Hear, answer, look at the clock, send; return how much there was. Nobody is asked for news in vain."""
        app, done = self.app, 0
        if self.playground.world.updates.pending(self.clock.now(), limit=1):
            done += await self._hear("telegram")
        with suppress(RpcError):  # while the daemon is away, what was said waits at Signal
            done += await self._hear_signal()
        done += await app.answerer.once() + await app.fetcher.once() + await app.ticker.once()
        while sent := await app.dispatcher.once():
            done += sent
        return done

    async def _hear(self, channel: str) -> int:
        return await self.app.channels[channel].listen_once(partial(self.app.answerer.keep, channel), 0)

    async def _hear_signal(self) -> int:
        """Fetch all that waits at Signal; what was written last is read before the daemon's next sign of life."""
        done = 0
        if self.playground.signal is not None and self.signal.world.waiting:
            while self.signal.world.waiting:
                done += await self._hear("signal")
            done += await self._hear("signal")
        return done

    async def moves_to(self, moment: datetime) -> None:
        """Move on, stopping at each thing that comes due."""
        while True:
            async with self.app.database.read() as tx:
                coming = await due.next_at(tx)
            if coming is None or coming > moment:
                break
            self.clock.set(max(coming, self.clock.now()))
            await self.settle()
        self.clock.set(moment)
        await self.settle()

    async def moves(self, **units: float) -> None:
        """Move on by a timedelta's units."""
        await self.moves_to(self.clock.now() + timedelta(**units))


@asynccontextmanager
async def open_practice(
    folder: Path, *, at: datetime = START, ways: Ways = TELEGRAM, **values: Any
) -> AsyncIterator[Practice]:
    """Open a practice with the channels that its people use; at its end nothing that the bot asked for may have been wrong."""
    clock = HandClock(at)
    async with playing(folder, clock, ways) as playground:
        async with built(settings_on(playground, folder, ways, **values), clock, None, fast(clock)) as app:
            yield Practice(playground, app, clock, ways)
        assert playground.violations == []


@asynccontextmanager
async def playing(folder: Path, clock: Clock, ways: Ways) -> AsyncIterator[Playground]:
    """Open the stand-ins of the channels that are used."""
    signal = SignalDaemon(str(folder / "s"), now=clock.now) if "signal" in ways else None
    async with Playground(token=TOKEN, now=clock.now, signal=signal) as playground:
        yield playground
        assert signal is None or signal.violations == []


def settings_on(playground: Playground, folder: Path, ways: Ways, **values: Any) -> Settings:
    """Settings with just the channels that are used."""
    more = signal_settings(playground.signal) if playground.signal is not None else {}
    return settings_for(playground.root if "telegram" in ways else "", folder, **{**more, **values})
