"""Time that jumps: an event loop whose clock moves on only when nothing is left to do, and then straight to what is next.

Minutes of waiting pass in no time, in the very order in which they would in reality. While a thread works, or a
database is asked (`busy`), the clock stands still: that work takes no time at all.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")
START = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
_BLINK = 0.001
"""Real seconds after which a database is looked at again."""


class JumpingLoop(asyncio.SelectorEventLoop):
    """Runs on jumping time, which begins at 0."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.threads = 0
        self.busy: Callable[[], bool] = lambda: False
        super().__init__(_Jumping(self))

    def time(self) -> float:
        """Return the seconds that have passed."""
        return self.seconds

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        """Let a thread work, and time stand still meanwhile."""
        self.threads += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._thread_done)
        return future

    def _thread_done(self, future: asyncio.Future[Any]) -> None:
        del future
        self.threads -= 1


class _Jumping(selectors.DefaultSelector):
    """Waits for what is real only while something real is under way."""

    def __init__(self, loop: JumpingLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if self._loop.threads or timeout is None:
            return super().select(None)
        if self._loop.busy():
            return super().select(_BLINK)
        self._loop.seconds += timeout
        return []


class JumpingClock:
    """The clock of a jumping loop; its wall clock shows START at 0."""

    def __init__(self, loop: JumpingLoop) -> None:
        self._loop = loop

    def now(self) -> datetime:
        """Return the moment, in UTC."""
        return START + timedelta(seconds=self._loop.time())

    def monotonic(self) -> float:
        """Return the seconds that have passed."""
        return self._loop.time()

    async def sleep(self, seconds: float) -> None:
        """Wait, which takes no time."""
        await asyncio.sleep(seconds)

    def mind(self, busy: Callable[[], bool]) -> None:
        """Let time stand still while this is so."""
        self._loop.busy = busy


def on_jumping_time(play: Callable[[JumpingClock], Awaitable[T]]) -> T:
    """Play something on a fresh loop of jumping time, and return what it returns."""
    loop = JumpingLoop()
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(_awaited(play, JumpingClock(loop)))


async def _awaited(play: Callable[[JumpingClock], Awaitable[T]], clock: JumpingClock) -> T:
    return await play(clock)
