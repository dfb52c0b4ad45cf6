"""Which wall clock somebody lives by: offered, typed as a city, or shared as a location; a change asks, never guesses."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from babel.dates import get_timezone_location

from bot.conversation import form
from bot.conversation.fields import Answers, Field, Form, Heard, Question, Unclear, Value, options
from bot.conversation.frames import awake_frame
from bot.conversation.hearing.yes_no import hear_yes_no
from bot.conversation.hearing.zones import ZoneChoice, hear_zone, zone_at
from bot.conversation.patient.languages import SPOKEN
from bot.conversation.turn import Turn
from bot.messages import Both, Moment, Words
from scheduler.plan import plan_ahead, take_back
from storage import assignments, people
from storage.records import AssignmentState, PersonState

MOVE, STAY = "yes", "no"
FIELD: Final = "zone"
_NO_BEFORE: Final = re.compile(r"^\s*(?:no|nope|nein|nö|nee?)\s*[,.;:!–-]+\s*(?=\w)", re.IGNORECASE)
"""How a place may begin that is named instead of ours: "no, Vienna"."""
CONFIRM: Final = "confirm"


def city_of(zone: str) -> Both:
    """Name the city of an IANA zone: "Europe/Vienna" → "Vienna", "Wien"."""
    return Both({each: get_timezone_location(zone, locale=each, return_city=True) for each in SPOKEN})


def zone_field(question: str, keep: str) -> Field:
    """Ask for the zone with `question`; `keep` labels the button that takes the one shown."""

    async def ask(turn: Turn, answers: Answers) -> Question:
        del answers
        zone = turn.who.zone
        words = Words(question, {"city": city_of(zone), "time": Moment(turn.now, zone, "time")})
        return Question(words, options((zone, Words(keep, {"city": city_of(zone)}))))

    return Field(FIELD, ask=ask, hear=_hear_place)


async def _hear_place(turn: Turn, text: str, answers: Answers) -> Heard:
    del answers
    said = hear_yes_no(text)
    if said is not None:
        return Value(turn.who.zone) if said else Unclear(Words("pref-zone-where"))
    found = hear_zone(_NO_BEFORE.sub("", text))
    if not found:
        return Unclear(Words("pref-zone-unknown"))
    if len(found) == 1:
        return Value(found[0].zone)
    return Unclear(Words("pref-zone-which"), options(*((each.zone, _label(each)) for each in found)))


def _label(choice: ZoneChoice) -> str:
    return f"{choice.label_city}, {choice.country}" if choice.country else choice.label_city


async def hear_location(turn: Turn, asked: Form | None = None) -> None:
    """Take a shared location as an answer to "which zone?"; unasked it offers to change the zone, with this form."""
    zone = zone_at(turn.heard.latitude, turn.heard.longitude)
    frame = awake_frame(turn)
    if zone is None:
        turn.say("pref-zone-unknown")
    elif frame is not None and frame["at"] == FIELD:
        await form.hear_text(turn, zone)
    elif turn.who.state is not PersonState.ACTIVE:
        turn.say("finish-first")
        await form.ask_again(turn)
    else:
        await form.begin(turn, asked or TIMEZONE, {FIELD: zone})


def confirm_field(question: str) -> Field:
    """Ask with `question` whether the zone that was named shall count; not where it does already."""

    async def ask(turn: Turn, answers: Answers) -> Question | None:
        zone = answers[FIELD]
        if zone == turn.who.zone:
            return None
        new, old = city_of(zone), city_of(turn.who.zone)
        words = Words(question, {"new": new, "old": old, "time": Moment(turn.now, zone, "time")})
        choices = options(
            (MOVE, Words("pref-zone-move", {"city": new})), (STAY, Words("pref-zone-stay", {"city": old}))
        )
        return Question(words, choices)

    return Field(CONFIRM, ask=ask, hear=_hear_confirm)


async def _hear_confirm(turn: Turn, text: str, answers: Answers) -> Heard:
    del turn, answers
    meant = hear_yes_no(text)
    return Unclear(Words("form-please-choose")) if meant is None else Value(MOVE if meant else STAY)


async def _finish(turn: Turn, answers: Answers) -> None:
    if answers.get(CONFIRM) == MOVE:
        await _move(turn, answers[FIELD])
        turn.say("pref-zone-moved", city=city_of(answers[FIELD]))
    else:
        turn.say("pref-zone-kept", city=city_of(turn.who.zone))


async def _move(turn: Turn, zone: str) -> None:
    """Go over to another wall clock: planned times keep their place on it, so what lies ahead is planned anew."""
    await people.change(turn.tx, turn.who.id, zone=zone)
    turn.person = await people.get(turn.tx, turn.who.id)
    agreed = await assignments.of_patient(turn.tx, turn.who.id, [AssignmentState.AGREED])
    for assignment in agreed:
        await take_back(turn.tx, assignment.id, turn.now)
    await plan_ahead(turn.tx, agreed, {turn.who.id: zone}, turn.now)


TIMEZONE: Final = Form(
    "timezone",
    lambda _: (
        zone_field("pref-zone-ask", "pref-zone-keep"),
        confirm_field("pref-zone-confirm"),
    ),
    _finish,
    cancelled="pref-cancelled",
    rests_after=timedelta(hours=1),
)
