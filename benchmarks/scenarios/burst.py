"""Everybody due at one instant, with a sender that sends nothing; ours does the whole job, the peers call a function."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.measure import Contestant, Figures, begun, ended, fresh
from benchmarks.places import Server, in_a_file, ours
from benchmarks.scenarios import Scenario
from benchmarks.scenarios.register import JOB_QUEUE, JOB_STORE, POSTGRES, QUEUE, SQLITE
from benchmarks.targets import Target

JOB_QUEUE_DEFAULTS, JOB_STORE_DEFAULTS = "PTB JobQueue, defaults", "APScheduler 3, defaults"
TWO, FOUR = "Between, PostgreSQL, 2 workers", "Between, PostgreSQL, 4 workers"
AMONG = "Between, SQLite, among ten times as many"
_SECONDS_TO_BEGIN = 5.0


def _ours(url: str, folder: Path, due: int, count: int, workers: int = 1) -> Figures:
    where = {"url": url, "folder": str(folder)}
    fresh("benchmarks.ours.burst:register", count=count, due=due, **where)
    go_at = time.perf_counter() + _SECONDS_TO_BEGIN
    target = "benchmarks.ours.burst:burst"
    children = [
        begun(target, count=due, number=each, go_at=go_at, alone=workers == 1, **where)
        for each in range(workers)
    ]
    found = [ended(child) for child in children]
    sent = sum(each["sent"] for each in found)
    return {
        "seconds": max(each["ended_at"] for each in found) - go_at,
        "sent": sent,
        "doubled": max(sent - due, 0),
        "stall_ms": max(each["stall_ms"] for each in found),
        "cpu_ms_each": sum(each["cpu_ms_each"] * each["sent"] for each in found) / max(sent, 1),
    }


def _job_store(folder: Path, count: int, *, defaults: bool) -> Figures:
    path = str(folder / "jobs.db")
    fresh("benchmarks.peers.job_store:register", path=path, count=count, defaults=defaults)
    return _plain(fresh("benchmarks.peers.job_store:burst", path=path, count=count, defaults=defaults))


def _queue(server: Server, count: int) -> Figures:
    url = server.database()
    fresh("benchmarks.peers.queue:register", url=url, count=count, due=count)
    return _plain(fresh("benchmarks.peers.queue:burst", url=url, count=count))


def _job_queue(count: int, *, defaults: bool) -> Figures:
    return _plain(fresh("benchmarks.peers.job_queue:burst", count=count, defaults=defaults))


def _plain(found: Figures) -> Figures:
    names = ["seconds", "sent", "stall_ms", "cpu_ms_each"]
    if not found["sent"]:
        return {"sent": 0, "stall_ms": found["stall_ms"]}
    return {name: found[name] for name in names}


def _contestants(count: int, server: Server) -> list[Contestant]:
    def postgres(workers: int) -> Contestant:
        name = {1: POSTGRES, 2: TWO, 4: FOUR}[workers]
        return Contestant(name, lambda folder: _ours(ours(server.database()), folder, count, count, workers))

    return [
        Contestant(SQLITE, lambda folder: _ours(in_a_file(folder), folder, count, count)),
        Contestant(JOB_QUEUE, lambda _: _job_queue(count, defaults=False)),
        Contestant(AMONG, lambda folder: _ours(in_a_file(folder), folder, count, 10 * count)),
        Contestant(JOB_STORE, lambda folder: _job_store(folder, count, defaults=False)),
        postgres(1),
        Contestant(QUEUE, lambda _: _queue(server, count)),
        postgres(2),
        Contestant(JOB_QUEUE_DEFAULTS, lambda _: _job_queue(count, defaults=True)),
        postgres(4),
        Contestant(JOB_STORE_DEFAULTS, lambda folder: _job_store(folder, count, defaults=True)),
    ]


SIZE = 10_000
SCENARIO = Scenario(
    "burst",
    "Everybody due at one instant",
    _contestants,
    sizes=(SIZE,),
    targets=(
        Target("all are sent", (SQLITE, "sent"), SIZE, least=True, n=SIZE),
        Target("at least ten times as fast as Procrastinate's bare queue",
               (SQLITE, "seconds"), 0.1, per=(QUEUE, "seconds"), n=SIZE),
        Target("at most twice the time of the JobQueue without grace limit",
               (SQLITE, "seconds"), 2.0, per=(JOB_QUEUE, "seconds"), n=SIZE),
        Target("the event loop never stands still for 100 ms", (SQLITE, "stall_ms"), 100.0, n=SIZE),
        Target("among ten times as many registered at most twice the time",
               (AMONG, "seconds"), 2.0, per=(SQLITE, "seconds"), n=SIZE),
        Target("four workers on PostgreSQL take at most 0.65 of the time of one",
               (FOUR, "seconds"), 0.65, per=(POSTGRES, "seconds"), n=SIZE),
        Target("four workers double nothing", (FOUR, "doubled"), 0, n=SIZE),
    ),
)  # fmt: skip
