"""Calling the commands, in this process or in one of their own."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.cli import main

ROOT = Path(__file__).parents[2]
TOKEN = "123456:TEST"
NOBODY = "http://127.0.0.1:9"


def env_file(folder: Path, **values: str) -> Path:
    path = folder / ".env"
    path.write_text("".join(f"{name.upper()}={value}\n" for name, value in values.items()))
    return path


@contextmanager
def called(*args: str) -> Iterator[None]:
    """`between` with these arguments; what it sets for its whole process is put back."""
    before, umask = sys.argv, os.umask(0o022)
    sys.argv = ["between", *args]
    try:
        yield
    finally:
        sys.argv = before
        os.umask(umask)


def ends(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    """Return the exit code and what was written."""
    with called(*args), pytest.raises(SystemExit) as end:
        main()
    said = capsys.readouterr()
    return int(end.value.code or 0), said.out, said.err


async def process(folder: Path, *args: str, **environment: str) -> tuple[int, str, str]:
    """Run the real program in a clean environment; return the exit code and what was written."""
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *args,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await started.communicate()
    return started.returncode or 0, out.decode(), err.decode()


def write_revision(folder: Path, revision: str) -> None:
    with closing(sqlite3.connect(folder / "data" / "between.db")) as database:
        database.execute("update alembic_version set version_num = ?", [revision])
        database.commit()
