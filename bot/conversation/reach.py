"""Whether a person can be reached: who blocked us gets nothing more there, and their therapist is told.

Where somebody wished for a second way, what waits goes there. A new safety number may be a new phone or another person:
nothing goes to it, and all that waits stays, until a code that was given in person has come from there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bot.conversation import news, ways
from bot.conversation.patient import planning
from bot.conversation.turn import Desk, Turn
from scheduler.receipts import BLOCKED, UNPROVEN, GivenUp, Receipt
from storage import addresses, alerts, outbox, people
from storage.records import Address, OutboxMessage, Person, Reach, Role

Pair = tuple[OutboxMessage, Receipt]

_ALARM: Final = {BLOCKED: "therapist_unreachable", UNPROVEN: "therapist_unproven"}


async def lost(desk: Desk, person: Person, channel: str) -> None:
    """Note that a person cannot be reached by a channel any more; what waited there goes their second way, or nowhere."""
    found = await _address(desk, person, channel)
    if found is None or found.dead_since is not None:
        return
    await addresses.change(desk.tx, found.id, dead_since=desk.now)
    await _closed(desk, person, found, BLOCKED)


async def unproven(desk: Desk, person: Person, channel: str) -> None:
    """Note that a person has a new safety number: until they show who they are, nothing goes there."""
    found = await _address(desk, person, channel)
    if found is None or found.held_since is not None:
        return
    await addresses.change(desk.tx, found.id, held_since=desk.now)
    await _closed(desk, person, found, UNPROVEN)


async def found(desk: Desk, person: Person, channel: str) -> None:
    """Note that a person can be reached again. Nothing is said unasked; what was proposed meanwhile comes later."""
    address = await _address(desk, person, channel)
    if address is not None and (address.dead_since is not None or person.blocked_at is not None):
        await addresses.change(desk.tx, address.id, dead_since=None)
        await changed(desk, person)


async def proven(desk: Desk, person: Person, channel: str) -> None:
    """Note that somebody with a new safety number has shown who they are; what was withheld comes now."""
    address = await _address(desk, person, channel)
    if address is not None:
        await addresses.change(desk.tx, address.id, held_since=None, dead_since=None)
    await changed(desk, person)
    await ways.release(desk, person.id)


async def changed(desk: Desk, before: Person) -> None:
    """Reckon anew how a person is reached, and tell of it where that is news."""
    after = await ways.look_again(desk, before.id)
    if before.role is not Role.PATIENT:
        if after.blocked_at is None and after.reach is Reach.FIRST:
            await alerts.over(desk.tx, [*_ALARM.values()], [f"person:{after.id}"], desk.now)
        return
    if _seen(before) != _seen(after):
        await news.plan(desk, after)
    if before.blocked_at is not None and after.blocked_at is None:
        await planning.bring_waiting(desk, after.id)


def _seen(person: Person) -> tuple[bool, Reach]:
    """Return what a therapist sees of how somebody is reached; what is wrong with a second way is none of that."""
    return person.blocked_at is None, Reach.FIRST if person.reach is Reach.ALONE else person.reach


async def listen(turn: Turn) -> None:
    """Note what it says about the ways to somebody that they write from here: this address lives."""
    person = turn.who
    if person.blocked_at is None and person.reach is Reach.FIRST:
        return
    address = await _address(turn, person, turn.heard.channel)
    turn.unproven = address is not None and address.held_since is not None
    await found(turn, person, turn.heard.channel)


async def settled(desk: Desk, pairs: Iterable[Pair]) -> list[Pair]:
    """Note whose chats are gone, or in unknown hands; return the pairs whose end has to be told.

    What goes on its way to another address, or waits until somebody shows who they are, has not ended.
    """
    told = list(pairs)
    for message, receipt in told:
        if isinstance(receipt, GivenUp) and (receipt.blocked or receipt.unproven):
            person = await people.at_chat(desk.tx, message.channel, message.chat_key)
            if person is not None:  # nobody, where they have gone on to another phone
                note = lost if receipt.blocked else unproven
                await note(desk, person, message.channel)
    return [pair for pair in told if not await _goes_on(desk, *pair)]


async def _goes_on(desk: Desk, message: OutboxMessage, receipt: Receipt) -> bool:
    """Send a message another way whose chat is closed, if there is one; what may have arrived is not sent again."""
    if not isinstance(receipt, GivenUp) or not receipt.of_the_chat:
        return False
    if message.person_id is None or not message.unasked or message.maybe_sent:
        return False
    to = await ways.in_use(desk, message.person_id)
    if to is None or (to.chat_key == message.chat_key and to.held_since is None):
        return False
    await ways.carry(desk, [message], to)
    return True


async def _closed(desk: Desk, person: Person, address: Address, why: str) -> None:
    """Take back what waits for an address; send it another way, or keep it back, where that can be."""
    before = await people.get(desk.tx, person.id)
    if before is None:
        return
    waiting = await outbox.cancel_chat(desk.tx, address.channel, address.chat_key, desk.now, why=why)
    await changed(desk, before)
    to = await ways.in_use(desk, person.id)
    if to is not None:
        await ways.carry(desk, waiting, to)
    if person.role is not Role.PATIENT:
        await alerts.raise_alert(desk.tx, _ALARM[why], f"person:{person.id}", desk.now)


async def _address(desk: Desk, person: Person, channel: str) -> Address | None:
    theirs = (await addresses.all_of(desk.tx, {person.id})).get(person.id, [])
    return next((each for each in theirs if each.channel == channel), None)
