"""Killed in the middle of a burst and started again; and ten minutes down when everybody was due."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from benchmarks.measure import Contestant, Figures, begun, fresh
from benchmarks.places import Server, in_a_file, ours
from benchmarks.scenarios import Scenario
from benchmarks.scenarios.burst import JOB_STORE_DEFAULTS
from benchmarks.scenarios.register import JOB_QUEUE, JOB_STORE, POSTGRES, QUEUE, SQLITE
from benchmarks.targets import Target

KILLED_AT = 0.4
TEN_MINUTES = 600.0
_LOOK_SECONDS = 0.001


def _killed(target: str, arguments: dict[str, Any], ledger: Path, count: int) -> int:
    """Run a burst and kill -9 it once it has written so much; return how many lines stand in the ledger."""
    child = begun(target, ledger=str(ledger), **arguments)
    while child.poll() is None and _lines(ledger) < count * KILLED_AT:
        time.sleep(_LOOK_SECONDS)
    child.kill()
    child.communicate()
    return _lines(ledger)


def _lines(ledger: Path) -> int:
    return ledger.read_bytes().count(b"\n") if ledger.exists() else 0


def _fared(ledger: Path, count: int, before: int) -> Figures:
    """Compare the ledger with what should stand in it: each of `count` once."""
    names = ledger.read_text().split() if ledger.exists() else []
    return {
        "sent_before": before,
        "lost": count - len(set(names)),
        "doubled": len(names) - len(set(names)),
    }


def _ours(url: str, other: str, folder: Path, count: int) -> Figures:
    where = {"url": url, "folder": str(folder)}
    ledger = folder / "ledger"
    fresh("benchmarks.ours.burst:register", count=count, due=count, **where)
    before = _killed("benchmarks.ours.burst:burst", {"count": count, **where}, ledger, count)
    fresh("benchmarks.ours.burst:burst", count=count, late=300.0, ledger=str(ledger), **where)
    fared = _fared(ledger, count, before)
    where["url"] = other
    fresh("benchmarks.ours.burst:register", count=count, due=count, **where)
    down = fresh("benchmarks.ours.burst:burst", count=count, late=TEN_MINUTES, **where)
    return {**fared, "lost_after_ten_minutes": count - down["sent"]}


def _job_queue(folder: Path, count: int) -> Figures:
    ledger, target = folder / "ledger", "benchmarks.peers.job_queue:burst"
    before = _killed(target, {"count": count}, ledger, count)
    fresh(target, count=count, down=5.0, ledger=str(ledger))
    down = fresh(target, count=count, down=TEN_MINUTES)
    return {**_fared(ledger, count, before), "lost_after_ten_minutes": count - down["sent"]}


def _job_store(folder: Path, count: int) -> Figures:
    path, ledger = str(folder / "jobs.db"), folder / "ledger"
    target = "benchmarks.peers.job_store:burst"
    fresh("benchmarks.peers.job_store:register", path=path, count=count)
    before = _killed(target, {"path": path, "count": count}, ledger, count)
    fresh("benchmarks.peers.job_store:again", path=path, count=count, ledger=str(ledger))
    down = fresh(target, path=path, count=count, down=TEN_MINUTES)
    return {**_fared(ledger, count, before), "lost_after_ten_minutes": count - down["sent"]}


def _job_store_defaults(folder: Path, count: int) -> Figures:
    path = str(folder / "jobs.db")
    fresh("benchmarks.peers.job_store:register", path=path, count=count, defaults=True)
    target = "benchmarks.peers.job_store:burst"
    down = fresh(target, path=path, count=count, down=TEN_MINUTES, defaults=True)
    return {"lost_after_ten_minutes": count - down["sent"]}


def _queue(server: Server, folder: Path, count: int) -> Figures:
    url, ledger, target = server.database(), folder / "ledger", "benchmarks.peers.queue:burst"
    fresh("benchmarks.peers.queue:register", url=url, count=count, due=count)
    before = _killed(target, {"url": url, "count": count}, ledger, count)
    fresh(target, url=url, count=count, ledger=str(ledger))
    return _fared(ledger, count, before)


def _contestants(count: int, server: Server) -> list[Contestant]:
    return [
        Contestant(
            SQLITE, lambda folder: _ours(in_a_file(folder), f"sqlite:///{folder / 'down.db'}", folder, count)
        ),
        Contestant(JOB_QUEUE, lambda folder: _job_queue(folder, count)),
        Contestant(
            POSTGRES, lambda folder: _ours(ours(server.database()), ours(server.database()), folder, count)
        ),
        Contestant(JOB_STORE, lambda folder: _job_store(folder, count)),
        Contestant(QUEUE, lambda folder: _queue(server, folder, count)),
        Contestant(JOB_STORE_DEFAULTS, lambda folder: _job_store_defaults(folder, count)),
    ]


IN_FLIGHT = 8
SIZE = 10_000
SCENARIO = Scenario(
    "outage",
    "Killed in the middle of a burst, and ten minutes down",
    _contestants,
    sizes=(SIZE,),
    targets=(
        Target("a kill loses nothing (SQLite)", (SQLITE, "lost"), 0, n=SIZE),
        Target("a kill loses nothing (PostgreSQL)", (POSTGRES, "lost"), 0, n=SIZE),
        Target("a kill doubles at most what was in flight (SQLite)", (SQLITE, "doubled"), IN_FLIGHT, n=SIZE),
        Target(
            "a kill doubles at most what was in flight (PostgreSQL)", (POSTGRES, "doubled"), IN_FLIGHT, n=SIZE
        ),
        Target("ten minutes down lose nothing", (SQLITE, "lost_after_ten_minutes"), 0, n=SIZE),
    ),
)
