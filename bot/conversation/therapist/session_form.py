"""The questions about a session: whose, on which day, at what time, once or again and again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.conversation.fields import Answers, Field, Heard, Question, Unclear, Value, asks, options
from bot.conversation.hearing.command_line import SessionLine, hear_session
from bot.conversation.hearing.patterns import hear_weeks
from bot.conversation.hearing.times import HeardTime, hear_time
from bot.conversation.hearing.yes_no import hear_number
from bot.conversation.schedule_words import day_words
from bot.conversation.therapist import whose
from bot.conversation.turn import Turn
from bot.messages import Rows, Words
from scheduler.recurrence import instant
from storage import people

LONGEST_AHEAD: Final = timedelta(days=730)
_MOST_WEEKS: Final = 12
_OPENING, _CLOSING = time(7), time(21)
"""A time that may be morning or evening is taken as the one of these hours; where both are, we ask."""

_COMMON_TIMES: Final = ("09:00", "10:00", "11:00", "14:00", "15:00", "16:00")
_SINGLE: Final = "0"


def today(turn: Turn) -> date:
    """Return the therapist's day."""
    return turn.now.astimezone(ZoneInfo(turn.who.zone)).date()


def readings(heard: HeardTime) -> list[str]:
    """Return what a time may mean for a session: one reading, or two to choose from."""
    likely = [each for each in heard.readings if _OPENING <= each < _CLOSING]
    return [f"{each:%H:%M}" for each in likely or heard.readings]


def starts_at(turn: Turn, answers: Answers) -> datetime:
    """Return the moment that was answered."""
    clock = time.fromisoformat(answers["time"])
    return instant(date.fromisoformat(answers["date"]), clock, ZoneInfo(turn.who.zone))


def day_fault(turn: Turn, day: date) -> str | None:
    """Return the key of what speaks against a day: it is past, or so far ahead that it is a slip."""
    if day < today(turn):
        return "t-session-past"
    return "t-session-far" if day > today(turn) + LONGEST_AHEAD else None


def take_line(turn: Turn, line: SessionLine) -> tuple[Answers, list[str]]:
    """Return what a line answers already, and the keys of what speaks against its parts."""
    answers: Answers = {}
    faults: list[str] = []
    if line.date is not None:
        fault = day_fault(turn, line.date)
        if fault is None:
            answers["date"] = line.date.isoformat()
        else:
            faults.append(fault)
    if line.clock is not None:
        answers |= _clock(line.clock)
    if line.weekly is not None:
        answers["weeks"] = min(line.weekly, _MOST_WEEKS)
    elif line.date is not None and line.clock is not None:
        answers["weeks"] = 0
    if {"date", "time"} <= answers.keys() and starts_at(turn, answers) <= turn.now:
        faults.append("t-session-past")
        del answers["time"]
    return answers, faults


def _clock(heard: HeardTime) -> Answers:
    found = readings(heard)
    return {"time": found[0]} if len(found) == 1 else {"_readings": found}


async def _ask_patient(turn: Turn, answers: Answers) -> Question:
    del answers
    mine = whose.to_choose(await people.patients_of(turn.tx, turn.who.id))
    return Question(Words("t-session-whose"), options(*((each.code, each.code) for each in mine), width=4))


async def _hear_patient(turn: Turn, text: str, answers: Answers) -> Heard:
    del answers
    found = await whose.by_code(turn, text)
    return Value(found.code) if found else Unclear(Words("t-session-unknown", {"typed": text}))


async def _ask_date(turn: Turn, answers: Answers) -> Question:
    del answers
    days = [today(turn) + timedelta(days=ahead) for ahead in (1, 2, 3, 4, 5, 6, 7)]
    return Question(
        Words("t-session-date"), options(*((each.isoformat(), day_words(each)) for each in days), width=2)
    )


async def _hear_date(turn: Turn, text: str, answers: Answers) -> Heard:
    """Understand a day; a time or a rhythm that stands beside it is not asked again."""
    line = hear_session(text, today(turn))
    if line.date is None:
        return Unclear(Words("t-session-date-unclear"))
    fault = day_fault(turn, line.date)
    if fault is not None:
        return Unclear(Words(fault))
    if line.clock is not None:
        answers |= _clock(line.clock)
    if line.weekly is not None:
        answers["weeks"] = min(line.weekly, _MOST_WEEKS)
    return Value(line.date.isoformat())


async def _ask_time(turn: Turn, answers: Answers) -> Question:
    del turn
    found = answers.get("_readings")
    if found:
        return Question(Words("t-session-time-which"), _times(found))
    return Question(Words("t-session-time"), _times(_COMMON_TIMES))


async def _hear_time(turn: Turn, text: str, answers: Answers) -> Heard:
    heard = hear_time(text)
    if heard is None:
        return Unclear(Words("t-session-time-unclear"))
    found = readings(heard)
    if len(found) > 1:
        return Unclear(Words("t-session-time-which"), _times(found))
    if starts_at(turn, {**answers, "time": found[0]}) <= turn.now:
        return Unclear(Words("t-session-past"))
    return Value(found[0])


def _times(found: Sequence[str]) -> Rows:
    return options(*((each, each) for each in found), width=3)


async def _hear_weeks(turn: Turn, text: str, answers: Answers) -> Heard:
    del turn, answers
    found = hear_weeks(text) or hear_number(text, 1, _MOST_WEEKS)
    return Value(min(found, _MOST_WEEKS)) if found else Unclear(Words("t-session-weeks-unclear"))


_WEEKS_CHOICES = options(
    (_SINGLE, Words("t-session-weeks-choice", {"weeks": 0})),
    *((str(each), Words("t-session-weeks-choice", {"weeks": each})) for each in (1, 2, 3, 4)),
)
_PATIENT = Field("patient", _ask_patient, hear=_hear_patient)
_DATE = Field("date", _ask_date, hear=_hear_date)
_TIME = Field("time", _ask_time, hear=_hear_time)
_WEEKS = Field("weeks", asks("t-session-weeks", _WEEKS_CHOICES), hear=_hear_weeks, read=int)


def new_fields(answers: Answers) -> tuple[Field, ...]:
    """Return the questions for a new session."""
    del answers
    return (_PATIENT, _DATE, _TIME, _WEEKS)


def move_fields(answers: Answers) -> tuple[Field, ...]:
    """Return the questions for moving a session."""
    del answers
    return (_DATE, _TIME)
