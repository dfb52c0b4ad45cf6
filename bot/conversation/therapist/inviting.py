"""Inviting a patient: a code instead of a name, and a link that works once."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import invitation, parting, ways
from bot.conversation.hearing.command_line import begins_with_code
from bot.conversation.invitation import Invitation
from bot.conversation.therapist import whose
from bot.conversation.turn import Turn, button, rows
from bot.messages import Arg, Moment, Say, Words
from storage import invites, people
from storage.records import Person, PersonState, Reach, Role


async def hear_invite(turn: Turn, rest: str) -> None:
    """Invite a new patient, or with a code (`/invite P-3`) a known one anew, perhaps on another phone."""
    code, more = begins_with_code(rest)
    if more.strip():
        turn.say("t-patients-no-names")
    if code is None:
        await _invite(turn, await _new_patient(turn))
        return
    patient = await whose.by_code(turn, code)
    if patient is None:
        turn.say("t-patients-unknown", typed=code)
    else:
        await _invite_known(turn, patient)


async def renew(turn: Turn, rest: str) -> None:
    """Make a new code; for somebody who takes part already only after asking, as it moves them to another phone."""
    number, _, sure = rest.partition(":")
    patient = await whose.by_id(turn, number)
    if patient is None:
        turn.say_old()
    elif not turn.doubled:
        await _invite_known(turn, patient, sure=bool(sure))


async def take_back(turn: Turn, rest: str) -> None:
    """Let an open code work no more; whoever never came in with one is taken off the list."""
    patient = await whose.by_id(turn, rest)
    if patient is None:
        turn.say_old()
    elif patient.id not in await invites.waiting(turn.tx, [patient.id]):
        turn.say("t-patients-no-code", code=patient.code)
    elif patient.state is not PersonState.INVITED:
        await invites.withdraw(turn.tx, patient.id)
        turn.say("t-patients-code-gone", code=patient.code)
    elif await people.forget_invited(turn.tx, patient.id):
        turn.say("t-patients-uninvited", code=patient.code)
    else:
        await invites.withdraw(turn.tx, patient.id)
        await parting.part(turn, patient, by=Role.THERAPIST)
        turn.say("t-patients-uninvited-all", code=patient.code)


async def _invite_known(turn: Turn, patient: Person, *, sure: bool = False) -> None:
    if patient.state is PersonState.ACTIVE and patient.reach is not Reach.UNPROVEN and not sure:
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
    await ways.trust(turn, patient)
    shown = _shown(turn, patient, made)
    for say in shown[:-1]:
        turn.reply(say)
    ways_on = rows(
        button("t-patients-assign", "tassign", patient.id),
        button("t-patients-new-code", "tinvite", patient.id),
        button("t-patients-take-back", "tuninv", patient.id),
        width=2,
    )
    turn.reply(replace(shown[-1], choices=ways_on))


def _shown(turn: Turn, patient: Person, made: Invitation) -> list[Say]:
    """Say an invitation for every messenger by which one can come in, each with its picture."""

    def say(key: str, link: str = "") -> Say:
        return Say(Words(key, {**facts, "link": link} if link else facts), qr=link)

    facts: dict[str, Arg] = {
        "code": patient.code,
        "typed": made.code,
        "until": Moment(made.expires_at, turn.who.zone),
    }
    practice = turn.practice
    if patient.reach is Reach.UNPROVEN:
        return [say("t-patients-invited-unproven")]
    telegram = practice.deep_link(made.token) if "telegram" in practice.channels else ""
    if "signal" not in practice.channels:
        return [say("t-patients-invited", telegram)]
    key = "t-patients-invited-signal" if practice.signal_link else "t-patients-invited-no-link"
    by_signal = say(key, practice.signal_link)
    return [by_signal, say("t-patients-invited-telegram", telegram)] if telegram else [by_signal]


COMMANDS = {"invite": hear_invite}
BUTTONS = {"tinvite": renew, "tuninv": take_back}
