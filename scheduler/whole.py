"""Work that a stop must not break off: a transaction cut in the middle can leave its connection hanging for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Whole:
    """Runs pieces of work to their end, also when whoever asked for them is cancelled meanwhile."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Task[Any]] = set()

    async def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Do a piece of work; cancelling this wait leaves the work itself alone."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    async def finish(self) -> None:
        """Wait until all that was begun has ended, however it ended."""
        while self._under_way:
            await asyncio.gather(*self._under_way, return_exceptions=True)
