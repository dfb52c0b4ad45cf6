"""Bells between workers: what one puts in wakes the others, once it can be seen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from scheduler.clock import HandClock
from storage import bell, inbox, outbox
from storage.crypto import throwaway_key_ring
from storage.database import Database
from storage.records import RawUpdate
from tests.databases import make_file
from tests.pairs import PATIENCE, happens_at_once, two_workers
from tests.wires import START, message

Pair = tuple[Database, Database]


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    async with two_workers(tmp_path, HandClock(START)) as opened:
        yield opened


class Ear:
    """Hears bells, and lets a test wait for them."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._rung = asyncio.Event()

    def __call__(self, name: str) -> None:
        self.heard.append(name)
        self._rung.set()

    async def until(self, done: Callable[[list[str]], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not done(self.heard):
                self._rung.clear()
                await self._rung.wait()

    async def is_ready(self) -> None:
        """Wait until it listens: then each bell is told of once, and none of them is what a test waits for."""
        await self.until(lambda heard: len(heard) == 2)
        self.heard.clear()


async def put_in(db: Database) -> None:
    async with db.write() as tx:
        await inbox.keep(tx, "telegram", [RawUpdate("1", "{}", "anna")], START)


async def test_what_one_worker_keeps_or_writes_wakes_the_other(pair: Pair) -> None:
    ear = Ear()
    async with pair[1].listening(ear):
        await ear.is_ready()
        await put_in(pair[0])
        async with pair[0].write() as tx:
            await outbox.add(tx, [message("hello")], START)
        await ear.until(lambda heard: heard == [bell.INBOX, bell.OUTBOX])


async def test_a_bell_is_heard_when_its_transaction_has_committed_and_never_when_it_failed(
    pair: Pair,
) -> None:
    ear, rung = Ear(), asyncio.Event()

    def both(name: str) -> None:
        ear(name)
        rung.set()

    async with pair[1].listening(both):
        await ear.is_ready()
        rung.clear()
        with pytest.raises(LookupError):
            await _put_in_and_fail(pair[0])
        async with pair[0].write() as tx:
            await inbox.keep(tx, "telegram", [RawUpdate("2", "{}", "ben")], START)
            assert not await happens_at_once(rung)
        await ear.until(lambda heard: heard == [bell.INBOX])
        async with pair[1].read() as tx:
            assert [each.update_key for each in await inbox.claim(tx, 9)] == ["2"]


async def _put_in_and_fail(db: Database) -> None:
    async with db.write() as tx:
        await inbox.keep(tx, "telegram", [RawUpdate("1", "{}", "anna")], START)
        raise LookupError


async def test_a_listener_whose_connection_was_cut_listens_again_and_looks_at_what_it_missed(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "_AGAIN_SECONDS", 0.01)
    ear = Ear()
    async with pair[1].listening(ear):
        await ear.is_ready()
        async with pair[0].write() as tx:
            await tx.run(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
            )
        await ear.is_ready()
        await put_in(pair[0])
        await ear.until(lambda heard: heard == [bell.INBOX])


async def test_a_listener_that_cannot_listen_tries_again(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """The driver's errors are no SQLAlchemy errors: one of them must not end the listening without a word."""
    monkeypatch.setattr(bell, "_AGAIN_SECONDS", 0.01)
    listen, faults = bell._listen_until_lost, [RuntimeError("the driver's own"), OSError()]

    async def fail_first(*args: Any) -> None:
        if faults:
            raise faults.pop()
        await listen(*args)

    monkeypatch.setattr(bell, "_listen_until_lost", fail_first)
    ear = Ear()
    async with pair[1].listening(ear):
        await ear.is_ready()
    assert not faults


async def test_a_file_has_nobody_to_wake(tmp_path: Path) -> None:
    ear = Ear()
    db = Database(make_file(tmp_path / "between.db"), throwaway_key_ring(), HandClock(START).now)
    async with db.listening(ear):
        await put_in(db)
    await db.close()
    assert not ear.heard
