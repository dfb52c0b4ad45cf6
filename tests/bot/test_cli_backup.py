"""The commands that make back-ups and put them back, and the sentences with which they refuse."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.bot.commands import NOBODY, TOKEN, ends, env_file


def backup_in(folder: Path) -> Path:
    (made,) = (folder / "data" / "backups").iterdir()
    return made


def lose_the_database(folder: Path) -> None:
    for each in (folder / "data").glob("between.db*"):
        each.unlink()


def test_a_backup_and_its_way_back(used: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = ends(capsys, "backup")
    assert (code, err) == (0, "")
    made = backup_in(used)
    assert re.search(
        rf"^{made.relative_to(used)} is written, and was read back whole \(\d+ bytes\)\.$", out, re.MULTILINE
    )
    assert "The keys are not in it: keep a copy of data/between.key apart" in out
    lose_the_database(used)
    code, out, err = ends(capsys, "restore", str(made))
    assert (code, err) == (0, "")
    assert re.match(
        r"Restored as it was on \d{4}-\d\d-\d\d \d\d:\d\d UTC\. What was said since is not in it:\n", out
    )
    assert "count as not delivered: 0." in out
    with closing(sqlite3.connect(used / "data" / "between.db")) as database:
        assert database.execute("select count(*) from people").fetchone() == (0,)


def test_a_database_that_is_there_is_not_written_over(used: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ends(capsys, "backup")
    before = (used / "data" / "between.db").read_bytes()
    code, out, err = ends(capsys, "restore", str(backup_in(used)))
    assert (code, out) == (2, "")
    assert re.fullmatch(r"There is data/between\.db already: move it away, .* Nothing was changed\.\n", err)
    assert (used / "data" / "between.db").read_bytes() == before


def test_a_file_that_is_no_backup_is_refused(used: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lose_the_database(used)
    (used / "holiday.jpg").write_bytes(b"a picture of the sea" * 9)
    code, _, err = ends(capsys, "restore", "holiday.jpg")
    assert (code, err) == (2, "holiday.jpg is not a back-up of Between.\n")
    assert ends(capsys, "restore", "nowhere.backup")[0] == 2


def test_after_another_kind_of_restore_the_past_is_ended(
    used: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = ends(capsys, "after-restore")
    assert (code, err) == (0, "")
    assert "Messages of the past that are not sent any more: 0." in out


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"backup_folder": ""}, "Back-ups are off: set BACKUP_FOLDER"),
        ({"backup_folder": "/proc/backups"}, "No back-up could be made in /proc/backups: No such file"),
        (
            {"database_url": "postgresql+asyncpg://nobody@127.0.0.1/none"},
            "PostgreSQL is backed up with pg_dump",
        ),
        ({"database_url": "sqlite:///elsewhere.db"}, "There is no database at elsewhere.db yet"),
        ({"encryption_key_file": "elsewhere.key"}, "There is no key file at elsewhere.key"),
    ],
)
def test_where_no_backup_can_be_made_it_says_why(
    used: Path, capsys: pytest.CaptureFixture[str], values: dict[str, str], said: str
) -> None:
    env_file(used, **{"telegram_token": TOKEN, "telegram_api_url": NOBODY, **values})
    code, out, err = ends(capsys, "backup")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(said)


def test_a_folder_in_which_nothing_can_be_written_stops_the_start_with_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values = {"telegram_token": TOKEN, "database_url": "sqlite:////proc/between.db"}
    env_file(folder, **values, telegram_api_url=NOBODY)
    code, _, err = ends(capsys, "run")
    assert (code, err.count("\n")) == (2, 1)
    assert "cannot be used (FileNotFoundError: No such file or directory, /proc/between.db.lock)" in err
