"""What the pages say of the house is so: files that exist, decisions that can be counted, no page of ours left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    [*ROOT.glob("*.md"), *(page for page in DOCS.rglob("*.md"))],
    key=lambda page: page.relative_to(ROOT).as_posix(),
)
OURS = re.compile(r"`((?:tests|bot|scheduler|storage|benchmarks|docs)/[\w./-]+)`")
PLACEHOLDERS = {"bot/channels/yours.py", "bot/words/xx/"}
COMMANDS = re.compile(r"`make ([a-z-]+)")


def test_decisions_are_numbered_one_by_one_and_each_has_its_reason() -> None:
    rows = [
        line
        for line in (DOCS / "decisions" / "README.md").read_text(encoding="utf-8").splitlines()
        if re.match(r"\|\d+\|", line)
    ]
    assert [int(row.split("|")[1]) for row in rows] == list(range(1, len(rows) + 1))
    assert {len(row.split("|")) for row in rows} == {6}


def test_every_promise_names_a_test_that_is_there() -> None:
    rows = [
        line
        for line in (DOCS / "promises.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("|") and not line.startswith(("|Promise", "|-"))
    ]
    assert len(rows) > 30
    for row in rows:
        assert any(name.startswith("tests/") for name in OURS.findall(row)), row


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_file_and_command_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [name for name in {*OURS.findall(text)} - PLACEHOLDERS if not (ROOT / name).exists()] == []
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {name for name in COMMANDS.findall(text) if not name.endswith("-")} <= targets


def test_every_page_can_be_reached_from_the_first_one() -> None:
    found: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in found:
            continue
        found.add(page)
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            target = (page.parent / link).resolve()
            target = target / "README.md" if target.is_dir() else target
            if target.suffix == ".md":
                waiting.append(target)
    assert [page.name for page in PAGES if page not in found] == []


def test_the_first_page_stays_one_page_and_begins_with_what_can_be_played() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 60
    assert lines.index("make test     # the tests") < 15
    assert any(line.startswith("make demo ") for line in lines[:15])
