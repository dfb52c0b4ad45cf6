"""Commands that say everything in one line, on Wednesday 11 March 2026."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.hearing.command_line import hear_assign, hear_code, hear_session
from scheduler.schedule import Pattern

TODAY = date(2026, 3, 11)


@pytest.mark.parametrize(
    ("text", "code"),
    [("P-1", "P-1"), ("p1", "P-1"), ("P 12", "P-12"), (" p-07 ", "P-7"), ("p–3", "P-3"), ("p_4", "P-4")],
)
def test_a_code_is_heard_however_it_is_written(text: str, code: str) -> None:
    assert hear_code(text) == code


@pytest.mark.parametrize("text", ["", "P", "P-0", "Q-1", "1", "p1x", "P-1 and more", "P-1234567"])
def test_what_is_no_code_is_not_heard(text: str) -> None:
    assert hear_code(text) is None


def test_a_full_line_leaves_nothing_to_ask() -> None:
    line = hear_assign('/assign P-1 BA-02 daily 18:00 2w at "kitchen table"', TODAY)
    assert (line.code, line.query, line.place, line.leftovers) == ("P-1", "BA-02", "kitchen table", "")
    assert (line.schedule.pattern, line.schedule.time) == (Pattern.DAILY, time(18))
    assert line.schedule.duration == timedelta(weeks=2)


@pytest.mark.parametrize(
    "text",
    [
        'p1 ba-02 täglich um 18 Uhr ort "Küchentisch" ziel "ruhiger schlafen" wenn "ich ins Bett gehe"',
        "/assign P 1 BA-02, daily at 6pm bei „Küchentisch“, ziel „ruhiger schlafen“ wenn „ich ins Bett gehe“",
        "/assign@our_bot P-1 goal “ruhiger schlafen” when “ich ins Bett gehe” at “Küchentisch” BA-02 18:00 daily",
        "P-1 BA-02 daily 18:00 in: 'Küchentisch' goal: 'ruhiger schlafen' when: 'ich ins Bett gehe'",
        'P-1 BA-02 daily 18:00 place «Küchentisch» für »ruhiger schlafen« when "ich ins Bett gehe',
    ],
)
def test_quotes_and_keywords_of_both_languages_say_the_same(text: str) -> None:
    line = hear_assign(text, TODAY)
    assert (line.code, line.query) == ("P-1", "BA-02")
    assert (line.place, line.goal, line.situation) == ("Küchentisch", "ruhiger schlafen", "ich ins Bett gehe")
    assert (line.schedule.pattern, line.schedule.time, line.leftovers) == (Pattern.DAILY, time(18), "")


@pytest.mark.parametrize(
    ("text", "query", "leftovers"),
    [
        ("P-1 worry time daily", "worry time", ""),
        ('P-1 "Sunday walk" daily', "Sunday walk", ""),
        ("P-1 worry time", "worry time", ""),
        ("P-1 three good things daily blah", "three good things", "blah"),
        ("P-1 daily", None, ""),
        ('P-1 BA-2 "something else" daily', "BA-2", "something else"),
        ("P-1 BA-02 foo daily bar", "BA-02", "foo bar"),
        ("P-1 BA-02 at 'mother's place' daily", "BA-02", ""),
        ('P-1 BA-02 at "here" at "there"', "BA-02", "there"),
    ],
)
def test_the_exercise_is_an_id_a_quoted_title_or_the_words_before_the_schedule(
    text: str, query: str | None, leftovers: str
) -> None:
    line = hear_assign(text, TODAY)
    assert (line.code, line.query, line.leftovers) == ("P-1", query, leftovers)


def test_an_apostrophe_inside_single_quotes_belongs_to_the_words() -> None:
    assert hear_assign("P-1 BA-02 at 'mother's place' daily", TODAY).place == "mother's place"


def test_an_empty_command_says_nothing() -> None:
    line = hear_assign("/assign", TODAY)
    assert (line.code, line.query, line.place, line.leftovers) == (None, None, None, "")


@pytest.mark.parametrize(
    ("text", "day", "at", "weekly", "leftovers"),
    [
        ("/session P-1 2026-03-12 10:00 weekly", "2026-03-12", "10:00", 1, ""),
        ("/session p1 12.3. 10 Uhr wöchentlich", "2026-03-12", "10:00", 1, ""),
        ("P-1 12.03.2026 um 14:30", "2026-03-12", "14:30", None, ""),
        ("P-1 Thursdays 10:00", "2026-03-12", "10:00", 1, ""),
        ("P-1 jeden Donnerstag um 15 Uhr", "2026-03-12", "15:00", 1, ""),
        ("P-1 donnerstags 10:00 alle 2 Wochen", "2026-03-12", "10:00", 2, ""),
        ("P-1 every other week on Thursday 10:00", "2026-03-12", "10:00", 2, ""),
        ("P-1 alle zwei Wochen donnerstags halb elf", "2026-03-12", "10:30", 2, ""),
        ("P 1 12 March at 3pm please", "2026-03-12", "15:00", None, "please"),
        ("P-1 2026-03-12", "2026-03-12", None, None, ""),
        ("P-1 every 4 weeks 09:00", None, "09:00", 4, ""),
        ("P-1", None, None, None, ""),
        ("P-1 every 3 days", None, None, None, "every 3 days"),
    ],
)
def test_a_session_line_says_its_parts(
    text: str, day: str | None, at: str | None, weekly: int | None, leftovers: str
) -> None:
    line = hear_session(text, TODAY)
    assert line.code == "P-1"
    assert line.date == (date.fromisoformat(day) if day else None)
    assert line.time == (time.fromisoformat(at) if at else None)
    assert (line.weekly, line.leftovers) == (weekly, leftovers)


@given(st.text())
def test_no_text_makes_it_stumble(text: str) -> None:
    hear_assign(text, TODAY)
    hear_session(text, TODAY)
    hear_code(text)
