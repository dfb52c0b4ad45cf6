"""When the world's clocks change; and zone data that change while we look: a country decides anew what it goes by."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from scheduler import zone_data

_SECOND, _DAY = timedelta(seconds=1), timedelta(days=1)
_STEP = 2 * _DAY


@dataclass(frozen=True)
class Change:
    """A change of a zone's clock: the first instant of the new offset, and both offsets."""

    at: datetime
    old: timedelta
    new: timedelta

    @property
    def shift(self) -> timedelta:
        """By how much the clock is put on; negative where it is put back."""
        return self.new - self.old


def offset(zone: ZoneInfo, at: datetime) -> timedelta:
    """Return how far a zone is ahead of UTC at an instant."""
    found = at.astimezone(zone).utcoffset()
    assert found is not None
    return found


def changes(zone: ZoneInfo, first: date, last: date) -> Iterator[Change]:
    """Find each change between two dates, to the second."""
    at, end = (datetime.combine(day, time(), UTC) for day in (first, last + _DAY))
    while at < end:
        before, after = at, at + _STEP
        old, new = offset(zone, before), offset(zone, after)
        while old != new and after - before > _SECOND:
            middle = before + (after - before) // 2 // _SECOND * _SECOND
            before, after = (middle, after) if offset(zone, middle) == old else (before, middle)
        if old != new and after < end:
            yield Change(after, old, new)
        at += _STEP


class Country:
    """A zone whose rules we make, by lending it those of another one. Loaded zones stay as they are until cleared."""

    def __init__(self, folder: Path, zone: str) -> None:
        self._file = folder / zone
        self._file.parent.mkdir(parents=True)

    def goes_by(self, other: str) -> None:
        """Decree that from now on the clocks show what they show in another zone of the world."""
        self._file.write_bytes(zone_data.read(other))


@contextmanager
def a_country(folder: Path, zone: str = "Europe/Berlin") -> Iterator[Country]:
    """Put a folder of zone data before the system's; at the end everything is as it was."""
    before = zoneinfo.TZPATH
    country = Country(folder, zone)
    country.goes_by(zone)
    zoneinfo.reset_tzpath([str(folder), *before])
    ZoneInfo.clear_cache()
    try:
        yield country
    finally:
        zoneinfo.reset_tzpath(before)
        ZoneInfo.clear_cache()
