from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safety.help_lines import help_lines


@pytest.mark.parametrize(
    ("country", "emergency", "numbers"),
    [
        ("DE", "112", ["0800 1110111", "0800 1110222", "116 123", "116117"]),
        ("AT", "144", ["142"]),
        ("CH", "144", ["143"]),
        ("US", "911", ["988"]),
        ("GB", "999", ["116 123"]),
        ("IE", "112", ["116 123"]),
        ("EU", "112", []),
    ],
)
def test_each_country_has_its_numbers(country: str, emergency: str, numbers: list[str]) -> None:
    found = help_lines(country)
    assert found.emergency == emergency
    assert [line.number for line in found.lines] == numbers
    assert found.listed is (country != "EU")


@pytest.mark.parametrize("typed", ["de", " De ", "DE"])
def test_a_country_is_known_however_it_is_typed(typed: str) -> None:
    assert help_lines(typed) == help_lines("DE")


def test_the_united_kingdom_is_known_by_its_everyday_code() -> None:
    assert help_lines("UK") == help_lines("GB")


@given(st.text())
def test_an_unknown_country_gets_112_and_nothing_invented(country: str) -> None:
    found = help_lines(country)
    assert found.emergency
    if not found.listed:
        assert (found.emergency, found.lines) == ("112", ())


def test_an_unlisted_country_says_that_it_is_not_listed() -> None:
    assert not help_lines("FR").listed


@pytest.mark.parametrize("country", ["DE", "AT", "CH", "US", "GB", "IE"])
def test_every_number_can_be_tapped_and_every_line_has_a_name_in_both_languages(country: str) -> None:
    for line in help_lines(country).lines:
        assert re.fullmatch(r"[0-9 ]{3,14}", line.number)
        assert line.name("en")
        assert line.name("de")
        assert line.hours == "24/7"


def test_a_line_is_named_in_the_reader_s_language() -> None:
    on_call = help_lines("DE").lines[-1]
    assert on_call.name("de") == "Ärztlicher Bereitschaftsdienst"
    assert on_call.name("en") == on_call.name("fr") == "Medical on-call service"


@pytest.mark.parametrize("country", ["DE", "AT", "CH", "US", "GB", "IE", "EU"])
def test_verified_is_a_day_or_not_yet(country: str) -> None:
    verified = help_lines(country).verified
    assert verified is None or isinstance(verified, date)
