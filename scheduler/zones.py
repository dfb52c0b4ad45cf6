"""Zones by name, kept: ZoneInfo remembers eight, and would read the files of all others again and again."""

from __future__ import annotations

from zoneinfo import ZoneInfo

_kept: dict[str, ZoneInfo] = {}


def zone_of(name: str) -> ZoneInfo:
    """Return a zone by its IANA name, also a new one after ZoneInfo.clear_cache. Raises ZoneInfoNotFoundError."""
    _kept[name] = found = ZoneInfo(name)
    return found
