"""What was measured, as files: one per scenario and size, with the machine, all rounds, and the medians."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from benchmarks.measure import HOUSE, Figures, medians

FOLDER = HOUSE / "benchmarks" / "results"
_PACKAGES = ("python-telegram-bot", "APScheduler", "procrastinate", "SQLAlchemy", "asyncpg", "aiohttp")


@dataclass(frozen=True)
class Result:
    """The medians of all contestants of a scenario at one size."""

    scenario: str
    n: int
    rounds: int
    at: str
    machine: Mapping[str, str]
    figures: Mapping[str, Figures]


def keep(scenario: str, n: int, found: Mapping[str, Sequence[Figures]], folder: Path = FOLDER) -> Result:
    """Write a result to its file, and return it."""
    folder.mkdir(exist_ok=True)
    result = {
        "scenario": scenario,
        "n": n,
        "rounds": min(len(rounds) for rounds in found.values()),
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": _machine(),
        "figures": {name: medians(rounds) for name, rounds in found.items()},
        "every_round": found,
    }
    path = folder / f"{scenario}-{n}.json"
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return read(path)


def read(path: Path) -> Result:
    """Read a result."""
    found = json.loads(path.read_text(encoding="utf-8"))
    del found["every_round"]
    return Result(**found)


def all_of(scenario: str, folder: Path = FOLDER) -> list[Result]:
    """Return the results of a scenario, the smallest size first."""
    return sorted((read(path) for path in folder.glob(f"{scenario}-*.json")), key=lambda each: each.n)


def _machine() -> dict[str, str]:
    return {
        "cores": str(os.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        **{name: version(name) for name in _PACKAGES},
    }
