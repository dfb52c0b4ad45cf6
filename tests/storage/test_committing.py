"""A commit is waited for where the disk has been quick for long, and handed to a thread everywhere else."""

from __future__ import annotations

import threading
from typing import Any, cast

import pytest
from sqlalchemy import Connection

from storage.committing import LONG, QUICK, TRUSTED_AFTER, Commits


class Disk:
    """A disk on which each commit takes as long as we say; it remembers which ones held up the event loop."""

    def __init__(self) -> None:
        self.now = 0.0
        self.seconds = QUICK / 2
        self.held_up: list[bool] = []
        self.fails = False

    def commit(self) -> None:
        self.held_up.append(threading.current_thread() is threading.main_thread())
        self.now += self.seconds
        if self.fails:
            raise OSError("The disk is gone.")


async def after(disk: Disk, commits: Commits, count: int) -> list[bool]:
    """Commit so often, and say of each whether the event loop was held up."""
    before = len(disk.held_up)
    for _ in range(count):
        await commits.commit(cast("Connection", cast("Any", disk)))
    return disk.held_up[before:]


async def test_a_quick_disk_is_waited_for_once_it_is_known() -> None:
    disk = Disk()
    commits = Commits(lambda: disk.now)
    assert not any(await after(disk, commits, TRUSTED_AFTER))
    assert all(await after(disk, commits, 50))


async def test_one_long_commit_holds_up_the_loop_once_and_is_remembered() -> None:
    disk = Disk()
    commits = Commits(lambda: disk.now)
    await after(disk, commits, TRUSTED_AFTER)
    disk.seconds = 10 * LONG
    assert await after(disk, commits, 20) == [True, *[False] * 19]
    disk.seconds = QUICK / 2
    assert not any(await after(disk, commits, TRUSTED_AFTER))


async def test_a_disk_that_is_a_little_slow_all_the_time_is_never_waited_for() -> None:
    disk = Disk()
    disk.seconds = 5 * QUICK
    commits = Commits(lambda: disk.now)
    assert not any(await after(disk, commits, 3 * TRUSTED_AFTER))


async def test_now_and_then_the_log_is_moved_into_the_file_and_that_is_no_slow_disk() -> None:
    disk = Disk()
    commits = Commits(lambda: disk.now)
    await after(disk, commits, TRUSTED_AFTER)
    for _ in range(5):
        disk.seconds = 8 * QUICK
        assert await after(disk, commits, 1) == [True]
        disk.seconds = QUICK / 8
        assert all(await after(disk, commits, 40))


async def test_a_commit_that_fails_is_told_and_teaches_nothing() -> None:
    disk = Disk()
    commits = Commits(lambda: disk.now)
    await after(disk, commits, TRUSTED_AFTER)
    disk.fails = True
    with pytest.raises(OSError, match="gone"):
        await after(disk, commits, 1)
    disk.fails = False
    assert await after(disk, commits, 1) == [True]
