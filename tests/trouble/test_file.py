"""A file in trouble: locked, its disk full, read-only, slow. Nothing is lost, nothing comes twice, and it goes on by itself."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from storage.database import file_of
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
    before = lives.lines()
    async with trouble():
        hears.set()
        await lives.asks(anna, 3)
        await lives.ready(state=state)
        assert remedy in await lives.doctor(folder)
        await asyncio.sleep(LASTS)
        assert lives.unconfirmed == 3
        assert anna.screen.count(HELP) == 1
        assert lives.lines() - before <= 6
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
