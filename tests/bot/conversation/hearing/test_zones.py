"""Where people say they live."""

from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.hearing.atlas import atlas
from bot.conversation.hearing.zones import ZoneChoice, hear_zone, zone_at


@pytest.mark.parametrize(
    ("text", "zone", "city", "country"),
    [
        ("Berlin", "Europe/Berlin", "Berlin", "DE"),
        ("München", "Europe/Berlin", "München", "DE"),
        ("muenchen", "Europe/Berlin", "Muenchen", "DE"),
        ("köln", "Europe/Berlin", "Köln", "DE"),
        ("Wien", "Europe/Vienna", "Wien", "AT"),
        ("in Wien", "Europe/Vienna", "Wien", "AT"),
        ("ZÜRICH", "Europe/Zurich", "Zürich", "CH"),
        ("Genf", "Europe/Zurich", "Genf", "CH"),
        ("I live in Graz.", "Europe/Vienna", "Graz", "AT"),
        ("New York", "America/New_York", "New York", "US"),
        ("nyc", "America/New_York", "New York City", "US"),
        ("Vienna, US", "America/New_York", "Vienna", "US"),
        ("Vienna, Österreich", "Europe/Vienna", "Vienna", "AT"),
        ("Москва", "Europe/Moscow", "Москва", "RU"),
        ("Bad Tölz", "Europe/Berlin", "Bad Tölz", "DE"),
        ("san fran", "America/Los_Angeles", "San Francisco", "US"),
        ("Hambrug", "Europe/Berlin", "Hamburg", "DE"),
        ("Lodnon", "Europe/London", "London", "GB"),
        ("Deutschland", "Europe/Berlin", "Berlin", "DE"),
        ("Austria", "Europe/Vienna", "Vienna", "AT"),
        ("Europe/Berlin", "Europe/Berlin", "Berlin", ""),
        ("america/new york", "America/New_York", "New York", ""),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires", "Buenos Aires", ""),
        ("utc", "UTC", "UTC", ""),
    ],
)
def test_the_best_choice_comes_first(text: str, zone: str, city: str, country: str) -> None:
    assert hear_zone(text)[0] == ZoneChoice(zone, city, country)


def test_a_name_that_many_cities_bear_offers_each_zone_once() -> None:
    zones = [choice.zone for choice in hear_zone("Springfield")]
    assert len(zones) == len(set(zones)) > 1


def test_a_wide_country_offers_no_more_than_five_zones() -> None:
    choices = hear_zone("USA")
    assert len(choices) == 5
    assert choices[0].zone == "America/New_York"


@pytest.mark.parametrize(
    "text", ["", " ", "a", "xqzzt", "!!!", "?" * 700, "what do you mean by that question", ",", ", US"]
)
def test_what_is_no_place_offers_nothing(text: str) -> None:
    assert hear_zone(text) == []


@pytest.mark.parametrize(
    ("lat", "lon", "zone"),
    [
        (52.52, 13.40, "Europe/Berlin"),
        (48.21, 16.37, "Europe/Vienna"),
        (-31.55, 159.08, "Australia/Lord_Howe"),
        (40.71, -74.01, "America/New_York"),
        (91, 0, None),
        (0, 181, None),
        (float("nan"), 0, None),
        (float("inf"), float("-inf"), None),
    ],
)
def test_a_shared_location_has_a_zone(lat: float, lon: float, zone: str | None) -> None:
    assert zone_at(lat, lon) == zone


def test_every_city_has_a_zone_that_python_knows() -> None:
    assert {city.zone for city in atlas().cities} <= available_timezones()


@given(st.text(max_size=40))
@settings(max_examples=40, deadline=None)
def test_no_text_makes_it_stumble(text: str) -> None:
    assert len(hear_zone(text)) <= 5


@given(st.floats(-90, 90), st.floats(-180, 180))
@settings(max_examples=40, deadline=None)
def test_every_place_on_earth_has_a_zone_that_python_knows(lat: float, lon: float) -> None:
    assert zone_at(lat, lon) in available_timezones() | {None}
