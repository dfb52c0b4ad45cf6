"""What a desk has said → outbox rows: to which address, in which language, and whether they have to wait."""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from bot import prompting
from bot.channels.base import Channel
from bot.conversation.turn import Desk, Outgoing, Practice
from bot.messages import Incoming
from bot.words import LANGUAGES
from storage import outbox, people
from storage.outbox import WITHHELD
from storage.records import Address, Formality, NewMessage, Person

log = structlog.get_logger()

Place = tuple[str, str, str]
"""Channel, chat key and address."""


async def put_out(desk: Desk, incoming: Incoming | None, channels: Mapping[str, Channel]) -> None:
    """Put all that was said into the outbox, each in its person's language as it is now: a turn may change it.

    Whoever is answered is answered where they wrote. What comes of its own accord goes to the address in use, and waits
    where that is in unknown hands.
    """
    persons = {out.person.id: out.person for out in desk.out if out.person is not None}
    elsewhere = {
        out.person.id for out in desk.out if out.person is not None and not _here(desk, out, incoming)
    }
    reached = await people.addresses_of(desk.tx, elsewhere) if elsewhere else {}
    if persons and incoming is not None:
        persons = await people.get_many(desk.tx, set(persons))
    said: list[tuple[Outgoing, NewMessage]] = []
    for out in desk.out:
        person = persons.get(out.person.id) if out.person is not None else None
        address = out.to or (reached.get(out.person.id) if out.person is not None else None)
        if incoming is not None and _here(desk, out, incoming):
            chat_key = desk.tx.keys.index(incoming.channel, incoming.address)
            place, withheld = (incoming.channel, chat_key, incoming.address), False
        elif address is not None:
            place, withheld = (address.channel, address.chat_key, address.address), _withheld(out, address)
        else:
            log.info("message.nowhere_to", person=out.person.id if out.person else None)
            continue
        shown = await prompting.in_place(desk.tx, channels.get(place[0]), place[1], out)
        if shown is not None:
            manner = manner_of(person, incoming, desk.practice)
            said.append((shown, _message(shown, place, manner, withheld=withheld)))
    if said:
        said.sort(key=_edits_last)
        await outbox.add(desk.tx, [message for _, message in said], desk.now)


def manner_of(person: Person | None, incoming: Incoming | None, practice: Practice) -> tuple[str, str]:
    """Return language and formality: the person's own, or for a stranger what their phone says."""
    if person is not None:
        return person.language, person.formality
    language = incoming.language[:2] if incoming is not None else ""
    return (language if language in LANGUAGES else practice.language), Formality.SIE


def _here(desk: Desk, out: Outgoing, incoming: Incoming | None) -> bool:
    """Say whether a message answers what was just heard."""
    if incoming is None or out.to is not None or out.unasked:
        return False
    talking: Person | None = getattr(desk, "person", None)
    return out.person is None or (talking is not None and out.person.id == talking.id)


def _withheld(out: Outgoing, address: Address) -> bool:
    return out.to is None and address.held_since is not None


def _edits_last(said: tuple[Outgoing, NewMessage]) -> bool:
    """Let the next question go before the tidying of the last one, so that nobody waits for it."""
    return bool(said[0].say.edit)


def _message(out: Outgoing, place: Place, manner: tuple[str, str], *, withheld: bool = False) -> NewMessage:
    channel, chat_key, address = place
    language, formality = manner
    return NewMessage(
        channel=channel,
        chat_key=chat_key,
        address=address,
        payload={"say": out.say.to_json(), "language": language, "formality": formality},
        lane=out.lane,
        person_id=out.person.id if out.person is not None else None,
        unasked=out.unasked,
        resend_if_uncertain=out.resend_if_uncertain,
        dedupe_key=out.dedupe_key,
        not_before=WITHHELD if withheld else out.not_before,
        expires_at=out.expires_at,
        subject=out.subject,
    )
