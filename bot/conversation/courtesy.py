"""Asks the scheduler's courtesy for people: may something unasked go to them now, and if not, when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.conversation.turn import Desk
from scheduler.courtesy import Earlier, Manners, next_allowed
from storage import unasked
from storage.records import Person, Role

_LONGEST_DAY = timedelta(hours=27)


async def may_go_at(desk: Desk, person: Person) -> datetime:
    """Return from when on an unasked message may go: `desk.now` means now; otherwise plan a due row for then."""
    return (await may_go_at_many(desk, [person]))[person.id]


async def may_go_at_many(desk: Desk, persons: Iterable[Person]) -> dict[int, datetime]:
    """Return the same for many by person id, with one query. What this desk is about to say counts too."""
    found = {person.id: person for person in persons}
    earlier: dict[int, list[Earlier]] = {person_id: [] for person_id in found}
    for sent in await unasked.sent_to(desk.tx, found, desk.now - _LONGEST_DAY, desk.now):
        earlier[sent.person_id].append(Earlier(sent.at, sent.wished))
    for out in desk.out:
        if out.unasked and out.person is not None and out.person.id in earlier:
            earlier[out.person.id].append(Earlier(desk.now, unasked.wished(out.dedupe_key)))
    return {
        person.id: next_allowed(desk.now, manners(person), earlier[person.id]) for person in found.values()
    }


def manners(person: Person) -> Manners:
    """Return a person's quiet hours; the day's number is limited for patients only."""
    return Manners(person.zone, person.quiet_from, person.quiet_to, capped=person.role is Role.PATIENT)
