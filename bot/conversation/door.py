"""The door: how somebody with a code gets in, and how little anybody else learns here."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from bot.conversation import reach, therapist, ways
from bot.conversation.invitation import read_code
from bot.conversation.patient import second_way, welcome
from bot.conversation.patient.consent import CONSENT_VERSION
from bot.conversation.turn import Turn
from bot.messages import IncomingKind, Moment
from storage import invites, outbox, people
from storage.records import Invite, Person, PersonState, Role

TRIES: Final = 5
GREETINGS: Final = 10
WINDOW: Final = timedelta(minutes=15)
BUTTONS_BEFORE_CONSENT: Final = frozenset(welcome.BUTTONS)

_LINK: Final = re.compile(r"[?&]start=([A-Za-z0-9_-]+)")
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{20,64}")
_OUTSIDE: Final = frozenset({PersonState.DECLINED, PersonState.LEFT, PersonState.INVITED})


async def hear_stranger(turn: Turn) -> None:
    """Take what somebody outside sent: a code opens the door, everything else is told how to enter one."""
    typed = turn.heard.text if turn.heard.kind in {IncomingKind.TEXT, IncomingKind.MEDIA} else ""
    if _secret(typed) is not None:
        await start(turn, typed)
    elif turn.person is not None:
        turn.say("door-hello-again")
    elif await _may_greet(turn):
        turn.say("door-hello")


async def start(turn: Turn, payload: str) -> None:
    """Open the door with a link's token or a typed code; without one, greet whoever it is."""
    person = turn.person
    if person is not None and person.state not in _OUTSIDE:
        await _already_inside(turn, person, payload)
    elif payload.strip():
        await _try(turn, payload)
    elif person is not None:
        await _enter(turn, person)
    elif await _may_greet(turn):
        turn.say("door-hello")


async def hear_code(turn: Turn) -> bool:
    """Tell somebody inside who sends a code that it is not needed, or not for this chat; False for all other words.

    What reads like a code may be words: after TRIES of them in a WINDOW it is taken for such without a look.
    """
    if turn.heard.kind is not IncomingKind.TEXT or read_code(turn.heard.text) is None:
        return False
    invite = await _invite(turn, turn.heard.text)
    if invite is not None and invite.person_id == turn.who.id:
        await _already_inside(turn, turn.who, turn.heard.text)
        return True
    if await _guesses_left(turn) <= 0 or invite is None or not _holds(turn, invite):
        return False
    await _of_somebody_else(turn, invite)
    return True


async def _of_somebody_else(turn: Turn, invite: Invite) -> None:
    """Say that a code that holds is not for this chat, and what to do; whose it is is never said.

    A therapist without patients, as one comes to be who was invited twice, goes over to whom the code is for: nobody
    is left behind, and without that no code would ever work here.
    """
    person = turn.who
    if person.role is Role.PATIENT:
        turn.say("door-not-for-this-chat")
        return
    invited = await people.get(turn.tx, invite.person_id)
    if invited is None or invited.role is Role.PATIENT or await people.patients_of(turn.tx, person.id):
        turn.say("t-door-not-for-this-chat", code=person.code)
    elif await _admit(turn, invite):
        await outbox.cancel_for_person(turn.tx, person.id, turn.now, unasked_only=False)
        await people.change(turn.tx, person.id, state=PersonState.LEFT)


async def hear_unproven(turn: Turn, payload: str) -> None:
    """Take from somebody with a new safety number nothing but a new code of their own, and give nothing but that."""
    if _secret(payload) is None:
        if await _may_greet(turn):
            turn.say("door-prove")
    elif not await _waits(turn):
        invite = await _invite(turn, payload)
        if invite is None or invite.person_id != turn.who.id:
            turn.say("door-unknown")
        elif invite.second and await _admit(turn, invite):
            turn.unproven = False
        elif invite.second or not _holds(turn, invite):
            turn.say("door-run-out")
        elif await invites.use(turn.tx, invite.id, turn.now):
            await _proven(turn)


async def _proven(turn: Turn) -> None:
    """Go on where we were with somebody who has shown that the new safety number is theirs."""
    await invites.forget_guesses(turn.tx, turn.heard.channel, turn.heard.address)
    await reach.proven(turn, turn.who, turn.heard.channel)
    turn.unproven = False
    turn.say("door-proven")
    await _greet(turn)


async def _try(turn: Turn, payload: str) -> None:
    """Look a secret up, at most TRIES times per WINDOW; then even the right one waits."""
    if await _waits(turn):
        return
    invite = await _invite(turn, payload)
    if invite is None:
        turn.say("door-unknown")
    elif not await _admit(turn, invite):
        turn.say("door-run-out")


