from __future__ import annotations

import asyncio
import threading

from bot.playground.bell import Bell


async def test_what_is_there_already_needs_no_ring() -> None:
    assert await Bell().until(lambda: "here", None) == "here"


async def test_a_ring_without_the_thing_is_waited_through() -> None:
    bell, found = Bell(), []
    waiting = asyncio.create_task(bell.until(lambda: found or None, 5))
    await asyncio.sleep(0)
    bell.ring()
    await asyncio.sleep(0)
    found.append("here")
    bell.ring()
    assert await waiting == ["here"]


async def test_everybody_hears_the_same_ring_also_from_another_thread() -> None:
    bell, found = Bell(), []
    waiting = [asyncio.create_task(bell.until(lambda: found or None, 5)) for _ in range(3)]
    await asyncio.sleep(0)

    def ring() -> None:
        found.append("here")
        bell.ring()

    threading.Thread(target=ring).start()
    assert await asyncio.gather(*waiting) == [["here"]] * 3


async def test_patience_ends_with_nothing() -> None:
    assert await Bell().until(lambda: None, 0.01) is None


def test_without_anybody_who_waits_a_ring_is_no_error() -> None:
    Bell().ring()
