"""Commands that say everything in one line: `/assign P-1 BA-02 daily 18:00 2w at "kitchen table"`."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Final

from bot.conversation.hearing.date_words import EACH_WEEK, WEEKDAYS
from bot.conversation.hearing.dates import hear_date
from bot.conversation.hearing.folding import LONGEST, fold
from bot.conversation.hearing.patterns import hear_weeks
from bot.conversation.hearing.quotes import Piece, take_quoted
from bot.conversation.hearing.schedules import HeardSchedule, read_schedule
from bot.conversation.hearing.times import HeardTime, hear_clock

_COMMAND: Final = re.compile(r"^\s*/\w+(?:@\w+)?\s*")
_CODE: Final = re.compile(r"^\s*p\s*[-–—_.]?\s*0*([1-9][0-9]{0,5})(?![\w.:])", re.IGNORECASE)
_EXERCISE: Final = re.compile(r"[A-Za-z]{2,5}-?[0-9]{1,3}")
_LONGEST_PHRASE: Final = 6
_CONNECTING: Final = frozenset(
    {"at", "on", "the", "from", "um", "am", "der", "die", "den", "ab", ",", ";", "-", "–"}
)
_EACH: Final = re.compile(r"(?:every|each|jeden) ([a-z]+)")


@dataclass(frozen=True, slots=True)
class AssignLine:
    """What `/assign …` says: `query` is an exercise id or words to search for; what it does not say is None.

    `leftovers`: words that were not understood, as they were typed.
    """

    code: str | None
    query: str | None
    schedule: HeardSchedule
    place: str | None = None
    goal: str | None = None
    situation: str | None = None
    leftovers: str = ""


@dataclass(frozen=True, slots=True)
class SessionLine:
    """What `/session …` says: `weekly` is the number of weeks between appointments, None for a single one."""

    code: str | None = None
    date: dt.date | None = None
    clock: HeardTime | None = None
    weekly: int | None = None
    leftovers: str = ""

    @property
    def time(self) -> dt.time | None:
        """The time of day, in its earlier reading."""
        return self.clock.time if self.clock else None


def hear_code(text: str) -> str | None:
    """The patient code that the whole text is: "p1", "P 1" and "p-01" are P-1."""
    code, rest = _take_code(text)
    return code if code and not rest.strip() else None


def begins_with_code(text: str) -> tuple[str | None, str]:
    """The patient code that a line begins with, and the rest of it; None where it begins with none."""
    return _take_code(text)


def hear_assign(text: str, today: dt.date) -> AssignLine:
    """The parts of an `/assign` line, with or without the command itself.

    The exercise is an id such as BA-02, a quoted title, or the words before the schedule begins.
    """
    code, rest = _take_code(_COMMAND.sub("", text))
    plain, pieces = take_quoted(rest)
    words = plain.split() if len(plain) <= LONGEST else []
    ids = [index for index, word in enumerate(words) if _EXERCISE.fullmatch(word.strip(",;"))]
    query = words.pop(ids[0]).strip(",;").upper() if ids else pieces.get(Piece.UNNAMED)
    schedule, unread = read_schedule(words, today)
    if query is None:
        leading = [index for place, index in enumerate(unread) if place == index]
        query = " ".join(words[index] for index in leading) or None
        unread = unread[len(leading) :]
    elif ids and Piece.UNNAMED in pieces:
        words.append(pieces[Piece.UNNAMED])
        unread.append(len(words) - 1)
    return AssignLine(
        code=code,
        query=query,
        schedule=schedule,
        place=pieces.get(Piece.PLACE),
        goal=pieces.get(Piece.GOAL),
        situation=pieces.get(Piece.SITUATION),
        leftovers=" ".join(words[index] for index in unread),
    )


def hear_session(text: str, today: dt.date) -> SessionLine:
    """The parts of a `/session` line: "P-1 2026-03-12 10:00 weekly", "P-1 donnerstags 10 Uhr alle 2 Wochen"."""
    code, rest = _take_code(_COMMAND.sub("", text))
    words = rest.split() if len(rest) <= LONGEST else []
    line, leftovers, position, each_week = SessionLine(code), list[str](), 0, False
    while position < len(words):
        for end in range(min(position + _LONGEST_PHRASE, len(words)), position, -1):
            phrase = " ".join(words[position:end]).strip(" ,;")
            fuller = _session_part(line, phrase, today)
            if fuller is not None:
                each_week = each_week or _names_each_week(phrase)
                line, position = fuller, end
                break
        else:
            if fold(words[position]) not in _CONNECTING:
                leftovers.append(words[position])
            position += 1
    weekly = line.weekly or (1 if each_week else None)
    return replace(line, weekly=weekly, leftovers=" ".join(leftovers))


def _session_part(line: SessionLine, phrase: str, today: dt.date) -> SessionLine | None:
    """The line with what the whole phrase says, if it says a part that was still open."""
    if line.clock is None and (clock := hear_clock(phrase)):
        return replace(line, clock=clock)
    if line.weekly is None and (weeks := hear_weeks(phrase)):
        return replace(line, weekly=weeks)
    if line.date is not None:
        return None
    each = _EACH.fullmatch(fold(phrase))
    day = hear_date(each[1] if each else phrase, today)
    return replace(line, date=day) if day else None


def _names_each_week(phrase: str) -> bool:
    """Whether a weekday is said so that it means every one: "Thursdays", "jeden Donnerstag"."""
    folded = fold(phrase)
    each = _EACH.fullmatch(folded)
    return folded.removeprefix("on ") in EACH_WEEK or (each is not None and each[1] in WEEKDAYS)


def _take_code(text: str) -> tuple[str | None, str]:
    found = _CODE.match(text)
    return (f"P-{int(found[1])}", text[found.end() :]) if found else (None, text)
