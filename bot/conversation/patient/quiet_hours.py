"""Quiet hours: when nothing comes unasked. Moments that somebody planned themselves still come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Final

from bot.conversation.fields import Answers, Field, Form, Heard, Question, Unclear
from bot.conversation.patient.clock_times import clock_buttons, heard_time, written
from bot.conversation.turn import Turn
from bot.messages import Words
from storage import people
from storage.records import Person

_FROM: Final = (time(20), time(21), time(22), time(23))
_TO: Final = (time(6), time(7), time(8), time(9))


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
    shown = [at for at in _TO if written(at) != answers["from"]]
    return Question(Words("pref-quiet-to", {"from": answers["from"]}), clock_buttons(*shown))


async def _hear(turn: Turn, text: str, answers: Answers) -> Heard:
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
    return (Field("from", ask=_ask_from, hear=_hear), Field("to", ask=_ask_to, hear=_hear))


QUIET: Final = Form("quiet", _fields, _finish, "pref-cancelled", rests_after=timedelta(hours=1))
