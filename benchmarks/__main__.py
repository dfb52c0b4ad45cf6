"""python -m benchmarks [scenario …] [--n 1000] [--rounds 3]; python -m benchmarks report."""

from __future__ import annotations

import argparse

from benchmarks import recurrence, report, results
from benchmarks.measure import in_turn
from benchmarks.places import on_a_server
from benchmarks.scenarios import Scenario, burst, flood, http, inbound, outage, register, year

_ALL = (register, burst, outage, recurrence, http, flood, inbound, year)
SCENARIOS = {each.SCENARIO.name: each.SCENARIO for each in _ALL}


def main() -> None:
    """Measure what is asked for, or everything; keep the results, and renew the tables of the page."""
    asked = _asked()
    if asked.scenarios == ["report"]:
        report.write(list(SCENARIOS.values()))
        return
    for name in asked.scenarios or SCENARIOS:
        scenario = SCENARIOS[name]
        for size in asked.n or [*scenario.sizes, *(scenario.large if asked.large else ())]:
            measure(scenario, size, asked.rounds or scenario.rounds, asked.only)


def measure(scenario: Scenario, size: int, rounds: int, only: list[str]) -> None:
    """Play a scenario at one size, keep what was found, and say what became of its targets."""
    print(f"{scenario.title}: {size:,}", flush=True)
    with on_a_server() as server:
        contestants = scenario.contestants(size, server)
        chosen = [each for each in contestants if not only or any(part in each.name for part in only)]
        found = in_turn(chosen, rounds)
    result = results.keep(scenario.name, size, found)
    for line in report.verdicts(scenario, result):
        print(f"  {line}", flush=True)


def _asked() -> argparse.Namespace:
    reads = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    reads.add_argument(
        "scenarios",
        nargs="*",
        choices=[*SCENARIOS, "report"],
        metavar="scenario",
        help=f"{', '.join(SCENARIOS)}; or report, which renews the tables of docs/performance.md",
    )
    reads.add_argument("--n", type=int, action="append", help="a size, in place of the scenario's own")
    reads.add_argument("--rounds", type=int, help="how often each is measured")
    reads.add_argument("--large", action="store_true", help="the sizes that take long, too")
    reads.add_argument("--only", action="append", default=[], help="contestants whose name has this in it")
    return reads.parse_args()  # fmt: skip


if __name__ == "__main__":
    main()
