"""The real daemon without an account, as a process of its own."""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.signal_cli.install import PROGRAM, environment

SECONDS_TO_START = 60.0
Process = subprocess.Popen[bytes]


def starts(folder: Path, umask: int = -1) -> Process:
    """Start a daemon whose data and socket lie in a folder; a `umask` of -1 is ours."""
    where = ["--config", str(folder), "daemon", "--socket", str(folder / "socket")]
    log = (folder / "log").open("ab")
    return subprocess.Popen(
        [str(PROGRAM), *where, "--receive-mode", "manual", "--no-receive-stdout"],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        umask=umask,
    )


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """A daemon that listens; its socket."""
    process = starts(folder)
    try:
        yield listens(process, folder)
    finally:
        process.terminate()
        process.wait(30)


def listens(process: Process, folder: Path) -> str:
    """Wait until it says that it listens."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        said = (folder / "log").read_text()
        if "Started JSON-RPC server" in said:
            return str(folder / "socket")
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError(f"signal-cli does not listen: {said}")


async def helps(method: str) -> str:
    """What it says of the options of one method; "": of itself."""
    told = await asyncio.create_subprocess_exec(
        str(PROGRAM), *filter(None, [method]), "--help", env=environment(), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await told.communicate()
    return out.decode()
