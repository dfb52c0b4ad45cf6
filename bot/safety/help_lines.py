"""Whom to call in a crisis, per country. The numbers stand in help_lines.yaml; the operator has to verify them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

ELSEWHERE = "EU"
"""The entry for a country that is not listed: 112 alone."""

_ALSO_KNOWN_AS = {"UK": "GB"}


@dataclass(frozen=True)
class HelpLine:
    """Somebody to talk to. `number` is shown as plain text, so that a phone makes it tappable."""

    name_en: str
    name_de: str
    number: str
    hours: str

    def name(self, language: str) -> str:
        """Give the German name to a German reader, the English one to everybody else."""
        return self.name_de if language == "de" else self.name_en


@dataclass(frozen=True)
class HelpLines:
    """The help of one country. `verified` is the day on which the operator checked the numbers, or None.

    `listed` is False where the country is not known and only the general emergency number is given.
    """

    emergency: str
    lines: tuple[HelpLine, ...]
    verified: date | None
    listed: bool


def help_lines(country: str) -> HelpLines:
    """Give the help of a country (ISO 3166-1 alpha-2, any case); of an unknown one the general number. Never raises."""
    code = country.strip().upper()
    code = _ALSO_KNOWN_AS.get(code, code)
    table = _table()
    return table.get(code, table[ELSEWHERE])


@cache
def _table() -> dict[str, HelpLines]:
    content = (files("bot.safety") / "help_lines.yaml").read_text(encoding="utf-8")
    countries: dict[str, Any] = yaml.safe_load(content)
    return {
        code: HelpLines(
            emergency=entry["emergency"],
            lines=tuple(HelpLine(**line) for line in entry["lines"]),
            verified=entry["verified"],
            listed=code != ELSEWHERE,
        )
        for code, entry in countries.items()
    }
