"""Whoever waits for something to send can be cancelled at any moment, also at that at which it comes."""

from __future__ import annotations

import asyncio

import pytest

from scheduler.woken import Woken


@pytest.mark.parametrize("turns", range(5))
async def test_a_cancellation_is_never_lost(turns: int) -> None:
    woken = Woken()
    waiting = asyncio.create_task(woken.something_happens(None))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    woken.rouse()
    for _ in range(turns):
        await asyncio.sleep(0)
    over = waiting.done()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert over or waiting.cancelled()
