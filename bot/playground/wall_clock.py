"""The time of this machine, for a stand-in that was given no clock."""

from __future__ import annotations

from datetime import UTC, datetime


def wall_clock() -> datetime:
    """The time of this machine, in UTC."""
    return datetime.now(UTC)
