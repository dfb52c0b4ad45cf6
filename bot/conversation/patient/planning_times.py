"""When: the date of a single moment, the days of the week, and the time on the person's own wall clock."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.conversation.fields import Answers, Field, Heard, Question, Unclear, Value
from bot.conversation.hearing.dates import hear_date, hear_days
from bot.conversation.patient.clock_times import clock_buttons, heard_time, written
from bot.conversation.patient.planning_draft import (
    AGREEING,
    CHANGING,
    LATER,
    WEEKLY,
    assignment_of,
    drafted_schedule,
    read_times,
    today,
)
from bot.conversation.schedule_words import day_words
from bot.conversation.turn import Turn, rows
from bot.messages import Choice, Days, Rows, Words
from scheduler.recurrence import instant
from scheduler.schedule import Pattern, Schedule
from storage.records import Assignment

_COMMON: Final = (time(7, 30), time(12, 30), time(18), time(20))
_SOON: Final = 3
_WEEK: Final = 7
_BETWEEN: Final = re.compile(r",|;|&|\+|\band\b|\bund\b", re.IGNORECASE)


def times_fields() -> tuple[Field, ...]:
    """Give the questions about when."""
    return (
        Field("date", ask=_ask_date, hear=_hear_date),
        Field("days", ask=_ask_days, hear=_hear_days, read=int, many=True, skippable=True, amount=True),
        Field("time", ask=_ask_time, hear=_hear_time),
    )


def fewer_field() -> Field:
    """Ask for fewer days, where somebody wants to make it smaller."""
    return Field("fewer", ask=_ask_fewer, hear=_hear_days, read=int, many=True, skippable=True, amount=True)


async def _ask_date(turn: Turn, answers: Answers) -> Question | None:
    assignment = await assignment_of(turn, answers)
    schedule = Schedule.from_json(assignment.plan.schedule)
    if schedule.pattern is not Pattern.ONCE:
        return None
    over = is_over(turn, schedule)
    if not over and answers.get("redo") != "date" and answers["mode"] != CHANGING:
        return None
    first = today(turn)
    days = [first + timedelta(days=ahead) for ahead in range(_SOON)]
    known = [] if over or schedule.starts in days else [schedule.starts]
    choices = [Choice(day_words(day), day.isoformat()) for day in (*known, *days)]
    key = "planning-date-over" if over else "planning-date"
    return Question(Words(key), rows(*choices, width=2))


async def _hear_date(turn: Turn, text: str, answers: Answers) -> Heard:
    del answers
    day = hear_date(text, today(turn))
    if day is None or day < today(turn):
        return Unclear(Words("planning-date-unclear"))
    return Value(day.isoformat())


async def _ask_days(turn: Turn, answers: Answers) -> Question | None:
    schedule = Schedule.from_json((await assignment_of(turn, answers)).plan.schedule)
    if schedule.pattern not in WEEKLY:
        return None
    spread = schedule.pattern is Pattern.TIMES_PER_WEEK and not schedule.days and schedule.per_week < _WEEK
    wanted = {AGREEING: spread, CHANGING: True, LATER: False}[answers["mode"]]
    if not wanted and answers.get("redo") != "days":
        return None
    if spread:
        return Question(Words("planning-days-number", {"number": schedule.per_week}), _day_choices())
    return Question(Words("planning-days"), _day_choices())


async def _ask_fewer(turn: Turn, answers: Answers) -> Question | None:
    del turn
    return Question(Words("planning-fewer"), _day_choices()) if answers.get("smaller") == "fewer" else None


def _day_choices() -> Rows:
    choices = [Choice(Days((day,)), str(day)) for day in range(_WEEK)]
    return (tuple(choices[:4]), tuple(choices[4:]))


async def _hear_days(turn: Turn, text: str, answers: Answers) -> Heard:
    del turn, answers
    days = hear_days(text)
    return Unclear(Words("planning-days-unclear")) if days is None else Value(sorted(days))


async def _ask_time(turn: Turn, answers: Answers) -> Question | None:
    assignment = await assignment_of(turn, answers)
    schedule = drafted_schedule(turn, assignment, answers)
    if schedule.pattern is Pattern.ON_EVENT:
        return None
    if answers["mode"] == LATER and answers.get("redo") != "time":
        return None
    over = is_over(turn, schedule)
    known = ",".join(written(at) for at in sorted(schedule.times))
    key = "planning-time-current" if answers["mode"] == LATER else "planning-time-known"
    label = Words(key, {"time": known.replace(",", ", ")})
    common = [at for at in _COMMON if (at,) != schedule.times and not is_over(turn, schedule, at)]
    choices = (() if over else ((Choice(label, known),),)) + clock_buttons(*common)
    return Question(Words("planning-when"), choices)


async def _hear_time(turn: Turn, text: str, answers: Answers) -> Heard:
    parts = [part for part in (each.strip() for each in _BETWEEN.split(text)) if part]
    heard = [heard_time(part) for part in parts]
    if len(heard) == 1 and isinstance(heard[0], Unclear):
        return heard[0]
    understood = [each.value for each in heard if isinstance(each, Value)]
    if len(understood) != len(parts) or not parts:
        return Unclear(Words("planning-time-unclear"))
    assignment = await assignment_of(turn, answers)
    if _once_over(turn, assignment, answers, understood[0]):
        return Unclear(Words("planning-time-over"))
    return Value(",".join(sorted(set(understood))))


def _once_over(turn: Turn, assignment: Assignment, answers: Answers, at: str) -> bool:
    schedule = drafted_schedule(turn, assignment, {**answers, "time": None})
    return is_over(turn, schedule, read_times(at)[0])


def is_over(turn: Turn, schedule: Schedule, at: time | None = None) -> bool:
    """Whether a single moment lies behind us, at its own time or at another one of that day."""
    if schedule.pattern is not Pattern.ONCE:
        return False
    moment = instant(schedule.starts, at or max(schedule.times), ZoneInfo(turn.who.zone))
    return moment <= turn.now
