"""Stopping to take part: at once, without persuasion. Help stays; the way back is a new code."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.conversation import news, parting
from bot.conversation.fields import Answers, Field, Form, Heard, Unclear, Value, asks, options
from bot.conversation.hearing.labels import is_whole_label
from bot.conversation.hearing.yes_no import hear_yes_no
from bot.conversation.patient.consent import CONSENT_VERSION
from bot.conversation.patient.keeping import keep_sentence
from bot.conversation.turn import Turn
from bot.messages import Words
from storage import addresses, people
from storage.records import Role

LEAVE, STAY = "yes", "no"
_CHOICES: Final = options((LEAVE, Words("pref-leave-yes")), (STAY, Words("pref-leave-no")))


async def _hear(turn: Turn, text: str, answers: Answers) -> Heard:
    """Take the whole words of a choice; a loose "ok" or a thumb ends nothing, while every no is one."""
    del answers
    if is_whole_label(text, turn.label(Words("pref-leave-yes"))):
        return Value(LEAVE)
    if is_whole_label(text, turn.label(Words("pref-leave-no"))) or hear_yes_no(text) is False:
        return Value(STAY)
    # Asked whole: what ends must be seen beside the choices.
    return Unclear(Words("pref-leave-ask"), _CHOICES)


async def _finish(turn: Turn, answers: Answers) -> None:
    if answers["sure"] != LEAVE:
        turn.say("pref-stayed")
        return
    patient = turn.who
    await parting.part(turn, patient, by=Role.PATIENT)
    ways = (await addresses.all_of(turn.tx, {patient.id})).get(patient.id, [])
    for channel in sorted({turn.heard.channel, *(each.channel for each in ways)}):
        await people.record_consent(
            turn.tx, patient.id, version=CONSENT_VERSION, channel=channel, given=False, at=turn.now
        )
    turn.dialog["stack"] = []
    await news.plan(turn, patient)
    turn.say("pref-farewell")


LEAVING: Final = Form(
    "leaving",
    lambda _: (Field("sure", ask=asks("pref-leave-ask", _CHOICES, careful=True), hear=_hear),),
    _finish,
    cancelled="pref-stayed",
    rests_after=timedelta(minutes=10),
    stray=keep_sentence,
)
