"""What a patient may set at any time: language, time zone, quiet hours, a pause, and whether to take part at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.conversation import form
from bot.conversation.fields import Answers, Form
from bot.conversation.one_line import begin_in_line
from bot.conversation.patient.languages import language_field
from bot.conversation.patient.leaving import LEAVING
from bot.conversation.patient.pausing import PAUSE, begin_pause, pauses_end, resume, waking
from bot.conversation.patient.quiet_hours import QUIET
from bot.conversation.patient.zones import TIMEZONE, hear_location
from bot.conversation.steps import DueStep, Step
from bot.conversation.turn import Turn, button, rows
from bot.messages import Say, Words
from storage.records import DueKind, Role

__all__ = ["BUTTONS", "COMMANDS", "DUE", "FORMS", "begin_pause", "hear_location"]


async def _language(turn: Turn, rest: str) -> None:
    await begin_in_line(turn, LANGUAGE, rest)


async def _language_set(turn: Turn, answers: Answers) -> None:
    """Answer in the new language, and give the menu in it."""
    del answers
    turn.reply(Say(Words("welcome-menu"), menu=Role.PATIENT))
    turn.say("pref-language-set")


async def _timezone(turn: Turn, rest: str) -> None:
    await begin_in_line(turn, TIMEZONE, rest)


async def _quiet(turn: Turn, rest: str) -> None:
    await begin_in_line(turn, QUIET, rest)


async def _pause(turn: Turn, rest: str) -> None:
    await begin_in_line(turn, PAUSE, rest, waking(turn))


async def _resume(turn: Turn, rest: str) -> None:
    del rest
    await resume(turn)


async def _stop(turn: Turn, rest: str) -> None:
    """Ask what is to stop: a pause leaves everything as it is. Nothing ends at this word alone."""
    del rest
    choices = rows(button("pref-stop-pause", "restall"), button("pref-stop-leave", "quit"))
    turn.say("pref-stop-ask", choices=choices)


async def _leave(turn: Turn, rest: str) -> None:
    del rest
    await form.begin(turn, LEAVING)


LANGUAGE: Final = Form(
    "language",
    lambda _: (language_field("pref-language-ask"),),
    _language_set,
    "pref-cancelled",
    rests_after=timedelta(hours=1),
)

COMMANDS: Final[dict[str, Step]] = {
    "language": _language,
    "timezone": _timezone,
    "quiet": _quiet,
    "pause": _pause,
    "resume": _resume,
    "leave": _leave,
    "stop": _stop,
}
BUTTONS: Final[dict[str, Step]] = {"resume": _resume, "quit": _leave}
DUE: Final[dict[DueKind, DueStep]] = {DueKind.RESUME: pauses_end}
FORMS: Final = (LANGUAGE, TIMEZONE, QUIET, PAUSE, LEAVING)
