"""What is measured: who takes part, and what we promised ourselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.measure import Contestant
from benchmarks.places import Server
from benchmarks.targets import Target


@dataclass(frozen=True)
class Scenario:
    """`contestants` of a size, given a running PostgreSQL. `sizes`: those of `make bench`; `large`: only when asked.

    `rounds`: how often it is played unless somebody says otherwise.
    """

    name: str
    title: str
    contestants: Callable[[int, Server], Sequence[Contestant]]
    sizes: tuple[int, ...]
    targets: tuple[Target, ...] = ()
    large: tuple[int, ...] = ()
    rounds: int = 3
