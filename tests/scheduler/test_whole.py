"""What a stop must not break off."""

from __future__ import annotations

import asyncio

import pytest

from scheduler.whole import Whole


async def test_work_ends_though_whoever_asked_for_it_is_cancelled() -> None:
    whole, may_end, ended = Whole(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await may_end.wait()
        ended.set()

    asking = asyncio.create_task(whole.do(work()))
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert not ended.is_set()
    may_end.set()
    await whole.finish()
    assert ended.is_set()


async def test_who_waits_gets_the_result_and_the_fault() -> None:
    whole = Whole()

    async def counts() -> int:
        return 3

    async def fails() -> None:
        raise OSError("disk full")

    assert await whole.do(counts()) == 3
    with pytest.raises(OSError, match="disk full"):
        await whole.do(fails())
    await whole.finish()


async def test_work_that_fails_after_its_asker_has_gone_stops_nobody() -> None:
    whole, may_end = Whole(), asyncio.Event()

    async def fails() -> None:
        await may_end.wait()
        raise OSError("disk full")

    asking = asyncio.create_task(whole.do(fails()))
    await asyncio.sleep(0)
    asking.cancel()
    may_end.set()
    await whole.finish()
