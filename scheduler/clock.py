"""The only place that asks the time."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What time it is, and waiting. `monotonic` is in seconds and never goes back."""

    def now(self) -> datetime:
        """Return the moment, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that only ever grow."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait this many seconds of `monotonic`."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the moment, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that only ever grow."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait in real time."""
        await asyncio.sleep(seconds)


class HandClock:
    """A clock that is moved by hand. Sleeping takes no real time: it moves `monotonic` on and yields once."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)
        self._monotonic = 0.0

    def now(self) -> datetime:
        """Return the moment that was set."""
        return self._now

    def monotonic(self) -> float:
        """Return the seconds slept and moved so far."""
        return self._monotonic

    async def sleep(self, seconds: float) -> None:
        """Let `monotonic` reach the end of the wait at once."""
        self._monotonic += max(seconds, 0.0)
        await asyncio.sleep(0)

    def set(self, moment: datetime) -> None:
        """Move to a moment, earlier ones too."""
        self._monotonic += max((moment - self._now).total_seconds(), 0.0)
        self._now = moment.astimezone(UTC)

    def forward(self, **units: float) -> None:
        """Move on by a timedelta's units: `clock.forward(hours=1)`."""
        self.set(self._now + timedelta(**units))
