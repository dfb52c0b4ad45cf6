"""Holding people: of two workers only one at a time acts for a therapist and all their patients."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from scheduler.clock import HandClock
from storage import people
from storage.database import Database, DatabaseTrouble
from storage.records import Person, Role
from tests.pairs import happens_at_once, two_workers
from tests.wires import START

Pair = tuple[Database, Database]


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    async with two_workers(tmp_path, HandClock(START)) as opened:
        yield opened


async def added(db: Database, role: Role, therapist: Person | None = None) -> Person:
    async with db.write() as tx:
        above = therapist.id if therapist else None
        person = await people.add(
            tx, role, now=START, language="en", zone="Europe/Berlin", therapist_id=above
        )
        await people.bind(tx, person.id, "telegram", person.code)
        return person


async def has_to_wait(pair: Pair, first: Person, second: Person) -> bool:
    """Hold one person here; say whether there somebody has to wait for the other one until that has ended."""
    held = asyncio.Event()

    async def hold() -> None:
        async with pair[1].write() as tx:
            await people.hold(tx, {second.id})
            held.set()

    async with pair[0].write() as tx:
        await people.hold(tx, {first.id})
        holding = asyncio.create_task(hold())
        waited = not await happens_at_once(held)
    await holding
    return waited


async def test_whoever_has_the_same_therapist_is_held_with_them(pair: Pair) -> None:
    stern, other = [await added(pair[0], Role.THERAPIST) for _ in range(2)]
    anna, ben = [await added(pair[0], Role.PATIENT, stern) for _ in range(2)]
    carl = await added(pair[0], Role.PATIENT, other)
    assert await has_to_wait(pair, anna, anna)
    assert await has_to_wait(pair, anna, stern)
    assert await has_to_wait(pair, stern, ben)
    assert await has_to_wait(pair, anna, ben)
    assert not await has_to_wait(pair, anna, carl)


async def test_without_waiting_only_those_are_held_whom_nobody_else_holds(pair: Pair) -> None:
    stern, other = [await added(pair[0], Role.THERAPIST) for _ in range(2)]
    anna, carl = await added(pair[0], Role.PATIENT, stern), await added(pair[0], Role.PATIENT, other)
    async with pair[0].write() as here, pair[1].write() as there:
        assert await people.hold(here, {anna.id}) == {anna.id}
        assert await people.hold(there, {anna.id, stern.id, carl.id}, wait=False) == {carl.id}


async def test_many_are_held_in_one_order_so_that_two_workers_never_wait_for_each_other(pair: Pair) -> None:
    everybody = [await added(pair[0], Role.PATIENT) for _ in range(20)]
    ids = [each.id for each in everybody]

    async def hold(db: Database, wanted: list[int]) -> None:
        for _ in range(10):
            async with db.write() as tx:
                await people.hold(tx, wanted)

    await asyncio.gather(*(hold(db, wanted) for db in pair for wanted in (ids, ids[::-1])))


async def test_what_a_worker_changed_is_read_by_the_next_that_holds_the_person(pair: Pair) -> None:
    anna = await added(pair[0], Role.PATIENT)

    async def count_up(db: Database) -> None:
        async with db.write() as tx:
            await people.hold(tx, {anna.id})
            found = await people.get(tx, anna.id)
            assert found is not None
            await people.change(tx, anna.id, digest_minute=found.digest_minute + 1)

    await asyncio.gather(*(count_up(db) for db in pair for _ in range(5)))
    async with pair[0].read() as tx:
        found = await people.get(tx, anna.id)
    assert found is not None
    assert found.digest_minute == anna.digest_minute + 10


async def test_strangers_come_in_one_by_one_and_nobody_inside_waits_for_them(pair: Pair) -> None:
    anna = await added(pair[0], Role.PATIENT)
    inside, outside = asyncio.Event(), asyncio.Event()

    async def come(code: str, there: asyncio.Event) -> None:
        async with pair[1].write() as tx:
            await people.hold_at(tx, "telegram", tx.keys.index("telegram", code))
            there.set()

    async with pair[0].write() as tx:
        await people.hold_at(tx, "telegram", tx.keys.index("telegram", "a stranger"))
        coming = [
            asyncio.create_task(come("another stranger", outside)),
            asyncio.create_task(come(anna.code, inside)),
        ]
        await inside.wait()
        assert not await happens_at_once(outside)
    await asyncio.gather(*coming)


async def test_who_writes_from_an_address_is_held_with_their_circle(pair: Pair) -> None:
    stern = await added(pair[0], Role.THERAPIST)
    anna = await added(pair[0], Role.PATIENT, stern)
    held = asyncio.Event()

    async def hold() -> None:
        async with pair[1].write() as tx:
            await people.hold(tx, {stern.id})
            held.set()

    async with pair[0].write() as tx:
        await people.hold_at(tx, "telegram", tx.keys.index("telegram", anna.code))
        holding = asyncio.create_task(hold())
        assert not await happens_at_once(held)
    await holding


async def test_two_who_invite_at_the_same_moment_do_not_give_the_same_code(pair: Pair) -> None:
    async def invite(db: Database) -> str | None:
        with suppress(DatabaseTrouble):  # which the answerer answers by trying again
            return (await added(db, Role.PATIENT)).code
        return None

    codes = [code for code in await asyncio.gather(*(invite(db) for db in pair)) if code]
    assert len(codes) == len(set(codes)) >= 1


async def test_a_worker_that_stands_still_in_a_transaction_is_cut_off(pair: Pair) -> None:
    """Its people would else be held until its machine is back; ten seconds are too long for a test, so it is one."""
    anna = await added(pair[0], Role.PATIENT)
    async with pair[1].read() as tx:
        wanted = await tx.connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout")
        assert wanted.scalar() == "10s"

    async def stand_still() -> None:
        async with pair[0].write() as tx:
            await tx.run(text("SET LOCAL idle_in_transaction_session_timeout = 50"))
            await people.hold(tx, {anna.id})
            async with pair[1].write() as other:
                assert await people.hold(other, {anna.id}) == {anna.id}
            await people.change(tx, anna.id, digest_minute=1)

    with pytest.raises(DatabaseTrouble):
        await asyncio.wait_for(stand_still(), 10)
    async with pair[1].read() as tx:
        found = await people.get(tx, anna.id)
    assert found == anna
