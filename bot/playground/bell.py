"""Waking those who wait for something to happen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Bell:
    """Rings for everybody who waits; may be rung from any thread, with or without a running loop."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def ring(self) -> None:
        """Let all who wait look again."""
        event, self._event = self._event, asyncio.Event()
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(event.set)

    async def until(self, look: Callable[[], T | None], seconds: float | None) -> T | None:
        """What `look` finds, at the latest after `seconds` (None: whenever); None when there was nothing."""
        self._loop = asyncio.get_running_loop()
        give_up = None if seconds is None else self._loop.time() + seconds
        while True:
            event = self._event  # taken before looking, so that a ring in between is not missed
            found = look()
            if found is not None:
                return found
            try:
                async with asyncio.timeout_at(give_up):
                    await event.wait()
            except TimeoutError:
                return look()
