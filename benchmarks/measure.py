"""Each measured thing runs in a fresh process of its own; rounds go in turn (ours, peer, ours, peer …); medians count."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

HOUSE = Path(__file__).parents[1]
LONGEST_SECONDS = 4 * 3600.0

Figures = dict[str, float]
Round = Callable[[Path], Figures]


@dataclass(frozen=True)
class Contestant:
    """Something measured. `play` gets an empty folder, works in fresh processes, and returns figures by name."""

    name: str
    play: Round


def fresh(target: str, **arguments: Any) -> Figures:
    """Call `module:function` in a process of its own; return what it returns, with its cpu_seconds and rss_mb."""
    return ended(begun(target, **arguments))


def begun(target: str, **arguments: Any) -> subprocess.Popen[str]:
    """Begin `module:function` in a process of its own, for those that run side by side or are killed."""
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "benchmarks.child", target, json.dumps(arguments, default=str)],
        cwd=HOUSE,
        stdout=subprocess.PIPE,
        text=True,
    )


def ended(child: subprocess.Popen[str]) -> Figures:
    """Wait for a child and return its figures. RuntimeError when it failed."""
    said, _ = child.communicate(timeout=LONGEST_SECONDS)
    if child.returncode:
        raise RuntimeError(f"{child.args!r} ended with {child.returncode}.")
    figures: Figures = json.loads(said.splitlines()[-1])
    return figures


def in_turn(contestants: Sequence[Contestant], rounds: int) -> dict[str, list[Figures]]:
    """Play all contestants once per round, in turn, each in an empty folder; return the figures of every round."""
    found: dict[str, list[Figures]] = {each.name: [] for each in contestants}
    for number in range(1, rounds + 1):
        for each in contestants:
            with tempfile.TemporaryDirectory(prefix="between-benchmark-") as folder:
                figures = each.play(Path(folder))
            found[each.name].append(figures)
            shown = ", ".join(f"{name} {value:g}" for name, value in figures.items())
            print(f"  round {number}/{rounds}  {each.name}: {shown}", flush=True)
    return found


def medians(rounds: Sequence[Figures]) -> Figures:
    """Return the median of each figure."""
    return {name: median(figures[name] for figures in rounds) for name in rounds[0]}
