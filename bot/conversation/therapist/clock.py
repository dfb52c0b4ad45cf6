"""The wall clock that a therapist lives by: sessions and summaries follow it; and the hours in which nothing comes unasked."""

from __future__ import annotations

from typing import Final

from bot.conversation.fields import Answers, Form
from bot.conversation.one_line import begin_in_line
from bot.conversation.patient.quiet_hours import QUIET
from bot.conversation.patient.zones import (
    CONFIRM,
    FIELD,
    MOVE,
    city_of,
    confirm_field,
    hear_location,
    zone_field,
)
from bot.conversation.steps import Step
from bot.conversation.therapist import sessions
from bot.conversation.turn import Turn
from storage import people

__all__ = ["COMMANDS", "FORMS", "hear_place"]


async def _timezone(turn: Turn, rest: str) -> None:
    await begin_in_line(turn, TIMEZONE, rest)


async def _quiet(turn: Turn, rest: str) -> None:
    await begin_in_line(turn, QUIET, rest)


async def hear_place(turn: Turn) -> None:
    """Take a shared location for the place by whose clock a therapist lives."""
    await hear_location(turn, TIMEZONE)


async def _finish(turn: Turn, answers: Answers) -> None:
    if answers.get(CONFIRM) == MOVE:
        await people.change(turn.tx, turn.who.id, zone=answers[FIELD])
        turn.person = await people.get(turn.tx, turn.who.id)
        await sessions.follow(turn, turn.who)
        turn.say("t-zone-moved", city=city_of(answers[FIELD]))
    else:
        turn.say("pref-zone-kept", city=city_of(turn.who.zone))


TIMEZONE: Final = Form(
    "t-timezone",
    lambda _: (zone_field("pref-zone-ask", "pref-zone-keep"), confirm_field("t-zone-confirm")),
    _finish,
    cancelled="pref-cancelled",
)

COMMANDS: Final[dict[str, Step]] = {"timezone": _timezone, "quiet": _quiet}
FORMS: Final = (TIMEZONE,)
