from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.signal_cli.install import installed
from tests.signal_cli.running import Process, running, starts


@pytest.fixture(autouse=True, scope="session")
def _asked_for() -> None:
    """Java starts slowly, and what it says depends on nothing of ours: it is asked by `make test-signal` alone."""
    if os.environ.get("BETWEEN_SIGNAL_CLI") != "1":
        pytest.skip("the real signal-cli is asked by make test-signal")
    assert installed(), "python -m tests.signal_cli.install has to come first"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a path short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="signal-") as made:
        yield Path(made)


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[[], Process]]:
    """Starts daemons in that folder; none outlives the test."""
    begun: list[Process] = []

    def one() -> Process:
        begun.append(starts(folder))
        return begun[-1]

    yield one
    for process in begun:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def real() -> Iterator[str]:
    """The socket of a daemon without an account."""
    with tempfile.TemporaryDirectory(prefix="signal-") as made, running(Path(made)) as socket:
        yield socket
