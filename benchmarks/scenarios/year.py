"""A simulated year: N patients with three daily exercises and a weekly session, answers at random, on a hand clock."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import Contestant, Figures, fresh
from benchmarks.places import Server, in_a_file, ours
from benchmarks.scenarios import Scenario
from benchmarks.scenarios.register import POSTGRES, SQLITE
from benchmarks.targets import Target

_BROKEN = (
    "moments_without_an_end",
    "moments_left_out",
    "answers_in_no_digest",
    "messages_lost_or_given_up",
    "updates_parked",
    "due_rows_parked",
    "alerts",
)


def _play(url: str, folder: Path, count: int) -> Figures:
    return fresh("benchmarks.ours.year:year", url=url, folder=str(folder), count=count)


def _contestants(count: int, server: Server) -> list[Contestant]:
    return [
        Contestant(SQLITE, lambda folder: _play(in_a_file(folder), folder, count)),
        Contestant(POSTGRES, lambda folder: _play(ours(server.database()), folder, count)),
    ]


SCENARIO = Scenario(
    "year",
    "A simulated year",
    _contestants,
    sizes=(10,),
    rounds=1,
    large=(10_000,),
    targets=tuple(
        Target(f"{name.replace('_', ' ')}: none ({contestant})", (contestant, f"broken_{name}"), 0)
        for name in _BROKEN
        for contestant in (SQLITE, POSTGRES)
    ),
)
