"""A schedule in one line, on Wednesday 11 March 2026."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.hearing.schedules import HeardSchedule, hear_schedule
from scheduler.schedule import Pattern

TODAY = date(2026, 3, 11)
DAILY, ONCE, CHOSEN, WEEKLY = Pattern.DAILY, Pattern.ONCE, Pattern.CHOSEN_DAYS, Pattern.TIMES_PER_WEEK
SIX = [time(18)]


def weeks(count: int) -> timedelta:
    return timedelta(weeks=count)


LINES: list[tuple[str, dict[str, Any]]] = [
    ("daily 18:00 2w", {"pattern": DAILY, "times": SIX, "duration": weeks(2)}),
    ("täglich 18:00 2w", {"pattern": DAILY, "times": SIX, "duration": weeks(2)}),
    ("6pm daily", {"pattern": DAILY, "times": SIX}),
    ("every day at 6 pm for two weeks", {"pattern": DAILY, "times": SIX, "duration": weeks(2)}),
    ("jeden Abend um sechs", {"pattern": DAILY, "times": SIX}),
    ("every evening at 6", {"pattern": DAILY, "times": SIX}),
    ("jeden Morgen um 7 Uhr", {"pattern": DAILY, "times": [time(7)]}),
    ("weekdays 7:30", {"pattern": Pattern.WEEKDAYS, "times": [time(7, 30)]}),
    ("werktags 7:30 bis 1.5.", {"pattern": Pattern.WEEKDAYS, "times": [time(7, 30)], "until": date(2026, 5, 1)}),
    ("Mo-Fr 18 Uhr", {"pattern": Pattern.WEEKDAYS, "times": SIX}),
    ("3x/week 18:00 3w", {"pattern": WEEKLY, "per_week": 3, "times": SIX, "duration": weeks(3)}),
    ("3 times a week", {"pattern": WEEKLY, "per_week": 3}),
    ("dreimal pro Woche", {"pattern": WEEKLY, "per_week": 3}),
    ("drei Mal die Woche", {"pattern": WEEKLY, "per_week": 3}),
    ("2x wöchentlich", {"pattern": WEEKLY, "per_week": 2}),
    ("twice a week", {"pattern": WEEKLY, "per_week": 2}),
    ("weekly", {"pattern": WEEKLY, "per_week": 1}),
    ("einmal pro Woche", {"pattern": WEEKLY, "per_week": 1}),
    ("weekly on Tuesday 18:00", {"pattern": CHOSEN, "days": {1}, "times": SIX}),
    ("3x/week Mon Wed Fri", {"pattern": CHOSEN, "days": {0, 2, 4}}),
    ("3x/week Tue Thu", {"pattern": WEEKLY, "per_week": 3, "rest": "Tue Thu"}),
    ("8x/week", {"rest": "8x/week"}),
    ("Mon,Thu 19:00 until 2026-05-01", {"pattern": CHOSEN, "days": {0, 3}, "times": [time(19)], "until": date(2026, 5, 1)}),
    ("Mo, Mi, Fr um 18 Uhr für 3 Wochen", {"pattern": CHOSEN, "days": {0, 2, 4}, "times": SIX, "duration": weeks(3)}),
    ("every 2 days 18:00", {"pattern": Pattern.EVERY_N_DAYS, "every": 2, "times": SIX}),
    ("jeden zweiten Tag", {"pattern": Pattern.EVERY_N_DAYS, "every": 2}),
    ("every other day", {"pattern": Pattern.EVERY_N_DAYS, "every": 2}),
    ("alle drei Tage", {"pattern": Pattern.EVERY_N_DAYS, "every": 3}),
    ("alle 2 Wochen", {"pattern": Pattern.EVERY_N_DAYS, "every": 14}),
    ("once 2026-03-12 18:00", {"pattern": ONCE, "starts": date(2026, 3, 12), "times": SIX}),
    ("einmal morgen 18 Uhr", {"pattern": ONCE, "starts": date(2026, 3, 12), "times": SIX}),
    ("once on Friday at half past six pm", {"pattern": ONCE, "starts": date(2026, 3, 13), "times": [time(18, 30)]}),
    ("monthly 18:00", {"pattern": Pattern.MONTHLY, "times": SIX}),
    ("on event", {"pattern": Pattern.ON_EVENT}),
    ("whenever it comes up", {"pattern": Pattern.ON_EVENT}),
    ("bei Gelegenheit", {"pattern": Pattern.ON_EVENT}),
    ("ab Montag täglich 18:00", {"pattern": DAILY, "starts": date(2026, 3, 16), "times": SIX}),
    ("from 2026-03-20 daily for 10 days", {"pattern": DAILY, "starts": date(2026, 3, 20), "duration": timedelta(10)}),
    ("daily 08:00 and 18:00 10x", {"pattern": DAILY, "times": [time(8), time(18)], "count": 10}),
    ("3x daily 18:00", {"times": SIX, "rest": "3x daily"}),
    ("blah daily 18:00 foo", {"pattern": DAILY, "times": SIX, "rest": "blah foo"}),
    ("daily weekly", {"pattern": DAILY, "rest": "weekly"}),
    ("daily 2w 3w", {"pattern": DAILY, "duration": weeks(2), "rest": "3w"}),
    ("daily 7", {"pattern": DAILY, "rest": "7"}),
    ("", {}),
    ("something else", {"rest": "something else"}),
]  # fmt: skip


@pytest.mark.parametrize(("line", "parts"), LINES)
def test_a_line_says_its_parts_and_no_others(line: str, parts: dict[str, Any]) -> None:
    heard = hear_schedule(line, TODAY)
    assert [clock.time for clock in heard.clocks] == parts.get("times", [])
    for name in ("pattern", "starts", "until", "duration", "count"):
        assert getattr(heard, name) == parts.get(name), name
    assert heard.days == parts.get("days", set())
    assert (heard.every, heard.per_week) == (parts.get("every", 1), parts.get("per_week", 0))
    assert heard.rest == parts.get("rest", "")


def test_the_first_time_is_the_time() -> None:
    heard = hear_schedule("daily 7:30 20:00", TODAY)
    assert heard.time == time(7, 30)
    assert heard.ambiguous
    assert HeardSchedule().time is None
    assert not hear_schedule("daily 20:00", TODAY).ambiguous


def test_two_weeks_end_on_their_fourteenth_day() -> None:
    assert hear_schedule("2w", TODAY).ends(date(2026, 3, 2)) == date(2026, 3, 15)
    assert hear_schedule("until 1.5.", TODAY).ends(date(2026, 3, 2)) == date(2026, 5, 1)
    assert hear_schedule("daily", TODAY).ends(date(2026, 3, 2)) is None


@given(st.text())
def test_no_text_makes_it_stumble(text: str) -> None:
    hear_schedule(text, TODAY)


LINE = "daily once weekly 3x/week every 2 days weeks Mon Fri 18:00 at 7 until 1.5. for 2w täglich jeden Tag bis ab and x"


@given(st.lists(st.sampled_from(LINE.split()), max_size=9))
def test_no_word_is_lost_and_none_is_invented(words: list[str]) -> None:
    heard = hear_schedule(" ".join(words), TODAY)
    left = heard.rest.split()
    assert all(words.count(word) >= left.count(word) for word in left)
    assert heard.pattern is not Pattern.CHOSEN_DAYS or heard.days


@pytest.mark.parametrize(
    "text", ["täglich 18 Uhr 2 Wochen", "täglich um 18 Uhr zwei Wochen", "daily 18 Uhr 14 days"]
)
def test_a_number_before_a_length_is_no_minute(text: str) -> None:
    heard = hear_schedule(text, date(2026, 3, 2))
    assert (heard.time, heard.duration, heard.rest) == (time(18), timedelta(days=14), "")
