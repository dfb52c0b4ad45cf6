"""Dates, lengths of time and days of the week as people say them."""

import re
from datetime import date, timedelta
from typing import Final

from bot.conversation.hearing.date_words import MONTHS, UNITS, WEEKDAYS
from bot.conversation.hearing.folding import fold, without_typo
from bot.conversation.hearing.numbers import ARTICLES, joined, number

_YEARS: Final = range(1900, 2200)
_WEEK: Final = 7
_DECEMBER: Final = 12
_CENTURY: Final = 2000
_LONGEST_DAYS: Final = 3660
_ALL_DAYS: Final = frozenset(range(_WEEK))
_MON_TO_FRI: Final = frozenset(range(5))
_WEEKEND: Final = frozenset({5, 6})

_NEAR: Final = {
    **dict.fromkeys(("today", "heute", "tonight", "this evening", "heute abend"), 0),
    **dict.fromkeys(("tomorrow", "tmrw", "morgen", "tomorrow morning", "morgen frueh", "morgen abend"), 1),
    **dict.fromkeys(("day after tomorrow", "uebermorgen"), 2),
    **dict.fromkeys(("next week", "naechste woche", "kommende woche"), _WEEK),
}
_LEADING: Final = re.compile(
    r"^(?:(?:on|am|den|der|the|dem|zum|this|diesen|dieser|coming|kommenden|next|naechsten|naechster) )+"
)
_IN: Final = re.compile(r"in (.+)")
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DOTTED: Final = re.compile(r"(\d{1,2})\. ?(\d{1,2})(?:\.?|\. ?(\d{4})|\.(\d\d))")
_SLASHED: Final = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d\d))?")
_DAY_MONTH: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)? ?(?:of )?([a-z]+)\.?,?(?: ?(\d{4}))?")
_MONTH_DAY: Final = re.compile(r"([a-z]+)\.? (?:the )?(\d{1,2})(?:st|nd|rd|th|\.)?(?:,? (\d{4}))?")
_NEXT_WEEK: Final = re.compile(
    r"(?:next week |naechste woche )?(?:on |am )?([a-z]+)(?: next week| naechste(?:r)? woche)?"
)
_WITH_WEEKDAY: Final = re.compile(r"([a-z]+)[.,]? (?:the |den |dem )?(.*\d.*)")
_LENGTH: Final = re.compile(
    r"(?:(?:for|fuer|ueber|another|noch|weitere|the next|die naechsten) )?(.+?) ?([a-z]+)(?: long| lang)?"
)


def hear_date(text: str, today: date) -> date | None:
    """The date that the whole text says; without a year the next one, today included.

    A weekday, with or without "next", is the coming one after today; "Friday next week" lies in the week after this.
    "3/4" is None where day and month could be either way round. A weekday that contradicts its date makes it None.
    """
    phrase = fold(text).rstrip(" .,!") + ("." if fold(text).endswith(".") else "")
    try:
        return _dated(_LEADING.sub("", phrase), today) or _from_today(phrase.rstrip("."), today)
    except OverflowError:
        return None


def hear_duration(text: str) -> timedelta | None:
    """A length in whole days, 1 to 3660: "2w", "drei Wochen", "a month" (30 days)."""
    found = _LENGTH.fullmatch(fold(text).rstrip(".!"))
    if found is None:
        return None
    amount, unit = found.groups()
    unit = without_typo(unit, UNITS)
    words = joined(re.sub(r"(?<=[a-z])-(?=[a-z])", " ", amount).split())
    count = _amount(words[0]) if len(words) == 1 else None
    if unit not in UNITS or count is None or not 1 <= count * UNITS[unit] <= _LONGEST_DAYS:
        return None
    return timedelta(days=count * UNITS[unit])


def hear_days(text: str) -> frozenset[int] | None:
    """The weekdays that the whole text names, 0 = Monday: lists, ranges, "weekdays", "täglich außer sonntags"."""
    phrase = re.sub(r"\b(?:except|but not|but|ausser|ohne)(?: on| am)?\b", "|", fold(text).rstrip(".! "))
    parts = [_days(part) for part in phrase.split("|")]
    if len(parts) > 2 or any(part is None for part in parts):  # noqa: PLR2004 - what is meant, and what is not
        return None
    meant, *excepted = [part for part in parts if part is not None]
    return meant.difference(*excepted) or None


def _dated(phrase: str, today: date) -> date | None:
    """A date with a day of the month in it, perhaps after its weekday."""
    found = _in_numbers(phrase, today) or _with_month_name(phrase, today)
    if found is None and (named := _WITH_WEEKDAY.fullmatch(phrase)):
        weekday, day = _weekday(named[1]), named[2]
        found = _in_numbers(day, today) or _with_month_name(day, today)
        return found if found and found.weekday() == weekday else None
    return found


