"""Inviting a therapist from the command line."""

from __future__ import annotations

from dataclasses import dataclass

from bot.app import App
from bot.conversation import invitation
from bot.messages import Moment
from bot.words import render
from storage import people
from storage.records import Role


@dataclass(frozen=True)
class TherapistInvitation:
    """What the operator hands over: `until` is on the practice's wall clock."""

    person: str
    link: str
    code: str
    until: str


async def invite_a_therapist(app: App) -> TherapistInvitation:
    """Create a therapist with a fresh, single-use invitation."""
    settings, now = app.settings, app.clock.now()
    async with app.database.write() as tx:
        person = await people.add(
            tx,
            Role.THERAPIST,
            now=now,
            language=settings.practice_language,
            zone=settings.practice_timezone,
        )
        made = await invitation.create(tx, person.id, now)
    until = render(
        Moment(made.expires_at, settings.practice_timezone), settings.practice_language, "sie", markup=False
    )
    return TherapistInvitation(person.code, app.practice.deep_link(made.token), made.code, until)
