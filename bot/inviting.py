"""Inviting a therapist from the command line."""

from __future__ import annotations

from dataclasses import dataclass

from bot.app import App
from bot.conversation import invitation, ways
from bot.conversation.turn import Desk
from bot.messages import Moment
from bot.posting import put_out
from bot.words import render
from storage import people
from storage.database import Tx
from storage.records import Person, Role


class NobodyInvitedError(LookupError):
    """There is no therapist with this code."""


@dataclass(frozen=True)
class TherapistInvitation:
    """What the operator hands over: `until` is on the practice's wall clock.

    `link` opens Telegram and carries the code; `signal` opens a chat on Signal, where the code has to be sent. Each is
    "" where that is no way in. `known` are the codes of all therapists who were there before somebody new was invited.
    """

    person: str
    link: str
    code: str
    until: str
    signal: str = ""
    known: tuple[str, ...] = ()


async def invite_a_therapist(app: App, again: str = "") -> TherapistInvitation:
    """Create a therapist with a fresh, single-use invitation, or invite the one with the code `again` anew.

    Raises NobodyInvitedError.
    """
    settings, practice = app.settings, app.practice
    async with app.database.write() as tx:
        known = [] if again else await people.therapists(tx)
        person = await (_known(tx, again) if again else _new(app, tx))
        desk = Desk(tx, app.clock.now(), app.answerer.library, practice)
        made = await invitation.create(tx, person.id, desk.now)
        await ways.trust(desk, person)
        await put_out(desk, None, app.channels)
    until = render(
        Moment(made.expires_at, settings.practice_timezone), settings.practice_language, "sie", markup=False
    )
    link = practice.deep_link(made.token) if "telegram" in practice.channels else ""
    signal = practice.signal_link if "signal" in practice.channels else ""
    codes = tuple(each.code for each in known)
    return TherapistInvitation(person.code, link, made.code, until, signal, codes)


async def _new(app: App, tx: Tx) -> Person:
    settings = app.settings
    return await people.add(
        tx,
        Role.THERAPIST,
        now=app.clock.now(),
        language=settings.practice_language,
        zone=settings.practice_timezone,
    )


async def _known(tx: Tx, code: str) -> Person:
    person = await people.by_code(tx, code)
    if person is None or person.role is not Role.THERAPIST:
        raise NobodyInvitedError(f"There is no therapist with the code {code}.")
    return person
