"""Back-ups of a file that is being written, and which of them are kept."""

from __future__ import annotations

import resource
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.backup import (
    Backup,
    BackupError,
    Keeping,
    back_up,
    backups_in,
    fault_of,
    superfluous,
)
from storage.crypto import throwaway_key_ring
from storage.sealed_file import open_file
from storage.single import InUseError, beside, held
from tests.databases import make_file
from tests.wires import START

RING = throwaway_key_ring()
KEEPING = Keeping(days=14, weeks=8)


def nobody_minds() -> None:
    pass


def made(folder: Path, at: datetime = START) -> Backup:
    return back_up(folder / "between.db", folder / "backups", RING, at, KEEPING, going_on=nobody_minds)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a database that has something in it."""
    make_file(tmp_path / "between.db")
    with closing(sqlite3.connect(tmp_path / "between.db")) as database:
        add_alerts(database, range(1, 4))
    return tmp_path


def add_alerts(database: sqlite3.Connection, ids: range) -> None:
    rows = [(number, "something quite particular") for number in ids]
    database.executemany("insert into alerts (id, at, kind) values (?, 1, ?)", rows)
    database.commit()


def alerts_in(backup: Backup, folder: Path) -> list[int]:
    (folder / "opened.db").write_bytes(b"".join(open_file(backup.path, RING)))
    with closing(sqlite3.connect(folder / "opened.db")) as database:
        return [number for (number,) in database.execute("select id from alerts order by id")]


def files(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def test_a_backup_holds_everything_and_shows_nothing(folder: Path) -> None:
    backup = made(folder)
    assert backup.path.name == "between-20260305T120000Z.backup"
    assert oct(backup.path.stat().st_mode)[-3:] == "600"
    assert b"particular" not in backup.path.read_bytes()
    assert alerts_in(backup, folder) == [1, 2, 3]
    assert fault_of(folder / "opened.db") is None
    assert files(folder / "backups") == {backup.path.name}
    assert not [each for each in files(folder) if "copy" in each]


def test_it_holds_what_is_only_in_the_log_so_far_and_nothing_half_done(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "between.db")) as bot:
        add_alerts(bot, range(4, 6))
        bot.execute("insert into alerts (id, at, kind) values (99, 1, 'not committed')")
        assert alerts_in(made(folder), folder) == [1, 2, 3, 4, 5]


def test_somebody_who_writes_all_the_time_does_not_hold_it_up(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "between.db")) as database:
        add_alerts(database, range(100, 60_000))
    stop, begun = threading.Event(), threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(folder / "between.db")) as bot:
            number = 1_000_000
            while not stop.is_set():
                add_alerts(bot, range(number, number + 10))
                number += 10
                begun.set()

    writing = threading.Thread(target=write)
    writing.start()
    try:
        assert begun.wait(10)
        found = alerts_in(made(folder), folder)
    finally:
        stop.set()
        writing.join()
    written = [number for number in found if number >= 1_000_000]
    assert written == [*range(1_000_000, 1_000_000 + len(written))]
    assert len(written) % 10 == 0


def test_a_damaged_database_is_not_backed_up_and_the_earlier_ones_stay(folder: Path) -> None:
    earlier = made(folder)
    content = bytearray((folder / "between.db").read_bytes())
    content[3 * 4096 : 12 * 4096] = b"\xff" * 9 * 4096
    (folder / "between.db").write_bytes(content)
    with pytest.raises(BackupError, match=r"damaged|SQLITE"):
        made(folder, START + timedelta(days=1))
    assert files(folder / "backups") == {earlier.path.name}


@contextmanager
def room_for(most: int) -> Iterator[None]:
    """Let no file become larger than so many bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_a_full_disk_leaves_the_earlier_ones_and_no_half_file(folder: Path, share: float) -> None:
    earlier = made(folder)
    before = files(folder)
    size = (folder / "between.db").stat().st_size
    with room_for(int(size * share)), pytest.raises(BackupError, match="No back-up could be made"):
        made(folder, START + timedelta(days=30))
    assert files(folder / "backups") == {earlier.path.name}
    assert files(folder) == before
    assert alerts_in(earlier, folder) == [1, 2, 3]


def test_a_disk_that_fills_up_while_it_is_written_leaves_no_half_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device", handle)

    monkeypatch.setattr("storage.sealed_file.os.fsync", full)
    with pytest.raises(BackupError, match="the disk is full"):
        made(folder)
    assert files(folder / "backups") == set()


def test_what_a_killed_one_left_behind_is_cleared_away(folder: Path) -> None:
    (folder / "backups").mkdir()
    (folder / "backups" / "between-20260304T120000Z.backup.part").write_bytes(b"half")
    (folder / "between.db.copy").write_bytes(b"half")
    backup = made(folder)
    assert files(folder / "backups") == {backup.path.name}
    assert "between.db.copy" not in files(folder)


def test_one_that_is_told_to_break_off_leaves_nothing(folder: Path) -> None:
    class EnoughError(Exception):
        pass

    def enough() -> None:
        raise EnoughError

    with pytest.raises(EnoughError):
        back_up(folder / "between.db", folder / "backups", RING, START, KEEPING, going_on=enough)
    assert files(folder / "backups") == set()
    assert "between.db.copy" not in files(folder)


def test_two_at_once_do_not_get_in_each_others_way(folder: Path) -> None:
    with held(beside(folder / "between.db.backup"), "taken"), pytest.raises(InUseError, match="wait for it"):
        made(folder)


def test_where_there_is_no_database_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="There is no database at"):
        made(tmp_path)
    assert files(tmp_path) == set()


def test_old_ones_go_only_when_a_new_one_is_there_and_other_files_never(folder: Path) -> None:
    for days in range(30):
        made(folder, START + timedelta(days=days))
    stranger = folder / "backups" / "between-of-my-own.backup"
    stranger.touch()
    found = [(START + timedelta(days=29) - each.at).days for each in backups_in(folder / "backups")]
    assert found == [*range(14), 19, 26]
    assert stranger.exists()


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=day, hours=hour)


def test_of_a_day_that_is_over_its_last_is_kept() -> None:
    found = [Backup(Path(f"{day}-{hour}"), at(day, hour)) for day in range(3) for hour in (3, 9, 21)]
    gone = {each.path.name for each in superfluous(found, KEEPING)}
    assert gone == {"0-3", "0-9", "1-3", "1-9"}


@given(st.sets(st.integers(0, 24 * 400), max_size=60), st.integers(1, 20), st.integers(0, 10))
def test_the_newest_is_always_kept_and_no_more_than_was_wished_for_of_the_old(
    hours: set[int], days: int, weeks: int
) -> None:
    found = [Backup(Path(str(hour)), at(0, hour)) for hour in hours]
    gone = superfluous(found, Keeping(days, weeks))
    kept = sorted((each for each in found if each not in gone), key=lambda each: each.at)
    assert not found or kept[-1].at == max(each.at for each in found)
    old = [each for each in kept if kept[-1].at - each.at >= timedelta(days=1)]
    assert len(old) <= days + weeks
    assert superfluous(kept, Keeping(days, weeks)) == []
