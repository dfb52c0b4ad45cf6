from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from bot.conversation.schedule_words import day_words, schedule_words
from bot.words import render
from scheduler.schedule import Pattern, Schedule

START = date(2026, 3, 5)
AT = (time(18),)


def said(language: str, **rule: Any) -> str:
    return render(schedule_words(Schedule(starts=START, **rule)), language, "sie")


@pytest.mark.parametrize(
    ("rule", "english", "german"),
    [
        (
            {"pattern": Pattern.DAILY, "times": AT, "ends": date(2026, 3, 18)},
            "daily at 18:00, 2 weeks",
            "täglich um 18:00, 2 Wochen",
        ),
        (
            {"pattern": Pattern.DAILY, "times": AT, "ends": date(2026, 3, 11)},
            "daily at 18:00, 1 week",
            "täglich um 18:00, 1 Woche",
        ),
        ({"pattern": Pattern.ONCE, "times": AT}, "once, Thu 5 Mar at 18:00", "einmal, Do., 5. März um 18:00"),
        (
            {"pattern": Pattern.WEEKDAYS, "times": (time(18), time(8, 30))},
            "on weekdays at 08:30 / 18:00",
            "montags bis freitags um 08:30 / 18:00",
        ),
        (
            {
                "pattern": Pattern.CHOSEN_DAYS,
                "days": frozenset({3, 0}),
                "times": AT,
                "ends": date(2026, 3, 20),
            },
            "on Mon, Thu at 18:00, until Fri 20 Mar",
            "Mo, Do um 18:00, bis Fr., 20. März",
        ),
        (
            {"pattern": Pattern.EVERY_N_DAYS, "every": 2, "times": AT},
            "every other day at 18:00",
            "jeden zweiten Tag um 18:00",
        ),
        (
            {"pattern": Pattern.EVERY_N_DAYS, "every": 3, "times": AT, "count": 5},
            "every 3 days at 18:00, 5 times in all",
            "alle 3 Tage um 18:00, 5-mal insgesamt",
        ),
        (
            {"pattern": Pattern.TIMES_PER_WEEK, "per_week": 3, "times": AT},
            "3 times a week at 18:00",
            "3-mal pro Woche um 18:00",
        ),
        (
            {"pattern": Pattern.TIMES_PER_WEEK, "per_week": 2, "days": frozenset({1, 4}), "times": AT},
            "twice a week (Tue, Fri) at 18:00",
            "zweimal pro Woche (Di, Fr) um 18:00",
        ),
        (
            {"pattern": Pattern.MONTHLY, "month_day": 15, "times": AT},
            "monthly, on day 15 at 18:00",
            "monatlich, am 15. um 18:00",
        ),
        (
            {"pattern": Pattern.ON_EVENT, "ends": date(2026, 3, 11)},
            "whenever it comes up, 1 week",
            "immer wenn es sich ergibt, 1 Woche",
        ),
    ],
)
def test_a_schedule_is_said_in_both_languages(rule: dict[str, Any], english: str, german: str) -> None:
    assert said("en", **rule) == english
    assert said("de", **rule) == german


@pytest.mark.parametrize("pattern", Pattern)
def test_every_pattern_has_words(pattern: Pattern) -> None:
    parts: dict[Pattern, dict[str, Any]] = {
        Pattern.CHOSEN_DAYS: {"days": frozenset({0})},
        Pattern.TIMES_PER_WEEK: {"per_week": 1},
    }
    times = () if pattern is Pattern.ON_EVENT else AT
    for language in ("en", "de"):
        assert said(language, pattern=pattern, times=times, **parts.get(pattern, {}))


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 31)])
def test_a_day_is_said_as_that_day(day: date) -> None:
    assert str(day.day) in render(day_words(day), "en", "sie")
