"""Where somebody lives, as far as the clock is concerned: a city, a country, an IANA name or a shared location."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from rapidfuzz import process
from rapidfuzz.distance import OSA
from timezonefinder import TimezoneFinder

from bot.conversation.hearing.atlas import City, atlas, countries, zone_names
from bot.conversation.hearing.folding import fold

_MOST: Final = 5
_SHORTEST: Final = 2
_SHORTEST_GUESS: Final = 4
_ALIKE: Final = 0.75
_MARGIN: Final = 0.05
_LONGEST_ABBREVIATION: Final = 3
_OPENING: Final = re.compile(
    r"^(?:(?:i live|i am|i'm|ich wohne|ich lebe|ich bin|near|bei|in)\s+)+", re.IGNORECASE
)
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class ZoneChoice:
    """A zone to offer: its IANA name, the city to show, and the ISO 3166 country code, empty for a bare IANA name."""

    zone: str
    label_city: str
    country: str


def hear_zone(text: str) -> list[ZoneChoice]:
    """At most five zones that the text may mean, best first, each only once; empty when it names no place.

    An IANA name is taken as it is. "Vienna, US" looks only in that country. A city is found by any of its names, then by
    its beginning, then with a typo; larger cities come first. A country offers its zones.
    """
    text = _OPENING.sub("", text.strip())
    folded = fold(text.replace("_", " ")).rstrip(" .!")
    if folded in zone_names():
        zone = zone_names()[folded]
        return [ZoneChoice(zone, zone.rpartition("/")[2].replace("_", " "), "")]
    place, _, country = (part.strip() for part in folded.partition(","))
    if not _SHORTEST <= len(place) <= _LONGEST_NAME:
        return []
    cities = list(_within(_named(place), countries().get(country)))
    spoken = text.partition(",")[0].strip(" .!")
    return _choices(cities, place, spoken)


def zone_at(lat: float, lon: float) -> str | None:
    """The IANA zone at a latitude and longitude in degrees; None off the globe or where Python knows no such zone."""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):  # noqa: PLR2004 - degrees of the globe
        return None
    zone = _finder().timezone_at(lng=lon, lat=lat)
    return zone if zone in available_timezones() else None


@cache
def _finder() -> TimezoneFinder:
    return TimezoneFinder(in_memory=False)


def _named(place: str) -> list[City]:
    """The cities of that name and the country of that name, or else what resembles it."""
    book = atlas()
    cities = [book.cities[position] for position in book.by_name.get(place, ())]
    if place in countries():
        cities += [city for city in book.cities if city.country == countries()[place]]
    if not cities and len(place) >= _SHORTEST_GUESS:
        cities = _beginning(place) or _misspelt(place)
    return cities


def _beginning(place: str) -> list[City]:
    book = atlas()
    positions = {one for name, found in book.by_name.items() if name.startswith(place) for one in found}
    cities = [book.cities[position] for position in sorted(positions)]
    # Quito is also San Francisco de Quito: "san fran" means it only after those that are mainly called so.
    return sorted(cities, key=lambda city: not fold(city.name).startswith(place))


def _misspelt(place: str) -> list[City]:
    """The cities whose names are most alike, of equally alike ones the largest first."""
    book = atlas()
    near = process.extract(
        place, book.by_name.keys(), scorer=OSA.normalized_similarity, score_cutoff=_ALIKE, limit=_MOST * 4
    )
    ranked = sorted(
        (-round(score, 2), position) for name, score, _ in near for position in book.by_name[name]
    )
    return [book.cities[position] for _, position in ranked]


def _within(cities: Iterable[City], country: str | None) -> Iterator[City]:
    return (city for city in cities if country is None or city.country == country)


def _choices(cities: Iterable[City], place: str, spoken: str) -> list[ZoneChoice]:
    """One choice per zone, called as the person called it where that is one of the city's names."""
    shown = spoken.title() if spoken.islower() or spoken.isupper() else spoken
    positions = atlas().by_name.get(place, ())
    known = positions if len(place) > _LONGEST_ABBREVIATION else ()
    also_called = {atlas().cities[position] for position in known}
    chosen: dict[str, ZoneChoice] = {}
    for city in cities:
        label = shown if city in also_called and fold(city.name) != place else city.name
        chosen.setdefault(city.zone, ZoneChoice(city.zone, label, city.country))
        if len(chosen) == _MOST:
            break
    return list(chosen.values())
