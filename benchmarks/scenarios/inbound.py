"""Check-ins a second, end to end; and how long a reply takes at 10, 100 and 300 taps a second."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.measure import Contestant, Figures, begun, ended, fresh
from benchmarks.places import Server, in_a_file, ours
from benchmarks.scenarios import Scenario
from benchmarks.scenarios.register import POSTGRES, SQLITE
from benchmarks.targets import Target

FOUR = "Between, PostgreSQL, 4 workers"
RATES = (10, 100, 300)
_SECONDS_OF_TAPS = 10
_SECONDS_TO_BEGIN = 6.0
_TARGET = "benchmarks.ours.inbound:check_ins"


def _play(url: str, folder: Path, count: int, workers: int) -> Figures:
    """Let everybody have their moment; then some press all at once, and others at each rate."""
    where = {"url": url, "folder": str(folder)}
    sizes = [min(rate * _SECONDS_OF_TAPS, count) for rate in RATES]
    people = count + sum(sizes)
    fresh("benchmarks.ours.burst:register", count=people, due=people, **where)
    fresh("benchmarks.ours.burst:burst", count=people, **where)
    figures = _all_at_once(where, count, workers)
    if workers == 1:
        first = count
        for rate, size in zip(RATES, sizes, strict=True):
            found = fresh(_TARGET, first=first, count=size, per_second=rate, number=1, **where)
            figures |= {f"p50_ms_at_{rate}": found["p50_ms"], f"p99_ms_at_{rate}": found["p99_ms"]}
            first += size
    return figures


def _all_at_once(where: dict[str, str], count: int, workers: int) -> Figures:
    go_at = time.perf_counter() + _SECONDS_TO_BEGIN
    share = count // workers
    children = [
        begun(_TARGET, first=each * share, count=share, number=each, go_at=go_at, **where)
        for each in range(workers)
    ]
    found = [ended(child) for child in children]
    replied = sum(each["replied"] for each in found)
    return {
        "per_second": replied / (max(each["ended_at"] for each in found) - go_at),
        "replied": replied,
        "cpu_ms_each": sum(each["cpu_ms_each"] * each["replied"] for each in found) / max(replied, 1),
        "stall_ms": max(each["stall_ms"] for each in found),
    }


def _contestants(count: int, server: Server) -> list[Contestant]:
    return [
        Contestant(SQLITE, lambda folder: _play(in_a_file(folder), folder, count, 1)),
        Contestant(POSTGRES, lambda folder: _play(ours(server.database()), folder, count, 1)),
        Contestant(FOUR, lambda folder: _play(ours(server.database()), folder, count, 4)),
    ]


SIZE = 3_000
SCENARIO = Scenario(
    "inbound",
    "Check-ins, from the update to the reply",
    _contestants,
    sizes=(SIZE,),
    targets=(
        Target("300 check-ins a second in one process on SQLite", (SQLITE, "per_second"), 300, least=True),
        Target("every check-in is replied to", (SQLITE, "replied"), SIZE, least=True, n=SIZE),
        Target("every check-in is replied to (four workers)", (FOUR, "replied"), SIZE, least=True, n=SIZE),
    ),
)
