"""Phrases that say how days follow each other: "weekdays", "3x/week", "jeden zweiten Tag"."""

import re
from dataclasses import dataclass
from typing import Final

from bot.conversation.hearing.dates import hear_days
from bot.conversation.hearing.folding import fold
from bot.conversation.hearing.numbers import ARTICLES, number
from scheduler.schedule import LONGEST_EVERY, Pattern

_WEEK: Final = 7
_MON_TO_FRI: Final = frozenset(range(5))
_ORDINALS: Final = {
    **dict.fromkeys(("other", "second", "zweite", "zweiten", "2nd"), 2),
    **dict.fromkeys(("third", "dritte", "dritten", "3rd"), 3),
    **dict.fromkeys(("fourth", "vierte", "vierten", "4th"), 4),
    **dict.fromkeys(("fifth", "fuenfte", "fuenften", "5th"), 5),
    **dict.fromkeys(("sixth", "sechste", "sechsten", "6th"), 6),
}
_TIMES: Final = {
    **dict.fromkeys(("once", "einmal"), 1),
    **dict.fromkeys(("twice", "zweimal"), 2),
    **dict.fromkeys(("thrice", "dreimal"), 3),
    **dict.fromkeys(("viermal",), 4),
    **dict.fromkeys(("fuenfmal",), 5),
    **dict.fromkeys(("sechsmal",), 6),
    **dict.fromkeys(("siebenmal",), 7),
    **dict.fromkeys(("zehnmal",), 10),
}


@dataclass(frozen=True, slots=True)
class HeardPattern:
    """How days follow each other; `days`, `every`, `per_week` where the pattern has them."""

    pattern: Pattern
    days: frozenset[int] = frozenset()
    every: int = 1
    per_week: int = 0


_FIXED: Final = {
    **dict.fromkeys(
        ("once", "just once", "only once", "one time", "1x", "1 x", "einmal", "nur einmal"), Pattern.ONCE
    ),
    **dict.fromkeys(("ein mal", "1 mal", "1mal", "einmalig"), Pattern.ONCE),
    **dict.fromkeys(
        ("monthly", "every month", "each month", "once a month", "monatlich", "jeden monat"), Pattern.MONTHLY
    ),
    **dict.fromkeys(("einmal im monat", "einmal pro monat", "once per month"), Pattern.MONTHLY),
    **dict.fromkeys(("on event", "on occasion", "as needed", "when needed", "if needed"), Pattern.ON_EVENT),
    **dict.fromkeys(("when it happens", "bei gelegenheit", "bei bedarf", "nach bedarf"), Pattern.ON_EVENT),
    **dict.fromkeys(("when it comes up", "whenever it comes up", "whenever it happens"), Pattern.ON_EVENT),
    **dict.fromkeys(("wann immer es vorkommt", "immer wenn es vorkommt"), Pattern.ON_EVENT),
    **dict.fromkeys(("anlassbezogen", "bei anlass", "wenn es vorkommt"), Pattern.ON_EVENT),
}
_PER_WEEK: Final = re.compile(
    r"(?:(\w+) ?(?:x|mal|times)|(\w+)) ?(?:/|a|an|per|each|every|in the|pro|in der|die|je)? ?(?:week|wk|w|woche|weekly|woechentlich)"
)
_WEEKLY: Final = frozenset({"weekly", "every week", "each week", "woechentlich", "jede woche"})
_FORTNIGHTLY: Final = frozenset(
    {
        "fortnightly", "biweekly", "every other week", "every second week", "every fortnight", "zweiwoechentlich",
        "jede zweite woche", "14-taegig", "14taegig", "vierzehntaegig", "2-woechentlich",
    }
)  # fmt: skip
_EVERY_N: Final = re.compile(r"(?:every|each|alle) (\w+) (days|tage|weeks|wochen)")
_EVERY_NTH: Final = re.compile(r"(?:every|each|jeden) (\w+)\.? (?:day|tag)")
_COUNT: Final = re.compile(r"(?:for )?(\w+?) ?(?:x|mal|times)")


def hear_pattern(text: str) -> HeardPattern | None:
    """The pattern that the whole phrase says. "weekly" is once per week, "every other week" every 14 days."""
    phrase = fold(text).strip(" .,;")
    if phrase in _FIXED:
        return HeardPattern(_FIXED[phrase])
    if days := hear_days(phrase):
        return _of_days(days)
    if phrase in _WEEKLY:
        return HeardPattern(Pattern.TIMES_PER_WEEK, per_week=1)
    if found := _PER_WEEK.fullmatch(phrase):
        count = _TIMES.get(found[2]) if found[2] else number(found[1]) or _TIMES.get(found[1] + "mal")
        known = count is not None and 1 <= count <= _WEEK
        return HeardPattern(Pattern.TIMES_PER_WEEK, per_week=count) if count and known else None
    every = _every(phrase)
    if every == 1:
        return HeardPattern(Pattern.DAILY)
    return HeardPattern(Pattern.EVERY_N_DAYS, every=every) if every else None


def hear_weeks(text: str) -> int | None:
    """The number of weeks from one appointment to the next: "weekly" is 1, "alle 2 Wochen" is 2."""
    phrase = fold(text).strip(" .,;")
    if phrase in _WEEKLY:
        return 1
    every = _every(phrase)
    return every // _WEEK if every and every % _WEEK == 0 else None


def hear_count(text: str) -> int | None:
    """How often in all: "10x", "5 times", "zehnmal"; from two on, as "once" is a pattern."""
    phrase = fold(text).strip(" .,;")
    found = _COUNT.fullmatch(phrase)
    count = _TIMES.get(phrase) or (number(found[1]) if found else None)
    return count if count and 1 < count <= LONGEST_EVERY else None


def _of_days(days: frozenset[int]) -> HeardPattern:
    if len(days) == _WEEK:
        return HeardPattern(Pattern.DAILY)
    if days == _MON_TO_FRI:
        return HeardPattern(Pattern.WEEKDAYS)
    return HeardPattern(Pattern.CHOSEN_DAYS, days=days)


def _every(phrase: str) -> int | None:
    """The step in days of "every n days", "every nth day", "every n weeks"."""
    step: int | None = None
    if phrase in _FORTNIGHTLY:
        step = 2 * _WEEK
    elif found := _EVERY_N.fullmatch(phrase):
        count = number(found[1]) or ARTICLES.get(found[1]) or 0
        step = count * (_WEEK if found[2] in {"weeks", "wochen"} else 1)
    elif found := _EVERY_NTH.fullmatch(phrase):
        step = _ORDINALS.get(found[1]) or number(found[1])
    return step if step and 1 <= step <= LONGEST_EVERY else None
