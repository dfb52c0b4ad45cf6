"""A file in trouble: locked, its disk full, read-only, slow. Nothing is lost, nothing comes twice, and it goes on by itself."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, func, select

from bot.app import built
from bot.cli import sentence_of
from storage import tables as t
from storage.database import Database, DatabaseTrouble, file_of
from tests.trouble.house import HELP, House, house, hurry

LASTS = 2.0
"""Seconds of each trouble: twenty tries of each loop, which the tests have hurried."""


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


@asynccontextmanager
async def locked(file: Path) -> AsyncIterator[None]:
    """Hold the write lock, as a browser for databases does that was left open in the middle of a change."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@asynccontextmanager
async def full(file: Path) -> AsyncIterator[None]:
    """Fill the disk to the last byte."""
    filler = file.with_name("filler")
    with closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with suppress(OSError), filler.open("wb", buffering=0) as handle:
        while handle.write(bytes(4096)):
            pass
    yield
    filler.unlink()


@contextmanager
def only_reads(database: Database) -> Iterator[None]:
    """Let SQLite itself refuse to write, on every connection."""

    lasts = True

    def refuses(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if lasts else 'OFF'}")

    event.listen(database.engine, "begin", refuses)
    yield
    lasts = False


@contextmanager
def slow(database: Database, seconds: float) -> Iterator[None]:
    """Let every commit of a change take so long, as on a disk that many share."""

    lasts = True

    def waits(connection: Connection) -> None:
        if lasts and connection.get_execution_options().get("between_write"):
            time.sleep(seconds)

    event.listen(database.engine, "commit", waits)
    yield
    lasts = False


def remount(disk: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], check=True)  # noqa: S607 - as above


async def built_on(lives: House) -> AsyncIterator[None]:
    """Start again on the same settings."""
    async with built(lives.app.settings):
        yield


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of eight mebibytes."""
    disk = folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "between-test", str(disk)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("Mounting a small disk needs root and the right to mount.")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)  # noqa: S607 - where it is depends on the system


async def lives_through(
    lives: House, folder: Path, state: str, remedy: str, trouble: Callable[[], Any]
) -> None:
    """Somebody writes before, while and after; a message is under way when it begins."""
    anna, ben = lives.playground.phone("Anna"), lives.playground.phone("Ben")
    await lives.asks(anna)
    await lives.answered(anna, 1)
    hears = lives.holds_back()
    await lives.asks(ben)
    await lives.answered(ben, 1)
    before = lives.so_far()
    async with trouble():
        hears.set()
        await lives.asks(anna, 3)
        await lives.ready(state=state)
        assert remedy in await lives.doctor(folder)
        await asyncio.sleep(LASTS)
        assert lives.unconfirmed == 3
        assert anna.screen.count(HELP) == 1
        lives.has_said_little_since(before)
    await lives.answered(anna, 4)
    await lives.ready()
    await lives.all_is_well()
    assert ben.screen.count(HELP) == 1


@pytest.mark.parametrize(
    ("trouble", "state", "remedy"),
    [(locked, "locked", "locked by another program"), (full, "disk_full", "disk of the database is full")],
)
async def test_it_waits_says_what_is_wrong_and_goes_on(
    tmp_path: Path, trouble: Callable[[Path], Any], state: str, remedy: str
) -> None:
    with small_disk(tmp_path) as disk:
        async with house(tmp_path, f"sqlite:///{disk / 'between.db'}") as lives:
            file = file_of(lives.app.settings.database_url)
            assert file is not None
            await lives_through(lives, tmp_path, state, remedy, lambda: trouble(file))


async def test_a_push_is_acknowledged_only_when_it_can_be_stored(tmp_path: Path) -> None:
    file = tmp_path / "between.db"
    async with house(tmp_path, f"sqlite:///{file}") as lives:
        channel = lives.app.channels["telegram"]
        channel._secret = "a secret"
        push = json.dumps({"update_id": 7, "nothing": "that we know"}).encode()
        async with locked(file):
            assert await channel.receive(push, "a secret", partial(lives.app.keep, "telegram")) == 503
        assert await channel.receive(push, "a secret", partial(lives.app.keep, "telegram")) == 200
        assert await channel.receive(push, "a secret", partial(lives.app.keep, "telegram")) == 200
        async with lives.app.database.read() as tx:
            assert await tx.value(select(func.count()).select_from(t.inbox)) == 1


async def test_a_file_that_can_only_be_read_is_waited_for(tmp_path: Path) -> None:
    async with house(tmp_path, f"sqlite:///{tmp_path / 'between.db'}") as lives:
        anna = lives.playground.phone("Anna")
        await lives.asks(anna)
        await lives.answered(anna, 1)
        with only_reads(lives.app.database):
            await lives.asks(anna, 2)
            await lives.ready(state="read_only")
            assert lives.unconfirmed == 2
        await lives.answered(anna, 3)
        await lives.ready()
        await lives.all_is_well()


async def test_a_read_only_disk_stops_the_start_and_the_doctor_says_so(tmp_path: Path) -> None:
    with small_disk(tmp_path) as disk:
        url = f"sqlite:///{disk / 'between.db'}"
        async with house(tmp_path, url) as lives:
            pass
        remount(disk, "ro")
        try:
            assert "can be read but not written" in await lives.doctor(tmp_path)
            with pytest.raises((OSError, DatabaseTrouble)) as raised:
                await anext(aiter(built_on(lives)))
            assert "cannot be used" in (sentence_of(raised.value) or "")
        finally:
            remount(disk, "rw")


async def test_a_slow_disk_delays_answers_and_nothing_else(tmp_path: Path) -> None:
    async with house(tmp_path, f"sqlite:///{tmp_path / 'between.db'}") as lives:
        anna = lives.playground.phone("Anna")
        await lives.asks(anna)
        await lives.answered(anna, 1)
        watching = asyncio.create_task(lives.watch_the_loop())
        with slow(lives.app.database, 0.5):
            await lives.asks(anna, 2)
            await lives.answered(anna, 3)
        watching.cancel()
        assert max(lives.stalls) < 0.4
        await lives.all_is_well()
