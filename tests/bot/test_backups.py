"""When back-ups are made, what is said when one fails, and what a restore refuses."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command

from bot import backups
from bot.backups import AGAIN_AFTER, BackUps, after_restore, is_due, make_backup, restore
from bot.keys import first_key_ring
from bot.settings import Settings
from scheduler.clock import HandClock
from scheduler.whole import Whole
from storage import alerts, due, people, workers
from storage.backup import Backup, BackupError, backups_in
from storage.crypto import KeyFileError, new_key_file
from storage.database import Database
from storage.due import NewDue
from storage.records import DueKind, Role
from storage.restored import Past
from storage.restoring import RestoreError
from storage.schema import (
    DatabaseTooNewError,
    bring_up_to_date,
    configuration,
    newest_revision,
    revision_of,
)
from storage.sealed_file import SealedFileError
from storage.single import InUseError, only_one
from tests.databases import make_empty_on_server
from tests.e2e.practice import settings_for

START = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


class House:
    """A folder with a database, its back-ups, and the job that makes them."""

    def __init__(self, settings: Settings, folder: Path, clock: HandClock, database: Database) -> None:
        self.settings = settings
        self.folder = folder
        self.clock = clock
        self.database = database
        self.job = BackUps(settings, database, clock)

    async def once(self) -> int:
        return await self.job.once(Whole())

    def there(self) -> list[Backup]:
        return backups_in(self.folder / "backups")

    async def alerts(self) -> list[str]:
        async with self.database.read() as tx:
            return [each.kind for each in await alerts.unseen(tx)]


@asynccontextmanager
async def house_in(folder: Path, clock: HandClock, **values: object) -> AsyncIterator[House]:
    on_a_file = {"database_url": f"sqlite:///{folder / 'between.db'}", **values}
    settings = settings_for("http://127.0.0.1:9", folder).model_copy(update=on_a_file)
    database = Database(settings.database_url, await first_key_ring(settings, clock.now), clock.now)
    await bring_up_to_date(database)
    try:
        yield House(settings, folder, clock, database)
    finally:
        await database.close()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with house_in(tmp_path, HandClock(START)) as made:
        yield made


async def test_one_is_made_a_day_whenever_the_bot_was_started_in_between(house: House) -> None:
    assert await house.once() == 1
    for _ in range(3):
        house.clock.forward(hours=7, minutes=59)
        house.job = BackUps(house.settings, house.database, house.clock)
        assert await house.once() == 0
    house.clock.forward(minutes=3)
    assert await house.once() == 1
    house.clock.forward(days=9)
    assert await house.once() == 1
    assert await house.once() == 0
    assert len(house.there()) == 3


def test_one_from_a_clock_that_was_wrong_holds_up_none() -> None:
    ahead = Backup(Path("ahead"), START + 400 * DAY)
    assert is_due([], START, DAY)
    assert is_due([ahead], START, DAY)
    assert not is_due([ahead, Backup(Path("now"), START)], START, DAY)
    assert is_due([Backup(Path("before"), START - DAY)], START, DAY)


async def test_one_that_fails_is_one_alert_and_is_tried_again_an_hour_later(house: House) -> None:
    in_the_way = house.folder / "backups"
    in_the_way.write_text("a file where the folder should be")
    house.job = BackUps(house.settings, house.database, house.clock)
    for _ in range(3):
        assert await house.once() == 0
        house.clock.forward(minutes=50)
    assert await house.alerts() == ["backup_failed"]
    in_the_way.unlink()
    house.clock.forward(hours=1)
    assert await house.once() == 1
    assert await house.alerts() == []


async def test_a_clock_that_is_set_back_after_a_failure_holds_up_none(house: House) -> None:
    in_the_way = house.folder / "backups"
    in_the_way.touch()
    await house.once()
    in_the_way.unlink()
    assert await house.once() == 0
    house.clock.set(START - 30 * DAY)
    assert await house.once() == 1
    assert AGAIN_AFTER < DAY


@pytest.mark.parametrize(
    "values", [{"backup_folder": None}, {"database_url": "postgresql+asyncpg://nobody@127.0.0.1/none"}]
)
async def test_where_they_are_off_or_not_ours_to_make_none_is_made(
    tmp_path: Path, values: dict[str, object]
) -> None:
    async with house_in(tmp_path, HandClock(START)) as house:
        settings = house.settings.model_copy(update=values)
        assert await BackUps(settings, house.database, house.clock).once(Whole()) == 0
        with pytest.raises(BackupError, match=r"are off|pg_dump"):
            await make_backup(settings, house.database.keys, START)
        assert await house.alerts() == []


async def test_a_bot_that_is_stopped_does_not_wait_for_one_that_is_being_made(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, seen = threading.Event(), threading.Event()

    def endless(*_: object, going_on: object) -> Backup:
        begun.set()
        try:
            while True:
                going_on()  # type: ignore[operator]
        finally:
            seen.set()

    monkeypatch.setattr(backups, "back_up", endless)
    making = asyncio.create_task(house.once())
    assert await asyncio.to_thread(begun.wait, 10)
    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making
    assert await asyncio.to_thread(seen.wait, 10)
    assert await house.alerts() == []


async def backed_up(house: House, *, note: bool = True) -> Path:
    """Make a back-up, and lose the database."""
    if note:
        async with house.database.write() as tx:
            await alerts.raise_alert(tx, "before", None, START)
    made = await make_backup(house.settings, house.database.keys, house.clock.now())
    await house.database.close()
    for each in house.folder.glob("between.db*"):
        each.unlink()
    return made.path


def files(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


async def test_what_was_backed_up_is_there_again(house: House) -> None:
    made = await backed_up(house)
    house.clock.forward(days=2)
    done = await restore(house.settings, made, house.clock)
    assert (done.at, done.past) == (START, Past(0, 0))
    assert await house.alerts() == ["before"]
    assert oct((house.folder / "between.db").stat().st_mode)[-3:] == "600"


async def test_a_restored_database_brings_no_log_of_its_own(house: House) -> None:
    await restore(house.settings, await backed_up(house), house.clock)
    assert files(house.folder) == {
        "backups",
        "between.db",
        "between.db.lock",
        "between.key",
    }


@pytest.mark.parametrize("name", ["between.db", "between.db-wal", "between.db-shm"])
async def test_a_database_that_is_there_is_never_written_over(house: House, name: str) -> None:
    made = await backed_up(house)
    (house.folder / name).write_text("something of somebody")
    with pytest.raises(RestoreError, match=rf"There is .*{name} already: move it away"):
        await restore(house.settings, made, house.clock)
    assert (house.folder / name).read_text() == "something of somebody"


async def test_nothing_is_restored_while_a_bot_runs(house: House) -> None:
    made = await backed_up(house)
    with only_one(house.settings.database_url), pytest.raises(InUseError, match="A bot is running on"):
        await restore(house.settings, made, house.clock)
    assert "between.db" not in files(house.folder)


async def test_a_damaged_backup_leaves_nothing_behind(house: House) -> None:
    made = await backed_up(house)
    content = bytearray(made.read_bytes())
    content[len(content) // 2] ^= 1
    made.write_bytes(content)
    before = files(house.folder) | {"between.db.lock"}
    with pytest.raises(SealedFileError, match="is damaged"):
        await restore(house.settings, made, house.clock)
    assert files(house.folder) == before


async def test_without_its_key_file_nothing_is_restored_and_no_new_key_is_made(house: House) -> None:
    made = await backed_up(house)
    (house.folder / "between.key").unlink()
    with pytest.raises(KeyFileError, match="no key file"):
        await restore(house.settings, made, house.clock)
    new_key_file(house.folder / "between.key")
    with pytest.raises(SealedFileError, match="not in the key file"):
        await restore(house.settings, made, house.clock)
    assert "between.db" not in files(house.folder)


async def test_what_a_restore_that_was_killed_left_is_cleared_away(house: House) -> None:
    made = await backed_up(house)
    for end in ("", "-wal", "-shm"):
        (house.folder / f"between.db.restoring{end}").write_bytes(b"half")
    await restore(house.settings, made, house.clock)
    assert await house.alerts() == ["before"]
    assert not any("restoring" in each for each in files(house.folder))


async def test_a_backup_of_an_older_program_is_brought_up_to_date(house: House) -> None:
    await house.database.close()
    (house.folder / "between.db").unlink()
    async with house.database.write() as tx:
        await tx.connection.run_sync(lambda sync: command.upgrade(configuration(sync), "0001"))
        await tx.connection.run_sync(
            lambda sync: sync.exec_driver_sql("insert into alerts (id, at, kind) values (1, 1, 'old')")
        )
    made = await backed_up(house, note=False)
    await restore(house.settings, made, house.clock)
    assert await revision_of(house.database) == newest_revision()
    assert await house.alerts() == ["old"]


async def test_a_backup_of_a_newer_program_is_refused(house: House) -> None:
    with closing(sqlite3.connect(house.folder / "between.db")) as database:
        database.execute("update alembic_version set version_num = '9999'")
        database.commit()
    made = await backed_up(house)
    with pytest.raises(DatabaseTooNewError, match="newer version of Between"):
        await restore(house.settings, made, house.clock)
    assert "between.db" not in files(house.folder)


async def test_postgres_is_restored_with_its_own_tools(house: House) -> None:
    server = house.settings.model_copy(update={"database_url": "postgresql+asyncpg://nobody@127.0.0.1/none"})
    with pytest.raises(RestoreError, match="pg_restore"):
        await restore(server, await backed_up(house), house.clock)


async def test_on_a_server_the_past_is_ended_only_while_no_worker_lives(tmp_path: Path) -> None:
    clock = HandClock(START)
    async with house_in(tmp_path, clock, database_url=make_empty_on_server(tmp_path / "between.db")) as house:
        await house.database.open()
        async with house.database.write() as tx:
            assert await workers.join(tx, "somebody", START, gone_after=timedelta(seconds=10)) == 1
            person = await people.add(tx, Role.PATIENT, now=START, language="en", zone="UTC")
            await due.plan(tx, NewDue(DueKind.NEWS, START, person.id, person.id))
        clock.forward(seconds=40)
        with pytest.raises(InUseError, match="A bot is running on this database: stop every one, and wait"):
            await after_restore(house.settings, clock)
        async with house.database.read() as tx:
            assert await due.next_at(tx) == START
            assert await workers.alive(tx, START, within=DAY) == 1
        clock.forward(seconds=40)
        assert await after_restore(house.settings, clock) == Past(0, 0)
        async with house.database.read() as tx:
            assert await due.next_at(tx) is None


async def test_a_dump_from_before_there_were_several_workers_is_settled_too(tmp_path: Path) -> None:
    url = make_empty_on_server(tmp_path / "between.db")
    async with house_in(tmp_path, HandClock(START), database_url=url) as house:
        async with house.database.write() as tx:
            await tx.connection.run_sync(lambda sync: command.downgrade(configuration(sync), "0001"))
        assert await after_restore(house.settings, house.clock) == Past(0, 0)
        assert await revision_of(house.database) == newest_revision()


async def test_a_database_that_was_put_back_by_other_means_is_settled_too(house: House) -> None:
    await house.database.open()
    async with house.database.write() as tx:
        person = await people.add(tx, Role.PATIENT, now=START, language="en", zone="UTC")
        await due.plan(tx, NewDue(DueKind.NEWS, START, person.id, person.id))
    house.clock.forward(hours=1)
    with only_one(house.settings.database_url), pytest.raises(InUseError):
        await after_restore(house.settings, house.clock)
    assert await after_restore(house.settings, house.clock) == Past(0, 0)
    async with house.database.read() as tx:
        assert await due.next_at(tx) is None
