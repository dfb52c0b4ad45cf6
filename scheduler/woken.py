"""Waiting for something to do: a message that came back, a call from whoever wrote something, or the time to look."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

IDLE_SECONDS = 1.0
BLINK_SECONDS = 0.005


class Woken:
    """One sender's sleep. `asked`: somebody has called since `begins`, so that nothing may be waited for any more."""

    def __init__(self) -> None:
        self._woken = asyncio.Event()
        self.asked = False

    def call(self) -> None:
        """Say that there may be something to send."""
        self.asked = True
        self.rouse()

    def rouse(self) -> None:
        """Say that something came back, or has its turn."""
        self._woken.set()

    def begins(self) -> None:
        """Note that the sender looks now: whatever calls from here on is for its next look."""
        self._woken.clear()
        self.asked = False

    async def something_happens(self, pause: float | None, *, anew: bool = False) -> bool:
        """Wait until roused, or for `pause` seconds, IDLE_SECONDS at most; say whether we were roused.

        `anew`: what roused us before does not count.
        """
        if anew:
            self._woken.clear()
        try:
            # not wait_for, which loses a cancellation at times before Python 3.12: the program would not end
            async with asyncio.timeout(IDLE_SECONDS if pause is None else min(pause + 0.001, IDLE_SECONDS)):
                await self._woken.wait()
        except TimeoutError:
            return False
        return True

    async def blink_while(self, more_may_come: Callable[[], bool]) -> None:
        """Wait for a blink at most, and only for as long as this holds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(BLINK_SECONDS):
                while more_may_come() and not self.asked:
                    self._woken.clear()
                    await self._woken.wait()
