"""docs/performance.md: tables made from the results, put between the marks that stand in the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks import million
from benchmarks.measure import HOUSE, Figures
from benchmarks.results import FOLDER, Result, all_of
from benchmarks.scenarios import Scenario

PAGE = HOUSE / "docs" / "performance.md"


def write(scenarios: list[Scenario], page: Path = PAGE, folder: Path = FOLDER) -> None:
    """Renew every table of the page for which there is a result; the words around them stay."""
    text = page.read_text(encoding="utf-8")
    for scenario in scenarios:
        lines = [line for result in all_of(scenario.name, folder) for line in _tables(scenario, result)]
        text = _renewed(text, scenario.name, lines)
    found = million.measured(folder)
    if found is not None:
        text = _renewed(text, "million", ["", *million.table(found), ""])
    page.write_text(text, encoding="utf-8")


def _renewed(text: str, name: str, lines: list[str]) -> str:
    """Put lines between the marks of a name; where there are none, leave what stands there."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    marked = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    new = "\n".join([begin, *lines, end])
    return marked.sub(lambda _: new, text) if lines else text


def verdicts(scenario: Scenario, result: Result) -> list[str]:
    """Say of each target what was found, and whether that meets it."""
    return [" | ".join(row) for row in _verdicts(scenario, result)]


def _tables(scenario: Scenario, result: Result) -> Iterator[str]:
    names = list(dict.fromkeys(name for figures in result.figures.values() for name in figures))
    kept = [name for name in names if name not in {"cpu_seconds", "peak_mb"}]
    yield f"\n{result.n:,} · {result.rounds} rounds · {result.at} · {_machine(result)}\n"
    yield "| | " + " | ".join(name.replace("_", " ") for name in kept) + " |"
    yield "|---|" + "---|" * len(kept)
    for contestant, figures in result.figures.items():
        yield f"| {contestant} | " + " | ".join(_cell(figures, name) for name in kept) + " |"
    rows = list(_verdicts(scenario, result))
    if rows:
        yield "\n| target | wanted | found | |\n|---|---|---|---|"
        for row in rows:
            yield "| " + " | ".join(row) + " |"


def _verdicts(scenario: Scenario, result: Result) -> Iterator[tuple[str, str, str, str]]:
    for target in scenario.targets:
        found, met = target.found(result.figures), target.met(result.figures)
        if target.n in {0, result.n} and found is not None:
            wanted = f"{'≥' if target.least else '≤'} {target.limit:g}{' ×' if target.per else ''}"
            yield target.sentence, wanted, _number(found), "met" if met else "**not met**"


def _machine(result: Result) -> str:
    return ", ".join(f"{name} {value}" for name, value in result.machine.items())


def _cell(figures: Figures, name: str) -> str:
    return _number(figures[name]) if name in figures else "–"


def _number(value: float) -> str:
    """Write three digits of a figure, and all of a count."""
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:.3g}"  # noqa: PLR2004
