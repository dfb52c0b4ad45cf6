"""From one time of day to another, in one line."""

from __future__ import annotations

from datetime import time

import pytest

from bot.conversation.hearing.spans import hear_span

NIGHT = ((time(21), time(7)),)


@pytest.mark.parametrize(
    "text",
    [
        "21:00-07:00",
        "21:00 - 07:00",
        "21:00–7:00",
        "21-7",
        "21 - 7",
        "21-7 Uhr",
        "21 Uhr bis 7 Uhr",
        "21:00 bis 07:00",
        "von 21 bis 7",
        "Zwischen 21:00 und 07:00",
        "from 9 pm to 7 am",
        "9pm-7am",
        "21:00 to 07:00",
        "9 pm till 7",
        "neun Uhr abends bis sieben",
        "21.00 bis 7.00",
        "2100-0700",
    ],
)
def test_two_times_are_one_span(text: str) -> None:
    assert hear_span(text) == NIGHT


def test_a_beginning_that_may_be_morning_or_evening_makes_two() -> None:
    assert hear_span("9-7") == ((time(9), time(19)), (time(21), time(7)))
    assert hear_span("10 bis 6") == ((time(10), time(18)), (time(22), time(6)))


def test_what_is_late_in_the_morning_stays_there() -> None:
    assert hear_span("22 bis 10") == ((time(22), time(10)),)
    assert hear_span("quarter to ten pm to half past six") == ((time(21, 45), time(6, 30)),)
    assert hear_span("22:30 bis halb sieben") == ((time(22, 30), time(6, 30)),)


@pytest.mark.parametrize(
    "text",
    [
        "twenty to ten",
        "twenty-five to ten",
        "Twenty–five to ten, please",
        "ten to nine",
        "ten till nine",
        "twenty to ten pm",
        "at about ten to nine in the evening",
        "ten-twenty",
    ],
)
def test_one_time_in_english_words_is_no_span(text: str) -> None:
    assert hear_span(text) == ()


def test_minutes_that_nobody_counts_are_hours_of_a_span() -> None:
    assert hear_span("nine to seven") == ((time(9), time(19)), (time(21), time(7)))
    assert hear_span("twenty-two to seven") == ((time(22), time(7)),)
    assert hear_span("from twenty-five to ten pm to seven") == ((time(21, 35), time(7)),)
    assert hear_span("from nine-thirty pm to seven") == ((time(21, 30), time(7)),)


@pytest.mark.parametrize(
    "text", ["", "21:00", "quarter to seven", "at night", "25-7", "21-7-9", "2026-03-01", "a-b", "x" * 700]
)
def test_anything_else_is_none(text: str) -> None:
    assert hear_span(text) == ()
