"""Tells at the end of `make chaos` what all deaths did together."""

from __future__ import annotations

import pytest

SUMS, MOST = ("deaths", "lost", "doubled", "withheld", "again"), "most_in_flight"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    told: dict[str, list[dict[str, object]]] = {}
    for report in terminalreporter.stats.get("passed", []):
        for name, figures in report.user_properties:
            if isinstance(figures, dict) and MOST in figures:
                told.setdefault(name, []).append(figures)
    for name, parts in told.items():
        figures = {key: sum(part[key] for part in parts) for key in SUMS}
        figures[MOST] = max(part[MOST] for part in parts)
        hit = set().union(*(part["places"] for part in parts))
        there_are = set().union(*(part["there_are"] for part in parts))
        rest = f"places hit {len(hit & there_are)} of {len(there_are)}, and {len(hit - there_are)} that only lives after a death have"
        terminalreporter.write_line(f"{name}: {figures}, {rest}")