async def _guesses_left(turn: Turn) -> int:
    """Count a try; return how many were left before it."""
    channel, address = turn.heard.channel, turn.heard.address
    return await invites.guesses_left(turn.tx, channel, address, now=turn.now, limit=TRIES, window=WINDOW)


async def _waits(turn: Turn) -> bool:
    """Count a try, and say so where there were too many."""
    left = await _guesses_left(turn)
    since = await invites.guesses_since(turn.tx, turn.heard.channel, turn.heard.address)
    if left > 0 or since is None:
        return False
    turn.say("door-wait", until=Moment(since + WINDOW, turn.practice.zone, "time"))
    return True


async def _may_greet(turn: Turn) -> bool:
    """Say whether somebody unknown is told once more how to come in; whoever goes on and on is left without an answer."""
    greeted = invites.greeted(turn.heard.channel)
    left = await invites.guesses_left(
        turn.tx, greeted, turn.heard.address, now=turn.now, limit=GREETINGS, window=WINDOW
    )
    return left > 0


async def _admit(turn: Turn, invite: Invite) -> bool:
    """Let the invited person in at this address; False where the invitation no longer holds."""
    if not _holds(turn, invite):
        return False
    await people.hold(turn.tx, {invite.person_id})  # they may be writing from an older phone at this moment
    person = await people.get(turn.tx, invite.person_id)
    if person is None or (invite.second and not await second_way.may_come(turn, person)):
        return False
    if not await invites.use(turn.tx, invite.id, turn.now):
        return False
    await invites.forget_guesses(turn.tx, turn.heard.channel, turn.heard.address)
    if invite.second:
        await second_way.come(turn, person)
    else:
        await _move_in(turn, person)
    return True


async def _move_in(turn: Turn, person: Person) -> None:
    """Tie a person to this address alone. What waited for them comes here, once they agreed to this channel."""
    waiting = await outbox.take_back(turn.tx, person.id, turn.now)
    await people.bind(turn.tx, person.id, turn.heard.channel, turn.heard.address)
    await second_way.sit_down(turn, person)
    await reach.changed(turn, person)
    await _greet(turn)
    to = await ways.in_use(turn, person.id)
    if to is not None:
        await ways.carry(turn, ways.unseen(waiting), to, withheld=turn.who.state is not PersonState.ACTIVE)


async def _greet(turn: Turn) -> None:
    """Welcome somebody who has just shown a valid code: new, back again, or with a new phone."""
    person = turn.who
    if person.role is Role.PATIENT and person.state is PersonState.ACTIVE:
        channel = turn.heard.channel
        if not await people.has_consented(turn.tx, person.id, version=CONSENT_VERSION, channel=channel):
            await people.change(turn.tx, person.id, state=PersonState.CONSENTING)
    elif person.role is Role.PATIENT:
        await people.change(turn.tx, person.id, state=PersonState.CONSENTING)
    await _enter(turn, person)


async def _already_inside(turn: Turn, person: Person, payload: str) -> None:
    """Answer a code that is not needed any more, or not for this chat."""
    if not payload.strip():
        await _enter(turn, person)
        return
    invite = await _invite(turn, payload)
    if invite is not None and invite.person_id == person.id:
        if invite.second and _holds(turn, invite):
            turn.say("channel-code-there")
            return
        await invites.use(turn.tx, invite.id, turn.now)
    elif await _guesses_left(turn) > 0 and invite is not None and _holds(turn, invite):
        await _of_somebody_else(turn, invite)
        return
    turn.say("door-known")
    if person.state is PersonState.CONSENTING:
        await _enter(turn, person)


async def _enter(turn: Turn, person: Person) -> None:
    turn.person = await people.get(turn.tx, person.id)
    await (welcome.enter if person.role is Role.PATIENT else therapist.welcome.enter)(turn)


def _holds(turn: Turn, invite: Invite) -> bool:
    return invite.used_at is None and invite.expires_at > turn.now


async def _invite(turn: Turn, payload: str) -> Invite | None:
    secret = _secret(payload)
    return None if secret is None else await invites.find(turn.tx, secret)


def _secret(typed: str) -> str | None:
    """Read the token or code that was typed or pasted; None where it can be none of them."""
    link = _LINK.search(typed)
    if link is not None:
        return link[1]
    plain = typed.strip()
    return read_code(plain) or (plain if _TOKEN.fullmatch(plain) else None)
