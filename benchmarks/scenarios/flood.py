"""Everybody due at one instant, in real time, to a stand-in that enforces Telegram's limits; one in three opens it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measure import Contestant, Figures, begun, ended, fresh
from benchmarks.ours.parts import START
from benchmarks.places import Server, in_a_file, ours
from benchmarks.scenarios import Scenario
from benchmarks.targets import Target

SECONDS_TO_BEGIN = 8.0
"""For each process, until all are up and the burst comes."""
SQLITE = "Between, SQLite"
TWO, FOUR = "Between, PostgreSQL, 2 workers", "Between, PostgreSQL, 4 workers"


def _play(url: str, folder: Path, count: int, workers: int) -> Figures:
    where = {"url": url, "folder": str(folder)}
    fresh("benchmarks.ours.burst:register", count=count, due=count, **where)
    ahead = (START - datetime.now(UTC)).total_seconds() - SECONDS_TO_BEGIN * (workers + 1)
    telegram = begun("benchmarks.ours.flood:stand_in", count=count, ahead=ahead)
    api_url = telegram.stdout.readline().strip() if telegram.stdout else ""
    bots = [begun("benchmarks.ours.flood:bot", api_url=api_url, ahead=ahead, **where) for _ in range(workers)]
    try:
        found = ended(telegram)
    finally:
        for each in bots:
            each.kill()
            each.communicate()
    kept = ("shown", "per_second", "most_in_a_second", "flood_answers", "opened", "p50_ms", "p99_ms")
    return {name: found[name] for name in kept}


def _contestants(count: int, server: Server) -> list[Contestant]:
    return [
        Contestant(SQLITE, lambda folder: _play(in_a_file(folder), folder, count, 1)),
        Contestant(TWO, lambda folder: _play(ours(server.database()), folder, count, 2)),
        Contestant(FOUR, lambda folder: _play(ours(server.database()), folder, count, 4)),
    ]


SCENARIO = Scenario(
    "flood",
    "A burst within Telegram's limits",
    _contestants,
    sizes=(600,),
    large=(10_000,),
    rounds=1,
    targets=tuple(
        target
        for who in (SQLITE, TWO, FOUR)
        for target in (
            Target(f"28 messages a second or more ({who})", (who, "per_second"), 28, least=True),
            Target(f"no flood answer ({who})", (who, "flood_answers"), 0),
            Target(f"what is opened is open within 150 ms ({who})", (who, "p99_ms"), 150),
        )
    ),
)
