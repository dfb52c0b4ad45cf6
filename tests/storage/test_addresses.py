"""The addresses of people: one in use, and a second one where somebody wished it."""

from __future__ import annotations

from typing import Any

import pytest

from storage import addresses, people
from storage.database import Database
from tests.wires import START, active_patient


async def both(db: Database, **of_the_first: Any) -> list[str]:
    """Give somebody two addresses; return their channels, the one in use first."""
    person = await active_patient(db)
    async with db.write() as tx:
        await people.bind(tx, person.id, "signal", "uuid")
        await addresses.add_second(tx, person.id, "telegram", "42")
        first = await addresses.at(tx, "signal", tx.keys.index("signal", "uuid"))
        assert first is not None
        if of_the_first:
            await addresses.change(tx, first.id, **of_the_first)
        theirs = (await addresses.all_of(tx, {person.id}))[person.id]
        assert (await people.addresses_of(tx, {person.id}))[person.id] == theirs[0]
    return [each.channel for each in theirs]


@pytest.mark.parametrize(
    ("state", "order"),
    [
        ({}, ["signal", "telegram"]),
        ({"dead_since": START}, ["telegram", "signal"]),
        ({"held_since": START}, ["telegram", "signal"]),
    ],
)
async def test_what_arrives_is_in_use_before_what_was_wished_first(
    db: Database, state: dict[str, Any], order: list[str]
) -> None:
    assert await both(db, **state) == order


async def test_both_addresses_lead_to_the_same_person(db: Database) -> None:
    await both(db)
    async with db.read() as tx:
        by_signal = await people.at_address(tx, "signal", "uuid")
        by_telegram = await people.at_address(tx, "telegram", "42")
    assert by_signal is not None
    assert by_signal == by_telegram


async def test_a_second_address_takes_the_place_of_another_on_its_channel_and_of_whoever_had_it(
    db: Database,
) -> None:
    anna, ben = await active_patient(db), await active_patient(db)
    async with db.write() as tx:
        await people.bind(tx, ben.id, "telegram", "43")
        await people.bind(tx, anna.id, "signal", "uuid")
        await addresses.add_second(tx, anna.id, "telegram", "42")
        await addresses.add_second(tx, anna.id, "telegram", "43")
        found = await addresses.all_of(tx, {anna.id, ben.id})
    assert [each.address for each in found[anna.id]] == ["uuid", "43"]
    assert ben.id not in found


async def test_a_new_phone_takes_the_place_of_all_addresses(db: Database) -> None:
    person = await active_patient(db)
    async with db.write() as tx:
        await people.bind(tx, person.id, "signal", "uuid")
        await addresses.add_second(tx, person.id, "telegram", "42")
        await people.bind(tx, person.id, "telegram", "44")
        found = await addresses.all_of(tx, {person.id})
    assert [each.address for each in found[person.id]] == ["44"]
