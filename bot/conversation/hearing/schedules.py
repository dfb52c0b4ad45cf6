"""A whole schedule in one line: "weekdays 7:30 for 3 weeks", "dreimal pro Woche 18 Uhr bis 1.5."."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Final

from bot.conversation.hearing.date_words import WEEKDAYS
from bot.conversation.hearing.dates import hear_date, hear_duration
from bot.conversation.hearing.folding import LONGEST, fold
from bot.conversation.hearing.patterns import HeardPattern, hear_count, hear_pattern
from bot.conversation.hearing.times import HeardTime, hear_clock
from scheduler.schedule import Pattern

_LONGEST_PHRASE: Final = 7
_CONNECTING_LINES: Final = ("and at on for in the a", "und um am fuer im der die den", "- – + & , ;")
_CONNECTING: Final = frozenset(word for line in _CONNECTING_LINES for word in line.split())
_UNTIL: Final = re.compile(
    r"(?:until|till|til|bis|ends?|ending|through)(?: (?:zum|am|on|einschliesslich))? (.+)"
)
_FROM: Final = re.compile(r"(?:from|starting|starts?|beginning|ab|seit|von)(?: (?:dem|on))? (.+)")
_PER_DAY: Final = re.compile(
    r"(?:\w+ ?(?:x|mal|times)|twice|thrice) ?(?:/|a|per|every|am|pro|each)? ?(?:day|daily|tag|taeglich)"
)
"""Several times a day needs several times of day; to hear "3x daily" as "daily, three times in all" would be wrong."""
_EACH_PART_OF_DAY: Final = re.compile(
    r"(?:every|each|jeden) (?=(?:morning|afternoon|evening|night|morgen|mittag|vormittag|nachmittag|abend)\b)(.+)"
)


@dataclass(frozen=True, slots=True)
class HeardSchedule:
    """The parts of a schedule that a line names; what it does not name is None or empty.

    `clocks`: the times of day in order; `time` is the first. `days`, `every`, `per_week`: as in `scheduler.schedule`.
    `starts`, `until`: first and last date, inclusive; `duration`: in days, from the start; `count`: moments in all.
    `rest`: the words that were not understood, as they were typed.
    """

    pattern: Pattern | None = None
    clocks: tuple[HeardTime, ...] = ()
    days: frozenset[int] = frozenset()
    every: int = 1
    per_week: int = 0
    starts: date | None = None
    duration: timedelta | None = None
    until: date | None = None
    count: int | None = None
    rest: str = ""

    @property
    def time(self) -> time | None:
        """The first time of day, in its earlier reading."""
        return self.clocks[0].time if self.clocks else None

    @property
    def ambiguous(self) -> bool:
        """Whether some time could be in the morning or in the evening."""
        return any(clock.ambiguous for clock in self.clocks)

    def ends(self, starts: date) -> date | None:
        """The last date for a schedule that starts then: the date named, or the last day of the duration."""
        if self.until is not None or self.duration is None:
            return self.until
        return starts + self.duration - timedelta(days=1)


def hear_schedule(text: str, today: date) -> HeardSchedule:
    """What the line says about when; the first of two words for the same part counts, the other is in `rest`."""
    words = text.split() if len(text) <= LONGEST else []
    heard, unread = read_schedule(words, today)
    return replace(heard, rest=" ".join(words[index] for index in unread) if words else text.strip())


def read_schedule(words: list[str], today: date) -> tuple[HeardSchedule, list[int]]:
    """The schedule in a list of words, and the positions of the words that no part of it used."""
    heard, unread, position = HeardSchedule(), list[int](), 0
    while position < len(words):
        for end in range(min(position + _LONGEST_PHRASE, len(words)), position, -1):
            if hear_duration(" ".join(words[end - 1 : end + 1])) and end < len(words):
                continue  # "18 Uhr 2 Wochen": the number belongs to what follows it
            phrase = " ".join(words[position:end])
            if _PER_DAY.fullmatch(fold(phrase)):
                unread.extend(range(position, end))
                position = end
                break
            if (fuller := _add(heard, phrase, today)) is not None:
                heard, position = fuller, end
                break
        else:
            unread.append(position)
            position += 1
    if len(unread) < len(words):
        unread = [index for index in unread if fold(words[index]) not in _CONNECTING]
    return _settled(heard, today), unread


def _add(heard: HeardSchedule, phrase: str, today: date) -> HeardSchedule | None:
    """The schedule with what the whole phrase says, if it says a part that was still open."""
    phrase = phrase.strip(" ,;")
    if not phrase:
        return None
    return next((one for one in _parts(heard, phrase, today) if one is not None), None)


def _parts(heard: HeardSchedule, phrase: str, today: date) -> Iterator[HeardSchedule | None]:
    if found := hear_pattern(phrase):
        yield _with_pattern(heard, found)
    if clock := hear_clock(phrase):
        yield _with_clock(heard, clock)
    yield _each_part_of_day(heard, phrase)
    if heard.duration is None and heard.until is None:
        if length := hear_duration(phrase):
            yield replace(heard, duration=length)
        if last := _after(_UNTIL, phrase, today):
            yield replace(heard, until=last)
    if heard.starts is None and (first := _after(_FROM, phrase, today) or _plain_date(phrase, today)):
        yield replace(heard, starts=first)
    if heard.count is None and (count := hear_count(phrase)):
        yield replace(heard, count=count)


def _with_pattern(heard: HeardSchedule, found: HeardPattern) -> HeardSchedule | None:
    """The first pattern; weekdays beside "once", "weekly" or a fitting "3 times a week" say which days are meant."""
    if heard.pattern is None:
        return replace(
            heard, pattern=found.pattern, days=found.days, every=found.every, per_week=found.per_week
        )
    if {heard.pattern, found.pattern} == {Pattern.ONCE, Pattern.CHOSEN_DAYS}:
        days = heard.days | found.days
        return replace(heard, pattern=Pattern.ONCE, days=days) if len(days) == 1 else None
    if {heard.pattern, found.pattern} == {Pattern.TIMES_PER_WEEK, Pattern.CHOSEN_DAYS}:
        days, per_week = heard.days | found.days, heard.per_week or found.per_week
        fitting = per_week in {1, len(days)}
        return replace(heard, pattern=Pattern.CHOSEN_DAYS, days=days, per_week=0) if fitting else None
    return None


def _with_clock(heard: HeardSchedule, clock: HeardTime) -> HeardSchedule | None:
    return None if clock in heard.clocks else replace(heard, clocks=(*heard.clocks, clock))


def _each_part_of_day(heard: HeardSchedule, phrase: str) -> HeardSchedule | None:
    """The phrase "every evening at 7" says both the pattern and the time."""
    found = _EACH_PART_OF_DAY.fullmatch(fold(phrase))
    clock = hear_clock("am " + found[1] if found[1].startswith("morgen") else found[1]) if found else None
    if clock is None or heard.pattern is not None:
        return None
    return _with_clock(replace(heard, pattern=Pattern.DAILY), clock)


def _after(opening: re.Pattern[str], phrase: str, today: date) -> date | None:
    found = opening.fullmatch(fold(phrase))
    return hear_date(found[1], today) if found else None


def _plain_date(phrase: str, today: date) -> date | None:
    """A date that stands alone; a lone weekday is a day of the pattern and no date."""
    return None if fold(phrase).strip(".") in WEEKDAYS else hear_date(phrase, today)


def _settled(heard: HeardSchedule, today: date) -> HeardSchedule:
    """The words "once on Friday" name a date: the coming one."""
    if heard.pattern is not Pattern.ONCE or not heard.days:
        return heard
    ahead = timedelta(days=(next(iter(heard.days)) - today.weekday() - 1) % 7 + 1)
    return replace(heard, days=frozenset(), starts=heard.starts or today + ahead)
