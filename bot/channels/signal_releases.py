"""How old a release of signal-cli is. Signal may refuse one from one day to the next when it is older than three months."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files

import yaml

OLDEST = (0, 14, 6)
"""What we were written for."""
LIFE = timedelta(days=91)


def numbers_of(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, so that 0.14.10 comes after 0.14.9; () where it begins with none."""
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, found[0].split("."))) if found else ()


def released(version: str) -> date | None:
    """Return the day of a release, or the last on which it can have been made; None for one newer than all we know."""
    numbers = numbers_of(version)
    return min((day for known, day in _table().items() if known >= numbers), default=None)


def past_its_time(version: str, since: datetime | None, now: datetime) -> bool:
    """Say whether Signal may refuse it by now. `since`: when it first answered here, for one that is newer than we know."""
    if numbers_of(version) < OLDEST:
        return True
    day = released(version) or (since.date() if since else None)
    return day is not None and now.date() - day > LIFE


@cache
def _table() -> dict[tuple[int, ...], date]:
    content = (files("bot.channels") / "signal_releases.yaml").read_text(encoding="utf-8")
    known: dict[str, date] = yaml.safe_load(content)
    return {numbers_of(version): day for version, day in known.items()}
