"""The demo: the real bot, our stand-ins of Telegram and of Signal's daemon, and a page whose clock moves the bot's clock; nothing else."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typer
from babel.dates import format_datetime

from bot import logs
from bot.app import App, built
from bot.inviting import invite_a_therapist
from bot.playground import Playground
from bot.playground.signal import SignalDaemon
from bot.running import run
from bot.settings import Settings
from scheduler.pace import OVERALL, Budget, Pace
from storage import due
from storage.records import DueKind

TOKEN = "123456:DEMO"  # noqa: S105 - it opens nothing but the stand-in on this machine
ZONE = "Europe/Berlin"
CHAT = Budget(20, 20)
"""The clock passes a week in a second, so a chat takes its messages faster than Telegram's one a second."""

_LOOK = 0.02
_STILL = 3
_LONGEST_STEP = timedelta(days=60)


class DemoClock:
    """A clock that stands still, runs with real time, or is moved. Waiting is real."""

    def __init__(self, start: datetime) -> None:
        self._set_at = start
        self._running_since: float | None = None

    def now(self) -> datetime:
        """Return the demo's moment, in UTC."""
        if self._running_since is None:
            return self._set_at
        return self._set_at + timedelta(seconds=time.monotonic() - self._running_since)

    def monotonic(self) -> float:
        """Return this machine's seconds."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait in real time."""
        await asyncio.sleep(seconds)

    @property
    def running(self) -> bool:
        """Whether the clock runs."""
        return self._running_since is not None

    def run(self, running: bool) -> None:  # noqa: FBT001 - the name says all
        """Run on, or stand still."""
        self._set_at = self.now()
        self._running_since = time.monotonic() if running else None

    def set(self, moment: datetime) -> None:
        """Move to a moment."""
        self._set_at = moment
        if self._running_since is not None:
            self._running_since = time.monotonic()


class DemoControl:
    """What the page's clock buttons do: move the clock from one due row to the next, never past one."""

    def __init__(self, clock: DemoClock) -> None:
        self.clock = clock
        self.app: App | None = None
        self._moving = asyncio.Lock()

    async def state(self) -> dict[str, Any]:
        """Say what the clock shows, as the page wants it."""
        now = self.clock.now()
        coming, eve = await self._events(now)
        return {
            "now": now.isoformat(),
            "zone": ZONE,
            "local": format_datetime(now.astimezone(ZoneInfo(ZONE)), "EEE d MMM yyyy HH:mm", locale="en"),
            "running": self.clock.running,
            "next_event": coming.isoformat() if coming else None,
            "next_session_eve": eve.isoformat() if eve else None,
        }

    async def run(self, running: bool) -> None:  # noqa: FBT001 - the page's own protocol
        """Run on with real time, or stand still."""
        self.clock.run(running)

    async def forward(self, seconds: float) -> None:
        """Move on by so many seconds."""
        await self.to(self.clock.now() + timedelta(seconds=seconds))

    async def to_next_event(self) -> None:
        """Move to when the next thing is due."""
        coming, _ = await self._events(self.clock.now())
        if coming is not None:
            await self.to(coming)

    async def to_session_eve(self) -> None:
        """Move to when the next summary is due: the evening before the session."""
        _, eve = await self._events(self.clock.now())
        if eve is not None:
            await self.to(eve)

    async def to(self, moment: datetime) -> None:
        """Move to a moment, stopping at each thing that comes due before it."""
        async with self._moving:
            moment = min(moment, self.clock.now() + _LONGEST_STEP)
            while self.app is not None:
                coming = await self._next_due()
                if coming is None or coming > moment:
                    break
                self.clock.set(max(coming, self.clock.now()))
                await self._quiet()
            self.clock.set(max(moment, self.clock.now()))
            await self._quiet()

    async def _quiet(self) -> None:
        """Wait until the bot, which runs as always, has done all that is due."""
        if self.app is None:
            return
        still = 0
        while still < _STILL:
            await self.app.hurry()
            still = still + 1 if await self.app.idle() else 0
            await asyncio.sleep(_LOOK)

    async def _next_due(self) -> datetime | None:
        if self.app is None:
            return None
        async with self.app.database.read() as tx:
            return await due.next_at(tx)

    async def _events(self, now: datetime) -> tuple[datetime | None, datetime | None]:
        if self.app is None:
            return None, None
        async with self.app.database.read() as tx:
            coming = await due.next_at(tx)
            eve = await due.next_at(tx, DueKind.DIGEST)
        return (coming if coming and coming > now else None), eve


async def run_demo(port: int, language: str, stopped: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Serve the page until `stopped` ends; everything lives in a folder that is gone afterwards."""
    today = datetime.now(ZoneInfo(ZONE)).replace(hour=10, minute=0, second=0, microsecond=0)
    clock = DemoClock(today.astimezone(UTC))
    control = DemoControl(clock)
    with tempfile.TemporaryDirectory(prefix="between-demo-") as folder:
        signal = SignalDaemon(now=clock.now)
        async with Playground(
            token=TOKEN,
            bot_username="between_demo_bot",
            now=clock.now,
            clock=control,
            port=port,
            signal=signal,
        ) as playground:
            settings = _settings(playground.root, signal, Path(folder))
            logs.set_up(settings)
            telegram_pace, signal_pace = (
                Pace(clock, overall=each, chat=CHAT, new=CHAT) for each in (OVERALL, CHAT)
            )
            async with built(settings, clock, telegram_pace, signal_pace) as app:
                control.app = app
                link = (await invite_a_therapist(app)).link
                playground.phone("Dr. Stern", title="Therapist", start_link=link)
                playground.phone("Anna", title="Patient", language=language)
                signal.phone("Mia", title="Patient", language=language)
                typer.echo(
                    f"\n  Between is playing at  {playground.root}\n\n  Open it in a browser; Ctrl-C ends it.\n"
                )
                stop = asyncio.Event()
                running = asyncio.create_task(run(app, stop))
                waiting = asyncio.create_task(stopped())
                await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
                stop.set()
                control.app = None
                await running


def _settings(root: str, signal: SignalDaemon, folder: Path) -> Settings:
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        telegram_token=TOKEN,
        telegram_api_url=root,
        signal_account=signal.account,
        signal_socket=signal.socket,
        signal_link=signal.link,
        database_url=f"sqlite:///{folder / 'demo.db'}",
        encryption_key_file=folder / "demo.key",
        backup_folder=None,
        practice_timezone=ZONE,
        log_level="warning",
    )
