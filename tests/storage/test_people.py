"""People, their codes, and guesses at codes."""

from __future__ import annotations

from datetime import timedelta

from scheduler.clock import HandClock
from storage import invites, people
from storage import tables as t
from storage.database import Database, Tx
from storage.records import Role

WINDOW = timedelta(minutes=15)


async def invited(tx: Tx, clock: HandClock, role: Role = Role.PATIENT) -> str:
    return (await people.add(tx, role, now=clock.now(), language="en", zone="Europe/Berlin")).code


async def test_codes_are_counted_for_each_role(db: Database, clock: HandClock) -> None:
    async with db.write() as tx:
        codes = [await invited(tx, clock, role) for role in (Role.THERAPIST, Role.PATIENT, Role.PATIENT)]
    assert codes == ["T-1", "P-1", "P-2"]


async def test_no_code_is_given_twice_when_somebody_was_removed(db: Database, clock: HandClock) -> None:
    async with db.write() as tx:
        for _ in range(10):
            await invited(tx, clock)
        await tx.remove(t.people, t.people.c.code == "P-4")
        assert await invited(tx, clock) == "P-11"


async def test_old_guesses_are_forgotten_and_young_ones_count_on(db: Database, clock: HandClock) -> None:
    async def left(tx: Tx, address: str) -> int:
        return await invites.guesses_left(
            tx, "telegram", address, now=clock.now(), limit=5, window=timedelta(days=1)
        )

    async with db.write() as tx:
        await left(tx, "old")
        clock.forward(hours=1)
        await left(tx, "young")
        assert await invites.purge_guesses(tx, clock.now() - WINDOW) == 1
        assert (await left(tx, "old"), await left(tx, "young")) == (5, 4)
