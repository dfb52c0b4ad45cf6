"""A database knows which keys belong to it, on a file and on a server, also where it was not written down before."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import delete, func, select, text

from scheduler.clock import HandClock
from storage import people
from storage import tables as t
from storage.crypto import KeyRing, load_key_file, new_key_file, throwaway_key_ring
from storage.database import Database
from storage.keyed import Belonging, belonging, is_filled, write_down
from storage.records import Role
from storage.schema import bring_up_to_date, configuration
from tests.databases import make_empty_on_server
from tests.wires import START

Place = Callable[[Path], str]
places = pytest.mark.parametrize(
    "place",
    [lambda folder: f"sqlite:///{folder / 'between.db'}", make_empty_on_server],
    ids=["file", "server"],
)


def opened(url: str, ring: KeyRing) -> Database:
    return Database(url, ring, HandClock(START).now)


async def of(url: str, ring: KeyRing) -> Belonging:
    db = opened(url, ring)
    try:
        return await belonging(db)
    finally:
        await db.close()


async def filled(url: str, ring: KeyRing, *chats: str) -> None:
    """Make a database with people at these chats, and its keys written down."""
    db = opened(url, ring)
    await bring_up_to_date(db)
    await write_down(db)
    await settled_in(db, *chats)
    await db.close()


async def settled_in(db: Database, *chats: str) -> None:
    await db.open()
    for chat in chats:
        async with db.write() as tx:
            person = await people.add(tx, Role.THERAPIST, now=START, language="en", zone="UTC")
            await people.bind(tx, person.id, "telegram", chat)


async def forgotten(url: str) -> None:
    """Take away what was written down, as before there was such a table."""
    db = opened(url, throwaway_key_ring())
    async with db.write() as tx:
        await tx.run(delete(t.key_checks))
    await db.close()


@places
async def test_only_the_keys_with_which_it_began_are_its_own(tmp_path: Path, place: Place) -> None:
    url, ring = place(tmp_path), throwaway_key_ring()
    assert await of(url, ring) is Belonging.NOBODYS
    await filled(url, ring)
    assert await of(url, ring) is Belonging.OURS
    assert await of(url, throwaway_key_ring()) is Belonging.NOT_OURS


@places
async def test_where_it_was_never_written_down_what_is_sealed_decides(tmp_path: Path, place: Place) -> None:
    url, ring = place(tmp_path), throwaway_key_ring()
    await filled(url, ring, "anna")
    await forgotten(url)
    assert await of(url, ring) is Belonging.OURS
    assert await of(url, throwaway_key_ring()) is Belonging.NOT_OURS


async def test_a_key_that_was_made_beside_it_and_served_for_a_while_is_not_its_own(tmp_path: Path) -> None:
    url, ring, made = f"sqlite:///{tmp_path / 'x.db'}", throwaway_key_ring(), throwaway_key_ring()
    await filled(url, ring, "anna", "ben")
    db = opened(url, made)
    await settled_in(db, "anna")
    await db.close()
    await forgotten(url)
    assert await of(url, ring) is Belonging.OURS
    assert await of(url, made) is Belonging.NOT_OURS


async def test_without_anybody_s_address_whatever_else_is_sealed_decides(tmp_path: Path) -> None:
    url, ring = f"sqlite:///{tmp_path / 'x.db'}", throwaway_key_ring()
    await filled(url, ring)
    db = opened(url, ring)
    async with db.write() as tx:
        await tx.add(t.channel_challenges, channel="signal", token="x", since=START, until=START)
    await db.close()
    await forgotten(url)
    assert await of(url, ring) is Belonging.OURS
    assert await of(url, throwaway_key_ring()) is Belonging.NOT_OURS


async def test_a_database_of_an_older_program_is_looked_at_before_it_is_brought_up_to_date(
    tmp_path: Path,
) -> None:
    url, ring = f"sqlite:///{tmp_path / 'x.db'}", throwaway_key_ring()
    db = opened(url, ring)
    async with db.write() as tx:
        await tx.connection.run_sync(lambda sync: command.upgrade(configuration(sync), "0001"))
        await tx.run(
            text(
                "insert into people (id, role, code, state, language, formality, zone, quiet_from, quiet_to,"
                " digest_days_before, digest_minute, created_at)"
                " values (1, 'patient', 'P-1', 'active', 'en', 'sie', 'UTC', 0, 0, 1, 1, 1)"
            )
        )
        await tx.run(
            text(
                "insert into addresses (id, person_id, channel, chat_key, address)"
                " values (2, 1, 'telegram', :key, :sealed)"
            ),
            {"key": ring.index("telegram", "42"), "sealed": ring.seal("42", "addresses.address.2")},
        )
    await db.close()
    assert await of(url, ring) is Belonging.OURS
    assert await of(url, throwaway_key_ring()) is Belonging.NOT_OURS


def rotated(path: Path, *, drop: bool = False) -> KeyRing:
    """Add a new key that seals from now on; the first one goes on opening, unless it is dropped."""
    content = json.loads(path.read_text())
    if drop:
        del content["keys"][min(content["keys"], key=list(content["keys"]).index)]
    else:
        content["keys"]["0badcafe"] = "ab" * 32
        content["current"] = "0badcafe"
    path.write_text(json.dumps(content))
    return load_key_file(path)


async def test_a_ring_with_a_new_key_belongs_to_it_and_one_without_any_that_sealed_here_does_not(
    tmp_path: Path,
) -> None:
    url, path = f"sqlite:///{tmp_path / 'x.db'}", tmp_path / "key"
    new_key_file(path)
    first = load_key_file(path)
    await filled(url, first, "anna")
    both = rotated(path)
    assert await of(url, both) is Belonging.OURS
    db = opened(url, both)
    await write_down(db)
    await write_down(db)
    async with db.read() as tx:
        assert await tx.value(select(func.count()).select_from(t.key_checks)) == 2
    await db.close()
    assert await of(url, both) is Belonging.OURS
    assert await of(url, first) is Belonging.NOT_OURS
    assert await of(url, rotated(path, drop=True)) is Belonging.NOT_OURS


async def test_of_two_that_begin_with_keys_of_their_own_the_first_stays(tmp_path: Path) -> None:
    url, ring, other = make_empty_on_server(tmp_path), throwaway_key_ring(), throwaway_key_ring()
    await filled(url, ring)
    db = opened(url, other)
    assert await is_filled(db)
    await write_down(db)
    await db.close()
    assert await of(url, ring) is Belonging.OURS
    assert await of(url, other) is Belonging.NOT_OURS
