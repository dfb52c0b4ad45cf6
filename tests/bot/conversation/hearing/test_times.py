"""Times of day in both languages."""

import re
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.hearing.folding import fold
from bot.conversation.hearing.numbers import NUMBER_WORDS
from bot.conversation.hearing.times import hear_clock, hear_time

CLEAR = {
    "18:30": "18:30", "18.30": "18:30", "1830": "18:30", "18,30": "18:30", "18h30": "18:30", "18 30": "18:30",
    "18:30:00": "18:30", "18:30 Uhr": "18:30", "18 Uhr": "18:00", "18 uhr 30": "18:30", "18": "18:00", "0:15": "00:15",
    "06:30": "06:30", "24:00": "00:00", "12": "12:00", "12:45": "12:45", "١٨:٣٠": "18:30", "19 Uhr abends": "19:00",
    "6:30 pm": "18:30", "6.30PM": "18:30", "6pm": "18:00", "6 p.m.": "18:00", "7 am": "07:00", "12 am": "00:00",
    "12:30 pm": "12:30", "seven in the evening": "19:00", "half past six in the evening": "18:30", "11 at night": "23:00",
    "2 at night": "02:00", "every evening at 7": "19:00", "tonight at eight": "20:00", "a quarter to 8 pm": "19:45",
    "noon": "12:00", "midday": "12:00", "12 noon": "12:00", "midnight": "00:00", "quarter to one": "12:45",
    "mittags": "12:00", "Mitternacht": "00:00", "um Mitternacht": "00:00", "um sieben abends": "19:00",
    "7 Uhr morgens": "07:00", "um 7 am Morgen": "07:00", "sieben Uhr früh": "07:00", "halb sieben abends": "18:30",
    "Halb Sieben am Abend": "18:30", "2 Uhr nachts": "02:00", "12 Uhr nachts": "00:00", "ein Uhr mittags": "13:00",
    "halb eins": "12:30", "einundzwanzig Uhr fünfzehn": "21:15", "achtzehn Uhr dreißig": "18:30",
    "bitte so gegen 18 Uhr": "18:00", "zwanzig Uhr": "20:00", "halb 19": "18:30", "5 vor 18 Uhr": "17:55",
    "halb sibeen abnds": None, "quater to seven pm": "18:45", "Mitternach": "00:00", "seiben Uhr abends": "19:00",
}  # fmt: skip

UNCLEAR = {
    "7": "07:00", "7:30": "07:30", "730": "07:30", "7 Uhr": "07:00", "at 7": "07:00", "about 7 please": "07:00",
    "half past six": "06:30", "half-past six": "06:30", "half six": "06:30", "quarter to 7": "06:45", "quarter past 7": "07:15",
    "twenty to seven": "06:40", "ten past six": "06:10", "twenty-five past six": "06:25", "seven thirty": "07:30",
    "seven o'clock": "07:00", "seven o’clock": "07:00", "5 minutes to 8": "07:55", "halb sieben": "06:30", "HALB 7": "06:30",
    "viertel vor acht": "07:45", "viertel nach 8": "08:15", "dreiviertel acht": "07:45", "drei viertel acht": "07:45",
    "viertel acht": "07:15", "zehn vor halb acht": "07:20", "fünf nach halb acht": "07:35", "fuenf vor acht": "07:55",
    "sieben Uhr dreißig": "07:30", "um eins": "01:00", "ein Uhr": "01:00", "elf": "11:00", "eleven": "11:00",
}  # fmt: skip

SILENT = [
    "", " ", "hello", "I have 3 kids", "three kids", "25", "25:00", "18:61", "24:30", "1890", "99999", "7-8", "7 - 8 Uhr",
    "7/10", "7%", "3.5", "-7", "2026-03-12", "12.3.", "12.03.2026", "there", "lieben", "morgen", "tomorrow", "morgens",
    "in the evening", "pm", "am", "Uhr", "half", "halb", "viertel", "quarter", "past six", "in 7 minutes", "in zwei Stunden",
    "7 am pm", "18:00 am", "morgens um 19 Uhr", "6 or 7", "7 Äpfel", "noonish", "½", "7:3", "a", "the", "one two three four",
]  # fmt: skip


@pytest.mark.parametrize(("text", "at"), [(text, at) for text, at in CLEAR.items() if at])
def test_a_clear_time_has_one_reading(text: str, at: str) -> None:
    heard = hear_time(text)
    assert heard is not None
    assert heard.readings == (time.fromisoformat(at),)
    assert heard.time == time.fromisoformat(at)
    assert not heard.ambiguous


@pytest.mark.parametrize(("text", "morning"), UNCLEAR.items())
def test_an_hour_without_a_part_of_the_day_has_two_readings(text: str, morning: str) -> None:
    early = time.fromisoformat(morning)
    heard = hear_time(text)
    assert heard is not None
    assert heard.readings == (early, early.replace(hour=early.hour + 12))
    assert heard.time == early
    assert heard.ambiguous


@pytest.mark.parametrize("text", SILENT)
def test_what_is_no_time_is_not_heard_as_one(text: str) -> None:
    assert hear_time(text) is None


def test_the_eastern_quarter_stays_open_even_in_the_evening() -> None:
    heard = hear_time("viertel acht abends")
    assert heard is not None
    assert heard.readings == (time(19, 15), time(20, 15))


@pytest.mark.parametrize("text", ["7", "seven", "18", "please 18:30", "every day at 7"])
def test_inside_a_line_neither_bare_numbers_nor_polite_words_are_times(text: str) -> None:
    assert hear_clock(text) is None


@pytest.mark.parametrize("text", ["at 7 pm", "19:00", "um sieben abends", "1900", "19 Uhr"])
def test_inside_a_line_a_full_time_is_heard(text: str) -> None:
    heard = hear_clock(text)
    assert heard is not None
    assert heard.readings == (time(19),)


@given(st.text())
def test_no_text_makes_it_stumble(text: str) -> None:
    hear_time(text)
    hear_clock(text)


SPOKEN = set(NUMBER_WORDS) | {"ein", "noon", "midday", "mittag", "mittags", "midnight", "mitternacht"}


@given(st.text(alphabet=st.characters(whitelist_categories=["L", "P", "Zs"]), max_size=12))
def test_letters_at_random_are_no_time(text: str) -> None:
    known = SPOKEN & set(re.findall("[a-z]+", fold(text)))
    assert known or hear_time(text) is None


@given(st.times())
def test_every_minute_of_the_day_is_heard_as_it_is_written(at: time) -> None:
    written = at.replace(second=0, microsecond=0)
    heard = hear_time(f"{written:%H:%M}")
    assert heard is not None
    assert heard.time == written
    half = hear_time(f"{written:%I:%M %p}")
    assert half is not None
    assert half.readings == (written,)


TIME_WORDS = "7 18 : . half past to quarter halb viertel uhr am pm abends noon at sieben six"


@given(st.lists(st.sampled_from(TIME_WORDS.split())))
def test_no_mixture_of_time_words_makes_it_stumble(words: list[str]) -> None:
    heard = hear_time(" ".join(words))
    assert heard is None or heard.readings == tuple(sorted(heard.readings))
