"""A worker among others: numbers, the number of workers, and what only one of them does at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from scheduler import crew as crews
from scheduler.clock import HandClock
from scheduler.crew import LEASE, Crew
from scheduler.pace import Pace
from storage.crypto import throwaway_key_ring
from storage.database import Database
from tests.databases import make_file
from tests.pairs import PATIENCE, two_workers

LISTENING = "listening"


class Worker:
    """A member of a crew that counts how often it leads, and whether it does at this moment."""

    def __init__(self, db: Database, clock: HandClock) -> None:
        self.db = db
        self.pace = Pace(clock)
        self.crew = Crew(db, clock, self.pace)
        self.begun = 0
        self.leading = False
        self._task: asyncio.Task[None] | None = None

    async def starts(self) -> None:
        """Join, and lead when it may."""
        await self.crew.join()
        self._task = asyncio.create_task(self.crew.while_leading(LISTENING, self._lead))
        await asyncio.sleep(0)

    async def dies(self) -> None:
        """End without a word to the others."""
        assert self._task is not None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _lead(self) -> None:
        self.begun += 1
        self.leading = True
        try:
            await asyncio.Event().wait()
        finally:
            self.leading = False


@pytest.fixture
async def two(tmp_path: Path, clock: HandClock) -> AsyncIterator[list[Worker]]:
    async with two_workers(tmp_path, clock) as pair:
        made = [Worker(db, clock) for db in pair]
        for each in made:
            await each.starts()
        await until(lambda: sum(each.leading for each in made) == 1)
        made.sort(key=lambda each: not each.leading)
        yield made
        for each in made:
            await each.dies()


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not done():  # noqa: ASYNC110 - what changes it is the crew's own affair
            await asyncio.sleep(0.005)


async def test_alone_on_a_file_a_worker_leads_everything_and_writes_nothing_down(
    tmp_path: Path, clock: HandClock
) -> None:
    db = Database(make_file(tmp_path / "between.db"), throwaway_key_ring(), clock.now)
    worker = Worker(db, clock)
    await worker.starts()
    await until(lambda: worker.leading)
    clock.forward(days=1)
    assert worker.crew.leads(LISTENING)
    assert worker.crew.size == 1
    async with db.read() as tx:
        rows = await tx.connection.exec_driver_sql(
            "select holder from workers union select holder from leases"
        )
        assert rows.all() == []
    await worker.dies()
    await worker.crew.leave()
    await db.close()


async def test_one_of_two_leads_and_both_send_at_half_the_rate(two: list[Worker]) -> None:
    leading, waiting = two
    for each in two:
        await each.crew.beat()
    assert (leading.crew.leads(LISTENING), waiting.crew.leads(LISTENING)) == (True, False)
    assert [each.crew.size for each in two] == [2, 2]
    assert all(each.pace.shared for each in two)
    assert (leading.begun, waiting.begun) == (1, 0)


async def test_who_leads_goes_on_leading_as_long_as_it_gives_signs_of_life(
    two: list[Worker], clock: HandClock
) -> None:
    for _ in range(10):
        clock.forward(seconds=crews.BEAT_SECONDS)
        for each in reversed(two):
            await each.crew.beat()
    assert [each.begun for each in two] == [1, 0]


async def test_a_leader_that_died_is_replaced_at_the_first_beat_after_its_lease(
    two: list[Worker], clock: HandClock
) -> None:
    leading, waiting = two
    await leading.dies()
    clock.forward(seconds=LEASE.total_seconds() - 1)
    await waiting.crew.beat()
    assert not waiting.leading
    clock.forward(seconds=1)
    await waiting.crew.beat()
    await until(lambda: waiting.leading)
    assert waiting.crew.size == 1


async def test_a_leader_that_leaves_is_replaced_at_the_next_beat(two: list[Worker]) -> None:
    leading, waiting = two
    await leading.dies()
    await leading.crew.leave()
    await waiting.crew.beat()
    await until(lambda: waiting.leading)


async def test_a_leader_that_stood_still_lets_go_when_it_wakes_up_before_anything_else_tells_it(
    two: list[Worker], clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    leading, waiting = two
    clock.forward(seconds=LEASE.total_seconds())
    assert not leading.crew.leads(LISTENING)
    await until(lambda: not leading.leading)
    await waiting.crew.beat()
    await until(lambda: waiting.leading)
    await leading.crew.beat()
    await asyncio.sleep(0)
    assert (leading.leading, waiting.leading) == (False, True)


async def test_a_leader_whose_database_is_away_lets_go_when_another_may_have_taken_over(
    two: list[Worker], clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    leading, _ = two

    def away(**_: bool) -> None:
        raise OperationalError("BEGIN", None, OSError())

    monkeypatch.setattr(leading.db, "write", away)
    clock.forward(seconds=LEASE.total_seconds() - 1)
    await leading.crew.beat()
    assert leading.crew.leads(LISTENING)
    assert leading.leading
    clock.forward(seconds=1)
    await leading.crew.beat()
    await until(lambda: not leading.leading)
    monkeypatch.undo()
    await leading.crew.beat()
    await until(lambda: leading.leading)


async def test_a_worker_whose_number_was_given_away_takes_another_one(
    two: list[Worker], clock: HandClock
) -> None:
    clock.forward(seconds=LEASE.total_seconds() + 1)
    third = Crew(two[0].db, clock, two[0].pace)
    await third.join()
    numbers = set()
    for each in (*(worker.crew for worker in two), third):
        await each.beat()
        numbers.add(each._number)
    assert len(numbers) == 3


async def test_work_that_fails_is_told_and_work_that_is_broken_off_leaves_nothing_behind(
    tmp_path: Path, clock: HandClock
) -> None:
    async with two_workers(tmp_path, clock) as (db, _):
        crew = Crew(db, clock, Pace(clock))
        await crew.join()

        async def fails() -> None:
            raise LookupError

        with pytest.raises(LookupError):
            await crew.while_leading(LISTENING, fails)
        begun, ended = asyncio.Event(), asyncio.Event()

        async def works() -> None:
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()

        task = asyncio.create_task(crew.while_leading(LISTENING, works))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert ended.is_set()


def test_a_dead_leader_is_replaced_within_fifteen_seconds() -> None:
    assert LEASE + timedelta(seconds=crews.BEAT_SECONDS) < timedelta(seconds=15)
