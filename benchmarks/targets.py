"""What we promised ourselves, as data: a figure of one contestant, or its ratio to a figure of another, and a limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.measure import Figures

Of = tuple[str, str]
"""A contestant and one of its figures."""


@dataclass(frozen=True)
class Target:
    """`of`, divided by `per` where that is given, is at most `limit` (or at least, where `least`).

    `n`: the size at which it is judged; at others it is shown all the same.
    """

    sentence: str
    of: Of
    limit: float
    per: Of | None = None
    least: bool = False
    n: int = 0

    def found(self, figures: Mapping[str, Figures]) -> float | None:
        """Return what was measured; None where a contestant was left out or sent nothing."""
        above = figures.get(self.of[0], {}).get(self.of[1])
        if above is None or self.per is None:
            return above
        below = figures.get(self.per[0], {}).get(self.per[1])
        return above / below if below else None

    def met(self, figures: Mapping[str, Figures]) -> bool | None:
        """Say whether it is met; None where that was not measured."""
        found = self.found(figures)
        if found is None:
            return None
        return found >= self.limit if self.least else found <= self.limit
