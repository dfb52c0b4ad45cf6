"""A million patients, on paper: how many messages, processors, disks and bots, reckoned from what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Figures
from benchmarks.ours.year import DAYS
from benchmarks.results import FOLDER, Result, all_of
from benchmarks.scenarios.register import POSTGRES, SQLITE

PATIENTS = 1_000_000
BUSIEST_HOUR = 0.15
"""The share of a day's messages in its busiest hour: our assumption, since people choose 18:00 more than 15:00."""

FREE_RATE, PAID_RATE, STARS = 30, 1_000, 0.1
"""Telegram's messages a second for one bot, free and paid, and what a paid one costs (Bot API, allow_paid_broadcast)."""

HALF_BUSY = 0.5


@dataclass(frozen=True)
class Measured:
    """Per patient and day: messages and updates; milliseconds of a processor for each; kilobytes for a year."""

    messages: float
    updates: float
    ms_per_message: float
    ms_per_update: float
    kilobytes: float


def measured(folder: Path = FOLDER) -> Measured | None:
    """Take the figures of the largest runs on PostgreSQL; None where a scenario was not played yet."""
    years, bursts, taps = (_largest(name, folder) for name in ("year", "burst", "inbound"))
    if years is None or bursts is None or taps is None:
        return None
    year, burst, tap = _of(years, SQLITE), _of(bursts, POSTGRES), _of(taps, POSTGRES)
    if not (year and burst and tap):
        return None
    days = years.n * DAYS
    return Measured(
        year["messages"] / days,
        year["updates"] / days,
        burst["cpu_ms_each"],
        tap["cpu_ms_each"],
        year["kilobytes_per_patient_year"],
    )


def table(found: Measured) -> list[str]:
    """Reckon, and lay out as a table of the page."""
    messages, updates = PATIENTS * found.messages, PATIENTS * found.updates
    sent, heard = (each * BUSIEST_HOUR / 3600 for each in (messages, updates))
    cores = (sent * found.ms_per_message + heard * found.ms_per_update) / 1000
    rows = {
        "messages a day": f"{messages:,.0f} ({found.messages:.1f} for each patient)",
        "presses and words a day": f"{updates:,.0f} ({found.updates:.1f} for each patient)",
        f"in the busiest hour (assumed: {BUSIEST_HOUR:.0%} of the day)": (
            f"{sent:,.0f} messages and {heard:,.0f} updates a second"
        ),
        "processors busy with it then": f"{cores:,.1f}; {cores / HALF_BUSY:,.0f} to be half busy",
        "disk for a year": f"{PATIENTS * found.kilobytes / 2**30:,.2f} TiB ({found.kilobytes:,.0f} KiB each)",
        f"bots at Telegram's free {FREE_RATE} a second": f"{_whole(sent / FREE_RATE)}",
        f"or bots at the paid {PAID_RATE:,} a second": (
            f"{_whole(sent / PAID_RATE)}, for up to {messages * BUSIEST_HOUR * STARS:,.0f} Stars in that hour"
        ),
    }
    return ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows.items())]


def _whole(number: float) -> str:
    return f"{max(-(-number // 1), 1):,.0f}"


def _largest(scenario: str, folder: Path) -> Result | None:
    return max(all_of(scenario, folder), key=lambda each: each.n, default=None)


def _of(result: Result, contestant: str) -> Figures | None:
    figures: Mapping[str, Figures] = result.figures
    return figures.get(contestant)
