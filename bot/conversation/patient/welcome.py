"""A patient's arrival: who I am, language, consent, time zone; and what /start says later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.conversation import form, news, parting, ways
from bot.conversation.fields import Answers, Field, Form, Question
from bot.conversation.frames import drop, open_frame
from bot.conversation.patient import planning
from bot.conversation.patient.consent import AGREE, consent_fields, prove
from bot.conversation.patient.languages import SPOKEN, language_field
from bot.conversation.patient.zones import FIELD as ZONE
from bot.conversation.patient.zones import city_of, zone_field
from bot.conversation.steps import Step
from bot.conversation.turn import Turn, button, rows
from bot.messages import Moment, Say, Words
from storage import outbox, people
from storage.records import PersonState, Role

_VERB: Final = "welcome"
_MOVED: Final = "welcome-moved"


async def enter(turn: Turn) -> None:
    """Greet a patient according to where they stand with us."""
    match turn.who.state:
        case PersonState.ACTIVE:
            turn.reply(Say(Words("welcome-menu"), menu=Role.PATIENT))
            turn.say("welcome-back")
            await planning.show_waiting(turn)
        case PersonState.LEFT:
            turn.say("welcome-left")
        case PersonState.DECLINED:
            await _begin(turn, {"language": turn.who.language})
        case _:
            if _under_way(turn):
                await form.ask_again(turn)
            elif turn.who.consent_version is not None:
                await _begin(turn, {"language": turn.who.language, ZONE: turn.who.zone}, _MOVED)
            else:
                await _begin(turn, {})


async def _again(turn: Turn, rest: str) -> None:
    """Offer to take part once more, to somebody who declined."""
    del rest
    if turn.who.role is Role.PATIENT:
        await enter(turn)


async def _begin(turn: Turn, known: Answers, greeting: str = "welcome-identity") -> None:
    """Say who I am, then ask; a first language is taken from the phone, where I speak it.

    Whoever took part before, on another channel, is asked only whether they agree to this one; then what was being
    talked about goes on.
    """
    spoken = turn.heard.language[:2]
    changes = {"language": spoken} if not known and spoken in SPOKEN else {}
    await people.change(turn.tx, turn.who.id, state=PersonState.CONSENTING, **changes)
    turn.person = await people.get(turn.tx, turn.who.id)
    if greeting != _MOVED:
        turn.dialog["stack"] = []
    turn.say(greeting)
    await form.begin(turn, WELCOME, known)


def _under_way(turn: Turn) -> bool:
    frame = open_frame(turn)
    return frame is not None and frame["form"] == WELCOME.name


def _fields(answers: Answers) -> Sequence[Field]:
    zone = zone_field("welcome-zone", "welcome-zone-right")

    async def ask_zone(turn: Turn, known: Answers) -> Question | None:
        return await zone.ask(turn, known) if answers.get("agree") == AGREE else None

    return (
        language_field("welcome-language"),
        *consent_fields(),
        Field(ZONE, ask=ask_zone, hear=zone.hear, back=False),
    )


async def _finish(turn: Turn, answers: Answers) -> None:
    if answers.get("agree") != AGREE:
        await _declined(turn)
        return
    zone = answers[ZONE]
    await people.change(turn.tx, turn.who.id, state=PersonState.ACTIVE, zone=zone)
    turn.person = await people.get(turn.tx, turn.who.id)
    turn.reply(Say(Words("welcome-menu"), menu=Role.PATIENT))
    turn.say("welcome-ready", city=city_of(zone), time=Moment(turn.now, zone, "time"))
    await ways.release(turn, turn.who.id)
    await planning.show_waiting(turn)


async def decline(turn: Turn) -> None:
    """Let somebody go who is still reading what they would consent to, or has just consented to it."""
    drop(turn, WELCOME)
    await prove(turn, given=False)
    await _declined(turn)


def declined() -> Say:
    """Say that somebody does not take part, which is fine, and how to read it once more."""
    return Say(Words("welcome-declined"), rows(button("welcome-read-again", _VERB)))


async def _declined(turn: Turn) -> None:
    await people.change(turn.tx, turn.who.id, state=PersonState.DECLINED, left_at=turn.now)
    await outbox.cancel_for_person(turn.tx, turn.who.id, turn.now)
    await parting.call_off_all(turn, turn.who)
    await news.plan(turn, turn.who)
    turn.reply(declined())


WELCOME: Final = Form("welcome", _fields, _finish, cancelled=None, rests_after=timedelta(hours=1))

BUTTONS: Final[dict[str, Step]] = {_VERB: _again}
FORMS: Final = (WELCOME,)
