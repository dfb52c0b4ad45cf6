"""Zone data that change while we look: a country decides anew what its clocks show."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from scheduler import zone_data


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
