"""One bot on one database file: told apart by a lock that ends with its holder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.single import InUseError, beside, only_one

HOLDER = """
import sys, time
from storage.single import only_one
with only_one(sys.argv[1]):
    print("holds", flush=True)
    time.sleep(60)
"""


def start_a_holder(url: str) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, url], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "holds\n"
    return process


def test_a_second_one_is_told_who_is_there_and_a_killed_one_holds_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'between.db'}"
    with start_a_holder(url) as first:
        with (
            pytest.raises(InUseError, match=rf"already \(process {first.pid}\): one database file"),
            only_one(url),
        ):
            pass
        os.kill(first.pid, signal.SIGKILL)
    with only_one(url):
        pass
    assert oct(beside(tmp_path / "between.db").stat().st_mode)[-3:] == "600"


def test_another_path_to_the_same_file_is_no_way_around(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "elsewhere").symlink_to(tmp_path / "data")
    with (
        only_one(f"sqlite:///{tmp_path}/data/between.db"),
        pytest.raises(InUseError),
        only_one(f"sqlite:///{tmp_path}/elsewhere/between.db"),
    ):
        pass


def test_other_databases_and_servers_are_free(tmp_path: Path) -> None:
    server = "postgresql+asyncpg://somebody@127.0.0.1/between"
    first, second = (f"sqlite:///{tmp_path}/{name}.db" for name in "ab")
    with only_one(first), only_one(second), only_one(server), only_one(server):
        pass


def test_where_nothing_can_be_written_the_fault_is_the_systems_own(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"), only_one(f"sqlite:///{tmp_path}/nowhere/at/all.db"):
        pass
    in_a_file = tmp_path / "file"
    in_a_file.touch()
    with pytest.raises(OSError, match="file"), only_one(f"sqlite:///{in_a_file}/between.db"):
        pass
