"""Registering N schedules in mixed zones, starting again with N registered, a tick with nothing due, memory."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import Contestant, Figures, fresh
from benchmarks.places import Server, in_a_file, ours
from benchmarks.scenarios import Scenario
from benchmarks.targets import Target

SQLITE, POSTGRES = "Between, SQLite", "Between, PostgreSQL"
JOB_QUEUE, JOB_STORE, QUEUE = "PTB JobQueue", "APScheduler 3, WAL", "Procrastinate"
_PEERS_UP_TO = 100_000


def _ours(url: str, empty: str, folder: Path, count: int) -> Figures:
    where = {"folder": str(folder)}
    registered = fresh("benchmarks.ours.burst:register", url=url, count=count, **where)
    fresh("benchmarks.ours.burst:register", url=empty, count=0, **where)
    nothing = fresh("benchmarks.ours.burst:restart", url=empty, **where)
    again = fresh("benchmarks.ours.burst:restart", url=url, **where)
    return {
        "register_seconds": registered["seconds"],
        "people_seconds": registered["people_seconds"],
        "restart_seconds": again["seconds"],
        "restart_over_empty_seconds": again["seconds"] - nothing["seconds"],
        "restart_rss_growth_mb": max(again["rss_mb"] - nothing["rss_mb"], 0.0),
        "idle_tick_ms": again["idle_tick_ms"],
        "stall_ms": again["stall_ms"],
    }


def _job_queue(count: int) -> Figures:
    found = fresh("benchmarks.peers.job_queue:register", count=count)
    return {
        "register_seconds": found["seconds"],
        "restart_seconds": found["seconds"],
        "restart_rss_growth_mb": found["rss_growth_mb"],
        "idle_tick_ms": found["idle_tick_ms"],
        "stall_ms": found["stall_ms"],
    }


def _job_store(folder: Path, count: int) -> Figures:
    path = str(folder / "jobs.db")
    registered = fresh("benchmarks.peers.job_store:register", path=path, count=count)
    again = fresh("benchmarks.peers.job_store:restart", path=path)
    return {
        "register_seconds": registered["seconds"],
        "restart_seconds": again["seconds"],
        "restart_rss_growth_mb": again["rss_growth_mb"],
        "idle_tick_ms": again["idle_tick_ms"],
        "stall_ms": again["stall_ms"],
    }


def _contestants(count: int, server: Server) -> list[Contestant]:
    postgres = Contestant(
        POSTGRES, lambda folder: _ours(ours(server.database()), ours(server.database()), folder, count)
    )
    if count > _PEERS_UP_TO:
        return [postgres]
    return [
        Contestant(
            SQLITE,
            lambda folder: _ours(in_a_file(folder), f"sqlite:///{folder / 'empty.db'}", folder, count),
        ),
        Contestant(JOB_QUEUE, lambda _: _job_queue(count)),
        Contestant(JOB_STORE, lambda folder: _job_store(folder, count)),
        postgres,
        Contestant(QUEUE, lambda _: _queue(server, count)),
    ]


def _queue(server: Server, count: int) -> Figures:
    found = fresh("benchmarks.peers.queue:register", url=server.database(), count=count)
    return {"register_seconds": found["seconds"]}


LARGEST = 100_000
SCENARIO = Scenario(
    "register",
    "Registering, and starting again with so many registered",
    _contestants,
    sizes=(1_000, 10_000, LARGEST),
    large=(1_000_000,),
    targets=(
        Target(
            "registering in batches takes at most a tenth of APScheduler's store",
            (SQLITE, "register_seconds"), 0.1, per=(JOB_STORE, "register_seconds"), n=LARGEST,
        ),
        Target(
            "a restart takes at most a hundredth of the JobQueue's",
            (SQLITE, "restart_seconds"), 0.01, per=(JOB_QUEUE, "restart_seconds"), n=LARGEST,
        ),
        Target(
            "a restart takes at most a second more than one with nothing registered",
            (SQLITE, "restart_over_empty_seconds"), 1.0, n=LARGEST,
        ),
        Target(
            "memory grows by at most a twentieth of the JobQueue's growth",
            (SQLITE, "restart_rss_growth_mb"), 0.05, per=(JOB_QUEUE, "restart_rss_growth_mb"), n=LARGEST,
        ),
        Target("an idle tick takes under 5 ms", (SQLITE, "idle_tick_ms"), 5.0, n=LARGEST),
    ),
)  # fmt: skip
