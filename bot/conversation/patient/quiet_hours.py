"""Quiet hours: when nothing comes unasked. Moments that somebody planned themselves still come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any, Final

from bot.conversation.fields import Answers, Field, Form, Heard, Question, Unclear, Value, options
from bot.conversation.hearing.spans import hear_span
from bot.conversation.patient.clock_times import clock_buttons, heard_time, written
from bot.conversation.turn import Turn
from bot.messages import Arg, Words
from storage import people
from storage.records import Person

_TO: Final = "-"
"""Stands between both times where both are one answer."""
_FROM: Final = (time(20), time(21), time(22), time(23))
_ENDS: Final = (time(6), time(7), time(8), time(9))


def _clock(minutes: int) -> str:
    return written(time(*divmod(minutes, 60)))


def _minutes(clock: str) -> int:
    at = time.fromisoformat(clock)
    return at.hour * 60 + at.minute


def _hours(person: Person) -> dict[str, str]:
    return {"from": _clock(person.quiet_from), "to": _clock(person.quiet_to)}


async def _ask_from(turn: Turn, answers: Answers) -> Question:
    del answers
    return Question(Words("pref-quiet-from", _hours(turn.who)), clock_buttons(*_FROM))


async def _ask_to(turn: Turn, answers: Answers) -> Question:
    del turn
    shown = [at for at in _ENDS if written(at) != answers["from"]]
    return Question(Words("pref-quiet-to", {"from": answers["from"]}), clock_buttons(*shown))


async def _hear_from(turn: Turn, text: str, answers: Answers) -> Heard:
    """Understand the beginning, or both at once; where two spans may be meant, ask which."""
    del turn, answers
    spans = [_TO.join(map(written, dict.fromkeys(each))) for each in hear_span(text)]
    if len(spans) > 1:
        return Unclear(Words("pref-clock-which"), options(*((each, _label(each)) for each in spans)))
    heard = Value(spans[0]) if spans else heard_time(text)
    nothing = isinstance(heard, Unclear) and not heard.choices
    return Unclear(Words("pref-quiet-unclear")) if nothing else heard


def _label(said: str) -> Arg:
    begins, both, ends = said.partition(_TO)
    return Words("pref-quiet-span", {"from": begins, "to": ends}) if both else begins


async def _keep_from(turn: Turn, answers: Answers, value: Any) -> None:
    """Take both apart where both were said."""
    del turn
    begins, both, ends = str(value).partition(_TO)
    if both:
        answers |= {"from": begins, "to": ends}


async def _hear_to(turn: Turn, text: str, answers: Answers) -> Heard:
    del turn
    heard = heard_time(text)
    if not isinstance(heard, Unclear) and heard.value == answers.get("from"):
        return Unclear(Words("pref-quiet-same"))
    return heard


async def _finish(turn: Turn, answers: Answers) -> None:
    await people.change(
        turn.tx, turn.who.id, quiet_from=_minutes(answers["from"]), quiet_to=_minutes(answers["to"])
    )
    turn.say("pref-quiet-set", **{"from": answers["from"], "to": answers["to"]})


def _fields(answers: Answers) -> Sequence[Field]:
    del answers
    return (
        Field("from", ask=_ask_from, hear=_hear_from, keep=_keep_from),
        Field("to", ask=_ask_to, hear=_hear_to),
    )


QUIET: Final = Form("quiet", _fields, _finish, "pref-cancelled", rests_after=timedelta(hours=1))
