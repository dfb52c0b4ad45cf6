"""When the summary comes before a session: on which day, at what time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Final

from bot.conversation import form
from bot.conversation.fields import Answers, Field, Form, Heard, Question, Unclear, Value, options
from bot.conversation.hearing.times import hear_time
from bot.conversation.hearing.yes_no import hear_number
from bot.conversation.steps import Step
from bot.conversation.therapist import sessions
from bot.conversation.turn import Turn
from bot.messages import Arg, Moment, Words
from storage import appointments, people

_DAYS: Final = (1, 0, 2, 3)
_MOST_DAYS: Final = 6
_TIMES: Final = ("07:00", "12:00", "18:00", "20:00")
_HOUR: Final = 60


async def hear_lead(turn: Turn, rest: str) -> None:
    """Ask when summaries shall come."""
    del rest
    if not turn.doubled:
        await form.begin(turn, LEAD)


def clock(minute: int) -> Arg:
    """Say a minute of the day."""
    return Moment(datetime(2000, 1, 1, *divmod(minute, _HOUR), tzinfo=UTC), "UTC", "time")


async def _ask_days(turn: Turn, answers: Answers) -> Question:
    del answers
    now: dict[str, Arg] = {"days": turn.who.digest_days_before, "time": clock(turn.who.digest_minute)}
    choices = options(*((str(each), Words("t-session-lead-day", {"days": each})) for each in _DAYS))
    return Question(Words("t-session-lead-ask", now), choices)


async def _hear_days(turn: Turn, text: str, answers: Answers) -> Heard:
    del turn, answers
    found = hear_number(text, 0, _MOST_DAYS)
    return Unclear(Words("form-number", {"low": 0, "high": _MOST_DAYS})) if found is None else Value(found)


async def _ask_time(turn: Turn, answers: Answers) -> Question:
    del turn, answers
    return Question(Words("t-session-lead-time"), options(*((each, each) for each in _TIMES), width=4))


async def _hear_time(turn: Turn, text: str, answers: Answers) -> Heard:
    del turn, answers
    heard = hear_time(text)
    if heard is None:
        return Unclear(Words("t-session-time-unclear"))
    found = [f"{each:%H:%M}" for each in heard.readings]
    if len(found) > 1:
        return Unclear(Words("t-session-time-which"), options(*((each, each) for each in found), width=2))
    return Value(found[0])


async def _finish(turn: Turn, answers: Answers) -> None:
    """Keep the lead time and plan every coming summary anew; what is past by it comes soon."""
    at = time.fromisoformat(answers["time"])
    minute = at.hour * _HOUR + at.minute
    values = {"digest_days_before": answers["days"], "digest_minute": minute}
    await people.change(turn.tx, turn.who.id, **values)
    therapist = replace(turn.who, digest_days_before=answers["days"], digest_minute=minute)
    coming = await appointments.coming_of_therapist(turn.tx, therapist.id, turn.now)
    patients = await people.get_many(turn.tx, {each.patient_id for each in coming})
    for patient in patients.values():
        mine = [each for each in coming if each.patient_id == patient.id and each.starts_at > turn.now]
        await sessions.plan_due(turn, therapist, patient, mine)
    turn.say("t-session-lead-kept", days=answers["days"], time=clock(minute))


LEAD = Form(
    "tlead",
    lambda _: (
        Field("days", _ask_days, hear=_hear_days, read=int),
        Field("time", _ask_time, hear=_hear_time),
    ),
    _finish,
)
FORMS = (LEAD,)
COMMANDS: dict[str, Step] = {"lead": hear_lead}
BUTTONS: dict[str, Step] = {"tlead": hear_lead}
