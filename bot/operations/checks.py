"""Plain questions, two of them about each channel, each with a number and a limit. A number above its limit means: not ready."""

from __future__ import annotations

from dataclasses import dataclass

from bot.operations.vitals import FINE, ChannelSigns, Signs
from storage.vitals import Reading

DATABASE, POLLER, SCHEDULER, CHANNEL = "database", "poller", "scheduler", "channel"
LIMITS = {DATABASE: 0.0, POLLER: 150.0, SCHEDULER: 120.0, CHANNEL: 60.0}
"""Seconds. A poll takes up to 65 s (45 of waiting, 20 of patience) and is tried again after up to 30."""


@dataclass(frozen=True)
class Look:
    """What this process knows of itself, and what the database told; `reading` is None where it told nothing."""

    signs: Signs
    reading: Reading | None


@dataclass(frozen=True)
class Check:
    """One question, of all or of one channel.

    `seconds` is its number, None where it does not apply; `state` is "ok" or a class of faults.
    """

    name: str
    seconds: float | None
    limit: float
    state: str = FINE
    channel: str = ""

    @property
    def full_name(self) -> str:
        """How it is called among all checks."""
        return f"{self.channel}_{self.name}" if self.channel else self.name

    @property
    def fine(self) -> bool:
        """Say whether this is as it should be; of the database the last write and the last read have to be."""
        return self.state == FINE if self.name == DATABASE else (self.seconds or 0.0) <= self.limit


def checks(look: Look) -> tuple[Check, ...]:
    """Answer all questions: how long the database fails, the poller is silent, what is due is late, sending fails."""
    signs, reading = look.signs, look.reading
    return (
        Check(DATABASE, signs.database_failing, LIMITS[DATABASE], signs.database),
        Check(SCHEDULER, reading.due_lag if reading else None, LIMITS[SCHEDULER]),
        *(check for name, each in signs.channels.items() for check in _of_channel(name, each)),
    )


def _of_channel(name: str, signs: ChannelSigns) -> tuple[Check, Check]:
    return (
        Check(POLLER, signs.poller_age, LIMITS[POLLER], channel=name),
        Check(CHANNEL, signs.failing, LIMITS[CHANNEL], signs.state, name),
    )
