"""The dashboard, the rules and their manual speak of metrics that exist, and of all of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from bot.operations.gauges import Gauges
from bot.settings import Settings
from tests.bot.operations.watched import Watched

FOLDER = Path(__file__).parents[3] / "docs" / "operations"
NAMES = re.compile(r"\b(?:between|process)_[a-z_]+\b")
DASHBOARD: dict[str, Any] = json.loads((FOLDER / "grafana-dashboard.json").read_text(encoding="utf-8"))
RULES = [
    rule
    for group in yaml.safe_load((FOLDER / "prometheus-alerts.yaml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
MANUAL = (FOLDER / "README.md").read_text(encoding="utf-8")


async def scraped(watched: Watched) -> dict[str, set[str]]:
    """Return the labels of each sample that /metrics can show, once everything has happened."""
    watched.vitals.listened("telegram")
    watched.vitals.updates_heard(1)
    watched.vitals.turns_answered(1, 0.1)
    watched.sends(well=False)
    await watched.set_aside("due_parked")
    gauges = Gauges()
    gauges.look = await watched.pulse.look()
    registry = watched.vitals.meters.registry
    registry.register(gauges)
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(generate_latest(registry).decode()):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def expressions() -> list[str]:
    shown = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
    return [*shown, *(rule["expr"] for rule in RULES)]


def test_the_dashboard_has_panels_that_do_not_overlap() -> None:
    places = [panel["gridPos"] for panel in DASHBOARD["panels"]]
    cells = [
        (x, y) for p in places for x in range(p["x"], p["x"] + p["w"]) for y in range(p["y"], p["y"] + p["h"])
    ]
    assert len(places) > 10
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(places)


async def test_every_metric_that_is_asked_for_exists(watched: Watched) -> None:
    there = await scraped(watched)
    asked = {name for expression in expressions() for name in NAMES.findall(expression)}
    assert len(asked) > 12
    assert asked - set(there) == set()


async def test_every_label_that_is_asked_for_exists(watched: Watched) -> None:
    there = {label for labels in (await scraped(watched)).values() for label in labels}
    added = {"instance", "job"}  # by Prometheus
    asked = {
        label.strip()
        for expression in expressions()
        for labels in re.findall(r"(?:by|on) \(([^)]*)\)", expression)
        for label in labels.split(",")
    } | {label for expression in expressions() for label in re.findall(r"(\w+)!?=~?\"", expression)}
    assert asked - there - added == set()


async def test_every_metric_of_ours_is_shown_or_watched_and_explained(watched: Watched) -> None:
    ours = {name for name in await scraped(watched) if re.fullmatch(r"between_.*(?<!_created)", name)}
    families = {re.sub(r"_(bucket|count|sum)$", "", name) for name in ours}
    used = {
        re.sub(r"_(bucket|count|sum)$", "", name) for each in expressions() for name in NAMES.findall(each)
    }
    assert families - used == set()
    assert {name for name in families if name not in MANUAL} == set()
    assert {name for name in NAMES.findall(MANUAL) if name.startswith("between_")} - families == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_every_rule_says_how_bad_it_is_and_is_explained(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"warning", "critical"}
    assert rule["annotations"]["summary"].endswith(".")
    assert f"|`{rule['alert']}`|" in MANUAL


def test_the_manual_explains_no_rule_and_no_setting_that_is_gone() -> None:
    assert set(re.findall(r"`(Between[A-Z]\w+)`", MANUAL)) == {rule["alert"] for rule in RULES}
    named = set(re.findall(r"`([A-Z][A-Z_]{5,})=", MANUAL))
    assert named == {"TELEGRAM_OPERATOR_CHAT", "SIGNAL_OPERATOR", "PING_URL", "HEALTH_PORT", "HEALTH_HOST"}
    assert {name.lower() for name in named} <= set(Settings.model_fields)
