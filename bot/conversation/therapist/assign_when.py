"""The questions about when: how often, on which days, how long, at what time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from bot.conversation.fields import Answers, Field, Heard, Question, Unclear, Value, asks, number, options
from bot.conversation.hearing.dates import hear_date, hear_days
from bot.conversation.hearing.schedules import hear_schedule
from bot.conversation.hearing.times import hear_time
from bot.conversation.hearing.yes_no import hear_number
from bot.conversation.schedule_words import day_words
from bot.conversation.therapist import assign_schedule, exercise_page
from bot.conversation.therapist.assign_draft import exercise_of, patient_of, schedule_of, today
from bot.conversation.therapist.assign_schedule import DETAILS, SLOT_TIMES, WEEK, heard_answers, pattern_of
from bot.conversation.turn import Turn
from bot.messages import Arg, Days, Words
from scheduler.schedule import LONGEST_EVERY, Pattern

_SUGGESTED = "suggested"
_LONGEST_MONTH = 31
_MOST_DAYS = 730
_COMMON_TIMES = ("08:00", "12:30", "18:00", "20:00")
_COMMON_WEEKS = (1, 2, 3, 4, 6, 8)
_RHYTHM_ANSWERS = ("rhythm", "date", "days", "every", "per_week", "month_day", "starts")
_WHEN = (*_RHYTHM_ANSWERS, "length", "time", "readings")


def forget_rhythm(answers: Answers) -> None:
    """Forget how often, and what was asked because of it."""
    for name in _RHYTHM_ANSWERS:
        answers.pop(name, None)


async def _ask_rhythm(turn: Turn, answers: Answers) -> Question:
    exercise = exercise_of(turn, answers)
    choices: list[tuple[str, Arg]] = []
    if exercise is not None:
        suggested = exercise_page.suggestion(exercise.schedule)
        choices.append((_SUGGESTED, Words("t-assign-suggested", {"schedule": suggested})))
    choices += [(each, Words(f"t-assign-rhythm-{each.replace('_', '-')}")) for each in Pattern]
    first, *others = options(*choices)
    pairs = [one for row in others for one in row]
    return Question(Words("t-assign-rhythm"), (first, *(tuple(pairs[at : at + 2]) for at in range(0, 8, 2))))


async def _hear_rhythm(turn: Turn, text: str, answers: Answers) -> Heard:
    """Understand "weekdays 7:30 for 3 weeks": what it says beyond the rhythm is not asked again."""
    heard = hear_schedule(text, await today(turn, answers))
    if heard.pattern is None:
        return Unclear(Words("t-assign-rhythm-unclear"))
    return Value(heard_answers(heard))


async def _keep_rhythm(turn: Turn, answers: Answers, value: dict[str, Any]) -> None:
    """Put each part where it belongs; a suggestion of the pack is taken apart like typed words."""
    if value.get("pattern") == _SUGGESTED:
        answers.pop("rhythm")
        if (exercise := exercise_of(turn, answers)) is not None:
            answers["rhythm"] = assign_schedule.suggested_rhythm(exercise.schedule)
            answers["length"] = {"days": exercise.schedule.weeks * WEEK}
    elif "rhythm" in value:
        answers.update(value)


async def _ask_date(turn: Turn, answers: Answers) -> Question:
    first = await today(turn, answers)
    near = [first + timedelta(days=ahead) for ahead in range(1, 5)]
    return Question(
        Words("t-assign-date"), options(*((day.isoformat(), day_words(day)) for day in near), width=2)
    )


async def _hear_date(turn: Turn, text: str, answers: Answers) -> Heard:
    first = await today(turn, answers)
    heard = hear_date(text, first)
    if heard is None:
        return Unclear(Words("t-assign-date-unclear"))
    return Unclear(Words("t-assign-past")) if heard < first else Value(heard.isoformat())


async def _hear_days(turn: Turn, text: str, answers: Answers) -> Heard:
    del turn, answers
    heard = hear_days(text)
    return Value(sorted(heard)) if heard else Unclear(Words("t-assign-days-unclear"))


async def _keep_days(turn: Turn, answers: Answers, value: list[int]) -> None:
    """No day at all is no answer."""
    del turn
    if not value:
        answers.pop("days")


async def _ask_length(turn: Turn, answers: Answers) -> Question:
    exercise = exercise_of(turn, answers)
    weeks = sorted({*_COMMON_WEEKS, exercise.schedule.weeks} if exercise else _COMMON_WEEKS)
    choices = ((str(each * WEEK), Words("schedule-weeks", {"weeks": each})) for each in weeks)
    return Question(Words("t-assign-length"), options(*choices, width=3))


async def _hear_length(turn: Turn, text: str, answers: Answers) -> Heard:
    """Understand a length ("10 days"), an end ("until 1 May", a plain date), or a number of times; "3" means weeks."""
    first = await today(turn, answers)
    weeks = hear_number(text, 1, _MOST_DAYS // WEEK)
    if weeks is not None and text.strip().isdecimal():
        return Value({"days": weeks * WEEK})
    heard = hear_schedule(text, first)
    length: dict[str, Any] | None = heard_answers(heard).get("length")
    if length is None and heard.starts is not None:
        length = {"until": heard.starts.isoformat()}
    if length is None:
        return Unclear(Words("t-assign-length-unclear"))
    if "until" in length and date.fromisoformat(length["until"]) < first:
        return Unclear(Words("t-assign-past"))
    return Value(length)


async def _ask_time(turn: Turn, answers: Answers) -> Question:
    exercise = exercise_of(turn, answers)
    usual = SLOT_TIMES[exercise.schedule.slot] if exercise else _COMMON_TIMES[0]
    readings = answers.get("readings")
    shown = readings or sorted({usual, *_COMMON_TIMES})
    words = Words("t-assign-time-which") if readings else Words("t-assign-time", {"usual": usual})
    return Question(words, options(*((each, each) for each in shown), width=3))


async def _hear_time(turn: Turn, text: str, answers: Answers) -> Heard:
    """Understand one time of day, or several; one that may be morning or evening is asked about.

    Beside a time that is plain, such as 20:00, the others are read as they are written.
    """
    heard = hear_time(text)
    if heard is not None and heard.ambiguous:
        readings = [f"{each:%H:%M}" for each in heard.readings]
        return Unclear(Words("t-assign-time-which"), options(*((each, each) for each in readings), width=2))
    if heard is not None:
        return Value([f"{heard.time:%H:%M}"])
    several = hear_schedule(text, await today(turn, answers))
    if several.rest or all(clock.ambiguous for clock in several.clocks):
        return Unclear(Words("t-assign-time-unclear"))
    return Value([f"{clock.time:%H:%M}" for clock in several.clocks])


async def _ask_again(turn: Turn, answers: Answers) -> Question | None:
    """Where no moment lies ahead (the day is past, or no chosen day comes before the end): say so, and ask anew."""
    patient = await patient_of(turn, answers)
    if patient is None or exercise_of(turn, answers) is None:
        return None
    try:
        found = assign_schedule.has_moments(await schedule_of(turn, answers), patient.zone, turn.now)
    except ValueError:
        found = False
    if found:
        return None
    return Question(Words("t-assign-no-moment"), options(("again", Words("t-assign-no-moment-again"))))


async def _keep_again(turn: Turn, answers: Answers, value: str) -> None:
    del turn, value
    for name in (*_WHEN, "again"):
        answers.pop(name, None)


_DAY_CHOICES = options(*((str(day), Days((day,))) for day in range(WEEK)), width=4)

_DETAIL_FIELDS = {
    "date": Field("date", _ask_date, hear=_hear_date),
    "days": Field(
        "days",
        asks("t-assign-days", _DAY_CHOICES),
        hear=_hear_days,
        keep=_keep_days,
        read=int,
        many=True,
        amount=True,
    ),
    "every": Field(
        "every",
        asks("t-assign-every", options(*((str(n), str(n)) for n in (2, 3, 4, 7, 14)), width=5)),
        hear=number(1, LONGEST_EVERY),
        read=int,
    ),
    "per_week": Field(
        "per_week",
        asks("t-assign-per-week", options(*((str(n), str(n)) for n in range(1, WEEK)), width=6)),
        hear=number(1, WEEK),
        read=int,
    ),
    "month_day": Field(
        "month_day",
        asks("t-assign-month-day", options(*((str(n), str(n)) for n in (1, 15, 28)), width=3)),
        hear=number(1, _LONGEST_MONTH),
        read=int,
    ),
}
_RHYTHM = Field(
    "rhythm", _ask_rhythm, hear=_hear_rhythm, keep=_keep_rhythm, read=lambda value: {"pattern": value}
)
_LENGTH = Field("length", _ask_length, hear=_hear_length, read=lambda value: {"days": int(value)})
_TIME = Field("time", _ask_time, hear=_hear_time, read=lambda value: [value], skippable=True)
_AGAIN = Field("again", _ask_again, keep=_keep_again)


def fields(answers: Answers) -> tuple[Field, ...]:
    """Return the questions about when that the rhythm needs."""
    pattern = pattern_of(answers)
    name = DETAILS.get(pattern) if pattern else None
    known = name is None or bool(assign_schedule.detail(answers, name) and name not in answers)
    details = () if name is None or known else (_DETAIL_FIELDS[name],)
    length = () if pattern is Pattern.ONCE else (_LENGTH,)
    time = () if pattern is Pattern.ON_EVENT else (_TIME,)
    return (_RHYTHM, *details, *length, *time, _AGAIN)
