"""A damaged file is refused before anything is written to it, and looking for damage does not hold up the start."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import sentence_of
from bot.doctor import examine
from bot.finding import Degree
from bot.playground import Playground
from storage.checkup import (
    DatabaseDamagedError,
    Wholeness,
    refuse_damaged,
    room,
    wholeness,
    write_something,
)
from storage.crypto import new_key_file, throwaway_key_ring
from storage.database import Database
from tests.bot.commands import TOKEN, env_file
from tests.databases import make_file
from tests.e2e.practice import START

MEBIBYTES = 30


def file_with(folder: Path, mebibytes: int) -> Database:
    """A database with so much in it."""
    url = make_file(folder / "between.db")
    with closing(sqlite3.connect(folder / "between.db")) as connection:
        connection.executemany(
            "INSERT INTO alerts (id, at, kind, subject) VALUES (?, 1, 'x', ?)",
            ((number, "y" * 1000) for number in range(mebibytes << 10)),
        )
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Database(url, throwaway_key_ring(), lambda: datetime.now(UTC))


def damage(file: Path) -> None:
    """Overwrite a page in the middle."""
    with file.open("r+b") as handle:
        handle.seek(file.stat().st_size // 8192 * 4096)
        handle.write(b"\xa5" * 4096)


async def test_a_damaged_file_is_refused_with_a_sentence_and_left_as_it_is(tmp_path: Path) -> None:
    database = file_with(tmp_path, 1)
    await refuse_damaged(database)
    await database.close()
    damage(tmp_path / "between.db")
    before = (tmp_path / "between.db").read_bytes()
    with pytest.raises(DatabaseDamagedError) as raised:
        await refuse_damaged(database)
    await database.close()
    assert "is damaged. Nothing was changed. Put your back-up back" in (sentence_of(raised.value) or "")
    assert (tmp_path / "between.db").read_bytes() == before


async def test_a_large_file_is_looked_through_for_a_while_only(tmp_path: Path) -> None:
    database = file_with(tmp_path, MEBIBYTES)
    assert await wholeness(database, 0.0) is Wholeness.NOT_SEEN
    assert await wholeness(database) is Wholeness.WHOLE
    async with database.read() as tx:
        assert await tx.connection.exec_driver_sql("SELECT 1")
    await database.close()


async def test_writing_something_leaves_nothing(tmp_path: Path) -> None:
    database = file_with(tmp_path, 0)
    await write_something(database, START)
    await database.close()
    with closing(sqlite3.connect(tmp_path / "between.db")) as connection:
        assert connection.execute("SELECT count(*) FROM alerts").fetchone() == (0,)
    assert (room(database) or 0) > 0


async def test_the_doctor_warns_before_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.doctor_database.room", lambda _: 5 << 20)
    new_key_file(tmp_path / "between.key")
    async with Playground(token=TOKEN) as playground:
        env = env_file(
            tmp_path,
            telegram_token=TOKEN,
            telegram_api_url=playground.root,
            database_url=make_file(tmp_path / "between.db"),
            encryption_key_file=str(tmp_path / "between.key"),
            backup_folder="",
        )
        sentences = [each.sentence for each in await examine(env) if each.degree is Degree.FAULT]
    assert sentences == [
        "Only 5 MiB are left on the disk of the database: make room before nothing can be written."
    ]
