"""The ways to a person: which address is in use, and what becomes of messages that wait while that changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.conversation.turn import Desk, Outgoing
from bot.messages import Say, Words
from storage import addresses, occurrences, outbox, people
from storage.outbox import WITHHELD
from storage.records import Address, NewMessage, OutboxMessage, Person, Reach

_AGAIN = "@"
"""Stands in a dedupe key between what it was and the message that is sent once more, to another address."""


def judged(theirs: Sequence[Address]) -> Reach | None:
    """Say how somebody is reached who has these addresses, the one in use first; None where they cannot be."""
    if not theirs:
        return Reach.FIRST
    used = theirs[0]
    if used.dead_since is not None:
        return None
    if used.held_since is not None:
        return Reach.UNPROVEN
    if used.place > min(each.place for each in theirs):
        return Reach.FALL_BACK
    well = all(each.dead_since is None and each.held_since is None for each in theirs)
    return Reach.FIRST if well else Reach.ALONE


async def look_again(desk: Desk, person_id: int) -> Person:
    """Reckon anew how a person is reached, after one of their addresses changed; return them as they are now."""
    theirs = await addresses.all_of(desk.tx, {person_id})
    reach = judged(theirs.get(person_id, []))
    known = await people.get(desk.tx, person_id)
    if known is None:
        raise LookupError("There is nobody with this id.")
    blocked_at = (known.blocked_at or desk.now) if reach is None else None
    after = replace(known, reach=reach or Reach.FIRST, blocked_at=blocked_at)
    if after != known:
        await people.change(desk.tx, person_id, reach=after.reach, blocked_at=blocked_at)
    return after


async def in_use(desk: Desk, person_id: int) -> Address | None:
    """Return the address over which a person is reached, or will be once they have shown who they are."""
    found = (await people.addresses_of(desk.tx, {person_id})).get(person_id)
    return None if found is None or found.dead_since is not None else found


async def trust(desk: Desk, person: Person) -> None:
    """Let the channel read again what comes from a new safety number, so that a code can; it gets nothing more."""
    for address in (await addresses.all_of(desk.tx, {person.id})).get(person.id, []):
        if address.held_since is not None:
            desk.out.append(Outgoing(Say(Words("door-trust"), deed="trust"), person, to=address))


async def carry(
    desk: Desk, messages: Iterable[OutboxMessage], to: Address, *, withheld: bool = False
) -> None:
    """Send to this address what waited for another: what came of its own accord, and is not over meanwhile.

    An answer belongs to the chat in which it was asked for, and ends with it. What goes to an address in unknown hands,
    or is `withheld` until somebody has agreed to this channel, waits until it is released.
    """
    wanted = [each for each in messages if each.unasked and not _expired(each, desk.now)]
    over = await _over(desk, wanted)
    not_before = WITHHELD if withheld or to.held_since is not None else None
    again = [_again(each, to, not_before) for each in wanted if each.id not in over]
    if again:
        await outbox.add(desk.tx, again, desk.now)


async def release(desk: Desk, person_id: int) -> None:
    """Let go what was withheld from a person who is here again, as far as it is not over."""
    withheld = await outbox.take_back(desk.tx, person_id, desk.now, withheld_only=True)
    to = await in_use(desk, person_id)
    if withheld and to is not None:
        await carry(desk, unseen(withheld), to)


def unseen(messages: Iterable[OutboxMessage]) -> list[OutboxMessage]:
    """Leave out what somebody who is greeted sees anyhow: that something is proposed to them."""
    return [each for each in messages if not (each.dedupe_key or "").startswith("proposal:")]


def _expired(message: OutboxMessage, now: datetime) -> bool:
    return message.expires_at is not None and message.expires_at <= now


async def _over(desk: Desk, messages: Sequence[OutboxMessage]) -> set[int]:
    """Return the ids of the messages that tell of moments of which none is open any more."""
    told = {each.id: _moments(each) for each in messages}
    found = await occurrences.get_many(desk.tx, [one for ids in told.values() for one in ids])
    closed = {one for one, moment in found.items() if moment.closed_at is not None}
    return {message_id for message_id, ids in told.items() if ids and set(ids) <= closed}


def _moments(message: OutboxMessage) -> list[int]:
    kind, _, ids = (message.subject or "").partition(":")
    return [int(each) for each in ids.split(",")] if kind == "moment" else []


def _again(message: OutboxMessage, to: Address, not_before: datetime | None) -> NewMessage:
    key = message.dedupe_key
    return NewMessage(
        channel=to.channel,
        chat_key=to.chat_key,
        address=to.address,
        payload=message.payload,
        lane=message.lane,
        person_id=message.person_id,
        unasked=message.unasked,
        resend_if_uncertain=message.resend_if_uncertain,
        dedupe_key=None if key is None else f"{key.partition(_AGAIN)[0]}{_AGAIN}{message.id}",
        not_before=not_before,
        expires_at=message.expires_at,
        subject=message.subject,
    )
