"""Inviting a patient: a code instead of a name, and a link that works once."""

from __future__ import annotations

from bot.conversation import invitation
from bot.conversation.hearing.command_line import hear_code
from bot.conversation.therapist import whose
from bot.conversation.turn import Turn, button, rows
from bot.messages import Moment
from storage import people
from storage.records import Person, PersonState, Role


async def hear_invite(turn: Turn, rest: str) -> None:
    """Invite a new patient, or with a code (`/invite P-3`) a known one anew, perhaps on another phone."""
    if hear_code(rest) is None:
        if rest:
            turn.say("t-patients-no-names")
        await _invite(turn, await _new_patient(turn))
        return
    patient = await whose.by_code(turn, rest)
    if patient is None:
        turn.say("t-patients-unknown", typed=rest)
    else:
        await _invite(turn, patient)


async def renew(turn: Turn, rest: str) -> None:
    """Make a new code; for somebody who takes part already only after asking, as it moves them to another phone."""
    number, _, sure = rest.partition(":")
    patient = await whose.by_id(turn, number)
    if patient is None:
        turn.say("button-old")
    elif turn.doubled:
        return
    elif patient.state is PersonState.ACTIVE and not sure:
        turn.say(
            "t-patients-new-code-sure",
            choices=rows(button("t-patients-new-code-yes", "tinvite", patient.id, "sure")),
            code=patient.code,
        )
    else:
        await _invite(turn, patient)


async def _new_patient(turn: Turn) -> Person:
    return await people.add(
        turn.tx,
        Role.PATIENT,
        now=turn.now,
        language=turn.practice.language,
        zone=turn.practice.zone,
        therapist_id=turn.who.id,
    )


async def _invite(turn: Turn, patient: Person) -> None:
    made = await invitation.create(turn.tx, patient.id, turn.now)
    link = turn.practice.deep_link(made.token)
    turn.say(
        "t-patients-invited",
        qr=link,
        choices=rows(
            button("t-patients-assign", "tassign", patient.id),
            button("t-patients-new-code", "tinvite", patient.id),
            width=2,
        ),
        code=patient.code,
        link=link,
        typed=made.code,
        until=Moment(made.expires_at, turn.who.zone),
    )


COMMANDS = {"invite": hear_invite}
BUTTONS = {"tinvite": renew}
