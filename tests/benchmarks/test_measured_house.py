"""The harness: rounds go in turn, medians count, targets are judged honestly, the page is renewed between its marks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import __main__ as program
from benchmarks import million, report, results
from benchmarks.heart import percentile
from benchmarks.measure import Contestant, Figures, fresh, in_turn, medians
from benchmarks.scenarios import Scenario
from benchmarks.targets import Target

OURS, PEER = "ours", "peer"
FASTER = Target("at most half the peer's time", (OURS, "seconds"), 0.5, per=(PEER, "seconds"), n=10)
ALL_SENT = Target("all are sent", (OURS, "sent"), 10, least=True)


def test_rounds_go_in_turn_each_in_an_empty_folder() -> None:
    played: list[str] = []

    def play(name: str) -> Callable[[Path], Figures]:
        def once(folder: Path) -> Figures:
            assert list(folder.iterdir()) == []
            (folder / "left").touch()
            played.append(name)
            return {"seconds": float(len(played))}

        return once

    found = in_turn([Contestant(OURS, play(OURS)), Contestant(PEER, play(PEER))], 3)
    assert played == [OURS, PEER] * 3
    assert medians(found[OURS]) == {"seconds": 3.0}
    assert medians(found[PEER]) == {"seconds": 4.0}


def test_a_thing_is_measured_in_a_process_of_its_own() -> None:
    figures = fresh("benchmarks.heart:held", megabytes=50)
    assert figures["growth_mb"] > 40
    assert figures["peak_mb"] > 1


def test_a_ratio_is_judged_against_the_peer() -> None:
    peer = {PEER: {"seconds": 2.0}}
    assert FASTER.met({OURS: {"seconds": 1.0}, **peer}) is True
    assert FASTER.met({OURS: {"seconds": 1.1}, **peer}) is False


def test_what_was_not_measured_is_not_judged() -> None:
    assert FASTER.met({OURS: {"seconds": 1.0}}) is None
    assert FASTER.met({OURS: {"seconds": 1.0}, PEER: {"seconds": 0.0}}) is None


def test_at_least_means_at_least() -> None:
    assert ALL_SENT.met({OURS: {"sent": 10}}) is True
    assert ALL_SENT.met({OURS: {"sent": 9}}) is False


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([3.0, 1.0, 2.0], 0.99) == 3.0


def test_the_page_is_renewed_between_its_marks(tmp_path: Path) -> None:
    scenario = Scenario("burst", "Everybody", lambda *_: [], sizes=(10,), targets=(FASTER, ALL_SENT))
    rounds = {OURS: [{"seconds": 3.0, "sent": 10.0}], PEER: [{"seconds": 4.0}]}
    results.keep("burst", 10, rounds, tmp_path)
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- burst -->\nold\n<!-- end of burst -->\nafter\n", encoding="utf-8")
    report.write([scenario], page, tmp_path)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n<!-- burst -->\n")
    assert text.endswith("<!-- end of burst -->\nafter\n")
    assert "old" not in text
    assert "| ours | 3 | 10 |" in text
    assert "| peer | 4 | – |" in text
    assert "| at most half the peer's time | ≤ 0.5 × | 0.75 | **not met** |" in text
    assert "| all are sent | ≥ 10 | 10 | met |" in text


@pytest.mark.parametrize("scenario", program.SCENARIOS.values(), ids=lambda each: each.name)
def test_every_scenario_has_its_place_on_the_page(scenario: Scenario) -> None:
    text = report.PAGE.read_text(encoding="utf-8")
    assert f"<!-- {scenario.name} -->" in text
    assert f"<!-- end of {scenario.name} -->" in text


def test_targets_name_contestants_that_take_part() -> None:
    for scenario in program.SCENARIOS.values():
        names = {each.name for each in scenario.contestants(scenario.sizes[0], None)}  # type: ignore[arg-type]
        for target in scenario.targets:
            assert target.of[0] in names, target
            assert target.per is None or target.per[0] in names, target


def test_a_million_patients_are_reckoned_from_what_was_measured() -> None:
    found = million.Measured(
        messages=6.0, updates=10.0, ms_per_message=2.0, ms_per_update=3.0, kilobytes=1024.0
    )
    said = "\n".join(million.table(found))
    assert "6,000,000 (6.0 for each patient)" in said
    assert "250 messages and 417 updates a second" in said
    assert "| processors busy with it then | 1.8; 4 to be half busy |" in said
    assert "0.95 TiB" in said
    assert "| bots at Telegram's free 30 a second | 9 |" in said
    assert "| or bots at the paid 1,000 a second | 1, for up to 90,000 Stars in that hour |" in said


def test_what_was_not_measured_is_not_reckoned(tmp_path: Path) -> None:
    assert million.measured(tmp_path) is None
