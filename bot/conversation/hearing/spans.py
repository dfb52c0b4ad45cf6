"""From one time of day to another, said in one line: "21:00-07:00", "21-7", "from 9 pm to 7", "21 Uhr bis 7 Uhr"."""

import re
from datetime import time
from typing import Final

from bot.conversation.hearing.folding import fold
from bot.conversation.hearing.times import HeardTime, hear_time

Span = tuple[time, time]

_BETWEEN: Final = re.compile(
    r"(?!(?<=[a-z])[-–][a-z]) ?(?:[-–—−→]+>?) ?| (?:bis(?: um)?|to|till|til|until|and|und) "
)
_LEADING: Final = re.compile(r"^(?:from|between|von|zwischen|ab) ")
_DAY: Final = 24 * 60
_DIGIT: Final = re.compile(r"[0-9]")
_STEP: Final = 5
"""Minutes to an hour are said in fives: "ten to nine" is a time, "nine to seven" goes from one to another."""


def hear_span(text: str) -> tuple[Span, ...]:
    """What the whole text may mean: one span, two where the first hour may be of the morning or of the evening; or none.

    Behind a first time that is clear, the second one is read as it is written: "21-7" ends at 07:00. Words that are one
    time as a whole ("twenty to ten") are no span.
    """
    phrase = fold(text)
    if _is_one_time(phrase):
        return ()
    while led := _LEADING.match(phrase):
        phrase = phrase[led.end() :]
    for sign in _BETWEEN.finditer(phrase):
        first, last = hear_time(phrase[: sign.start()]), hear_time(phrase[sign.end() :])
        if first is not None and last is not None:
            return tuple((start, _end(start, last, first)) for start in first.readings)
    return ()


def _is_one_time(phrase: str) -> bool:
    whole = None if _DIGIT.search(phrase) else hear_time(phrase)
    return whole is not None and whole.time.minute % _STEP == 0


def _end(start: time, last: HeardTime, first: HeardTime) -> time:
    """Read the end as written, or, where the beginning is no clearer, as the next such time after it."""
    if not first.ambiguous:
        return last.time
    return min(last.readings, key=lambda end: (_minutes(end) - _minutes(start)) % _DAY)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
