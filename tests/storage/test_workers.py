"""Numbers, signs of life and leases of the workers on one database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scheduler.clock import HandClock
from storage import workers
from storage.database import Database
from tests.pairs import two_workers
from tests.wires import START

GONE = timedelta(seconds=10)
Pair = tuple[Database, Database]


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    async with two_workers(tmp_path, HandClock(START)) as opened:
        yield opened


async def joined(db: Database, holder: str, now: datetime = START) -> int | None:
    async with db.write() as tx:
        return await workers.join(tx, holder, now, gone_after=GONE)


async def takes(db: Database, holder: str, now: datetime = START, name: str = "listening") -> bool:
    async with db.write() as tx:
        return await workers.take_lease(tx, name, holder, now, now + GONE)


async def test_workers_get_the_lowest_numbers_and_one_that_left_gives_its_own_back(db: Database) -> None:
    assert [await joined(db, holder) for holder in ("a", "b", "c")] == [1, 2, 3]
    async with db.write() as tx:
        await workers.leave(tx, 2, "b")
    assert await joined(db, "d") == 2


async def test_the_number_of_a_worker_that_gives_no_sign_of_life_is_given_away(db: Database) -> None:
    await joined(db, "a")
    assert await joined(db, "b", START + GONE - timedelta(seconds=1)) == 2
    assert await joined(db, "c", START + GONE) == 1
    async with db.write() as tx:
        assert not await workers.seen(tx, 1, "a", START + GONE)
        assert await workers.seen(tx, 1, "c", START + GONE)


async def test_a_worker_that_lost_its_number_gives_nothing_of_its_successor_back(db: Database) -> None:
    await joined(db, "a")
    await joined(db, "b", START + GONE)
    async with db.write() as tx:
        await workers.leave(tx, 1, "a")
        assert await workers.seen(tx, 1, "b", START + GONE)


async def test_those_who_were_seen_lately_are_counted(db: Database) -> None:
    await joined(db, "a")
    await joined(db, "b", START + timedelta(seconds=5))
    async with db.read() as tx:
        counts = [
            await workers.alive(tx, START + timedelta(seconds=after), within=GONE) for after in (5, 12, 15)
        ]
    assert counts == [2, 1, 0]


async def test_many_who_join_at_the_same_moment_never_share_a_number(pair: Pair) -> None:
    async def joins(db: Database, holder: str) -> int:
        while (number := await joined(db, holder)) is None:
            pass
        return number

    await joined(pair[0], "dead", START - GONE)
    numbers = await asyncio.gather(*(joins(pair[each % 2], str(each)) for each in range(12)))
    assert sorted(numbers) == list(range(1, 13))


async def test_only_one_has_a_lease_until_it_lapses_or_is_given_back(db: Database) -> None:
    assert [await takes(db, "a"), await takes(db, "b")] == [True, False]
    later = START + GONE - timedelta(seconds=1)
    assert [await takes(db, "a", later), await takes(db, "b", START + GONE)] == [True, False]
    assert [await takes(db, "b", later + GONE), await takes(db, "a", later + GONE)] == [True, False]
    async with db.write() as tx:
        await workers.leave(tx, 1, "b")
    assert await takes(db, "a", later + GONE)


async def test_of_many_who_reach_for_a_lease_at_the_same_moment_one_gets_it(pair: Pair) -> None:
    for moment in (START, START + GONE):
        got = await asyncio.gather(*(takes(pair[each % 2], str(each), moment) for each in range(12)))
        assert sum(got) == 1


async def test_a_lease_that_lies_far_ahead_is_from_before_the_clock_was_set_back(db: Database) -> None:
    await takes(db, "a", START + timedelta(days=1))
    assert await takes(db, "b")