def _in_numbers(phrase: str, today: date) -> date | None:
    if found := _ISO.fullmatch(phrase.rstrip(".")):
        return _date(int(found[3]), int(found[2]), found[1], today)
    if found := _DOTTED.fullmatch(phrase):
        return _date(int(found[1]), int(found[2]), found[3] or found[4], today)
    if found := _SLASHED.fullmatch(phrase):
        first, second = int(found[1]), int(found[2])
        either_way = first != second and max(first, second) <= _DECEMBER
        day, month = (first, second) if second <= _DECEMBER else (second, first)
        return None if either_way else _date(day, month, found[3], today)
    return None


def _with_month_name(phrase: str, today: date) -> date | None:
    if (found := _DAY_MONTH.fullmatch(phrase)) and (month := _month(found[2])):
        return _date(int(found[1]), month, found[3], today)
    if (found := _MONTH_DAY.fullmatch(phrase)) and (month := _month(found[1])):
        return _date(int(found[2]), month, found[3], today)
    return None


def _from_today(phrase: str, today: date) -> date | None:
    """A date reckoned from today: tomorrow, in three days, Friday, Friday next week."""
    bare = _LEADING.sub("", phrase)
    for known in (phrase, bare):
        if known in _NEAR:
            return today + timedelta(days=_NEAR[known])
    if (found := _IN.fullmatch(phrase)) and (length := hear_duration(found[1])):
        return today + length
    if (weekday := _weekday(bare)) is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % _WEEK + 1)
    if (found := _NEXT_WEEK.fullmatch(phrase)) and (weekday := _weekday(found[1])) is not None:
        return today + timedelta(days=_WEEK - today.weekday() + weekday)
    return None


def _date(day: int, month: int, year: str | None, today: date) -> date | None:
    """The date if it exists; without a year the next that does, as 29 February may be years away."""
    if year is not None:
        years = [int(year) if len(year) == len("yyyy") else _CENTURY + int(year)]
    else:
        years = list(range(today.year, today.year + 9))
    for candidate in years:
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if candidate in _YEARS and (year is not None or found >= today):
            return found
    return None


def _weekday(word: str) -> int | None:
    return WEEKDAYS.get(without_typo(word, WEEKDAYS))


def _month(word: str) -> int | None:
    return MONTHS.get(without_typo(word, MONTHS))


def _amount(word: str) -> int | None:
    return ARTICLES.get(word) or number(word)


_GROUPS: Final = {
    **dict.fromkeys(
        ("daily", "taeglich", "every day", "each day", "jeden tag", "all days", "alle tage"), _ALL_DAYS
    ),
    **dict.fromkeys(
        ("weekdays", "weekday", "every weekday", "werktags", "wochentags", "werktage"), _MON_TO_FRI
    ),
    **dict.fromkeys(
        ("on weekdays", "unter der woche", "jeden werktag", "an werktagen", "during the week"), _MON_TO_FRI
    ),
    **dict.fromkeys(
        (
            "weekend",
            "weekends",
            "the weekend",
            "on weekends",
            "at weekends",
            "at the weekend",
            "every weekend",
        ),
        _WEEKEND,
    ),
    **dict.fromkeys(
        ("wochenende", "wochenends", "am wochenende", "jedes wochenende", "an wochenenden"), _WEEKEND
    ),
}
_RANGE: Final = re.compile(r"([a-z]+)\.? ?(?:-|–|to|bis|through|till)+ ?([a-z]+)")
_JOINED: Final = re.compile(r"\s*[,;/&+]\s*|\s+(?:and|und|sowie)\s+")
_EVERY: Final = re.compile(r"^(?:(?:on|every|each|jeden|jede|immer|am|always) )+")


def _days(phrase: str) -> frozenset[int] | None:
    phrase = phrase.strip(" ,")
    if phrase in _GROUPS:
        return _GROUPS[phrase]
    phrase = _EVERY.sub("", phrase)
    if phrase in _GROUPS:
        return _GROUPS[phrase]
    if found := _RANGE.fullmatch(phrase):
        first, last = _weekday(found[1]), _weekday(found[2])
        if first is not None and last is not None:
            return frozenset((first + step) % _WEEK for step in range((last - first) % _WEEK + 1))
    if len(parts := [part for part in _JOINED.split(phrase) if part]) > 1:
        each = [_days(part) for part in parts]
        return None if None in each else frozenset().union(*(days for days in each if days))
    words = [word for word in re.split(r"[\s,;/&+.]+", phrase) if word not in {"and", "und", "sowie", ""}]
    days = [_weekday(word) for word in words]
    return frozenset(day for day in days if day is not None) if days and None not in days else None
