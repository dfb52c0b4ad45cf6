"""Dates, lengths of time and weekdays in both languages, on Wednesday 11 March 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.hearing.dates import hear_date, hear_days, hear_duration

TODAY = date(2026, 3, 11)

DATES = {
    "today": "2026-03-11", "heute": "2026-03-11", "tomorrow": "2026-03-12", "Morgen": "2026-03-12", "tomorrow.": "2026-03-12",
    "übermorgen": "2026-03-13", "uebermorgen": "2026-03-13", "the day after tomorrow": "2026-03-13",
    "on Friday": "2026-03-13", "Fr": "2026-03-13", "friday": "2026-03-13", "this Friday": "2026-03-13",
    "nächsten Dienstag": "2026-03-17", "next Tuesday": "2026-03-17", "am kommenden Dienstag": "2026-03-17",
    "Wednesday": "2026-03-18", "Mittwoch": "2026-03-18", "Donerstag": "2026-03-12", "wendesday": "2026-03-18",
    "Friday next week": "2026-03-20", "Dienstag nächster Woche": "2026-03-17", "next week Thursday": "2026-03-19",
    "in 3 days": "2026-03-14", "in einer Woche": "2026-03-18", "in two weeks": "2026-03-25", "next week": "2026-03-18",
    "2026-03-12": "2026-03-12", "2026/3/12": "2026-03-12", "12.3.": "2026-03-12", "12.3": "2026-03-12", "12. 3.": "2026-03-12",
    "12.03.2026": "2026-03-12", "12.03.26": "2026-03-12", "12. 3. 2026": "2026-03-12", "10.3.": "2027-03-10",
    "12 March": "2026-03-12", "March 12": "2026-03-12", "the 12th of March": "2026-03-12", "March 12th, 2026": "2026-03-12",
    "12. März": "2026-03-12", "12. Maerz 2027": "2027-03-12", "am 1. Mai": "2026-05-01", "3. Jänner": "2027-01-03",
    "1 Mar": "2027-03-01", "Septmber 5": "2026-09-05", "Thu 12 March": "2026-03-12", "Do, 12.3.": "2026-03-12",
    "29.2.": "2028-02-29", "13/4/2026": "2026-04-13", "4/13/2026": "2026-04-13", "5/5": "2026-05-05", "01.02.2020": "2020-02-01",
}  # fmt: skip
NO_DATES = [
    "", "hello", "12", "March", "31.4.", "30.2.2026", "32.1.", "0.1.", "3/4", "Mo, 12.3.", "18:30", "12.3. 10", "in 0 days",
    "next", "in", "on", "99999-01-01", "0000-00-00", "3.4.5", "daily", "a week",
]  # fmt: skip


@pytest.mark.parametrize(("text", "day"), DATES.items())
def test_a_date_is_heard(text: str, day: str) -> None:
    assert hear_date(text, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_or_could_be_two_is_not_heard(text: str) -> None:
    assert hear_date(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2w", 14), ("2 w", 14), ("3 weeks", 21), ("zwei Wochen", 14), ("10 days", 10), ("10 Tage", 10), ("1d", 1),
        ("a month", 30), ("einen Monat", 30), ("2 months", 60), ("ein Jahr", 365), ("a fortnight", 14), ("für 2 Wochen", 14),
        ("for twenty-one days", 21), ("for twenty one days", 21), ("eine Woche lang", 7), ("einundzwanzig Tage", 21),
        ("14 TAGE", 14), ("the next 5 days", 5), ("2 monhts", 60),
    ],
)  # fmt: skip
def test_a_length_is_heard_in_days(text: str, days: int) -> None:
    assert hear_duration(text) == timedelta(days=days)


@pytest.mark.parametrize(
    "text", ["", "weeks", "x weeks", "0 days", "-3 days", "99999 weeks", "2 hours", "18:30", "2.5 weeks"]
)
def test_what_is_no_length_is_not_heard(text: str) -> None:
    assert hear_duration(text) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Mon Wed Fri", {0, 2, 4}), ("Mo, Mi, Fr", {0, 2, 4}), ("Mon,Thu", {0, 3}), ("mo/do", {0, 3}), ("montags", {0}),
        ("Mondays and Thursdays", {0, 3}), ("jeden Montag und Freitag", {0, 4}), ("Mo. + Di.", {0, 1}), ("Sonnabend", {5}),
        ("every Tuesday", {1}), ("weekdays", {0, 1, 2, 3, 4}), ("werktags", {0, 1, 2, 3, 4}), ("Mo-Fr", {0, 1, 2, 3, 4}),
        ("Di bis Do", {1, 2, 3}), ("Monday to Wednesday", {0, 1, 2}), ("Fr-Mo", {4, 5, 6, 0}), ("weekend", {5, 6}),
        ("am Wochenende", {5, 6}), ("every day", set(range(7))), ("täglich", set(range(7))), ("jeden Tag", set(range(7))),
        ("daily except Sunday", {0, 1, 2, 3, 4, 5}), ("täglich außer am Wochenende", {0, 1, 2, 3, 4}), ("thrusday", {3}),
        ("Di und Do und am Wochenende", {1, 3, 5, 6}), ("Mon, Wed and the weekend", {0, 2, 5, 6}), ("Mo-Mi und Fr", {0, 1, 2, 4}),
        ("every day but Sunday", {0, 1, 2, 3, 4, 5}),
    ],
)  # fmt: skip
def test_weekdays_are_heard(text: str, days: set[int]) -> None:
    assert hear_days(text) == frozenset(days)


@pytest.mark.parametrize(
    "text", ["", "hello", "Mon and then", "2", "except Sunday", "Monday except Monday", "no days", "-", "and"]
)
def test_what_names_no_weekday_is_not_heard(text: str) -> None:
    assert hear_days(text) is None


@given(st.text(), st.dates())
def test_no_text_and_no_day_makes_it_stumble(text: str, today: date) -> None:
    hear_date(text, today)
    hear_duration(text)
    hear_days(text)


@pytest.mark.parametrize(
    "text", ["tomorrow", "in 10 years", "Friday", "31.12.", "Friday next week", "1 March"]
)
def test_the_edges_of_the_calendar_do_not_make_it_stumble(text: str) -> None:
    hear_date(text, date.max)
    hear_date(text, date.min)


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)))
def test_every_date_is_heard_as_it_is_written(day: date) -> None:
    written = (
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d %B %Y}",
        f"{day:%B} {day.day}, {day.year}",
    )
    for text in written:
        assert hear_date(text, TODAY) == day


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_date_without_a_year_is_the_next_one(day: date, today: date) -> None:
    heard = hear_date(f"{day.day}.{day.month}.", today)
    assert heard is not None
    assert (heard.day, heard.month) == (day.day, day.month)
    assert today <= heard <= today + timedelta(days=8 * 366)
