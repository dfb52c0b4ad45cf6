"""Over which messenger somebody is reached, and a second one for when nothing arrives there any more: by consent."""

from __future__ import annotations

from typing import Final

from bot.conversation import invitation, ways
from bot.conversation.patient.consent import CONSENT_VERSION, channel_words
from bot.conversation.steps import BackStep, Step
from bot.conversation.turn import Turn, button, rows
from bot.messages import Moment, Rows, Say, Words
from storage import addresses, dialogs, invites, people
from storage.records import Address, Person, PersonState, Reach, Role

_SERVED_FIRST: Final = frozenset({Reach.FIRST, Reach.ALONE})
_WISH, _AGREE, _LEAVE_IT, _SWAP, _DROP = "chadd", "chyes", "chno", "chswap", "chdrop"


async def hear_channel(turn: Turn, rest: str) -> None:
    """Say where somebody is reached, and offer what can be changed about it."""
    del rest
    theirs = await _theirs(turn)
    turn.reply(Say(_standing(turn, theirs), _offers(turn, theirs), edit=turn.pressed))


async def _wish(turn: Turn, rest: str) -> None:
    """Say what a second way means, before anything else."""
    if rest not in _others(turn, await _theirs(turn)):
        turn.say("button-old")
        return
    turn.edit(
        "channel-consent",
        choices=rows(
            button("welcome-agree", _AGREE, rest, style="primary"),
            button("channel-leave-it", _LEAVE_IT),
            width=2,
        ),
        channel=name(rest),
        first=name(turn.heard.channel),
        channel_words=channel_words(turn.practice, rest),
    )


async def _agree(turn: Turn, rest: str) -> None:
    """Keep the consent to another channel, and give the code that opens it."""
    if rest not in _others(turn, await _theirs(turn)):
        turn.say("button-old")
        return
    if turn.doubled:
        return
    await people.record_consent(
        turn.tx, turn.who.id, version=CONSENT_VERSION, channel=rest, given=True, at=turn.now
    )
    made = await invitation.create(turn.tx, turn.who.id, turn.now, second=True)
    await ways.trust(turn, turn.who)
    link = turn.practice.deep_link(made.token) if rest == "telegram" else turn.practice.signal_link
    turn.edit("channel-agreed", channel=name(rest))
    turn.say(
        f"channel-code-{rest}" if link else "channel-code-no-link",
        qr=link,
        link=link,
        typed=made.code,
        until=Moment(made.expires_at, turn.who.zone),
    )


async def _agree_back(turn: Turn, rest: str) -> bool:
    """Take back the agreement to a second way; once it is used, /channel ends it."""
    turn.say("channel-left" if await _unsaid(turn, rest) else "withdraw-settings")
    return True


async def _leave_it(turn: Turn, rest: str) -> None:
    """Leave it at one way, also where the other one was agreed to just before."""
    del rest
    for each in _others(turn, await _theirs(turn)):
        await _unsaid(turn, each)
    turn.edit("channel-left")


async def _unsaid(turn: Turn, channel: str) -> bool:
    """Let a consent to a channel, and the code that it gave, hold no longer; False where there is no such, or it was used.

    Where a way that does not work was to be set up anew, what was agreed for it before stays.
    """
    theirs = await _theirs(turn)
    if channel not in _others(turn, theirs):
        return False
    if not await people.has_consented(turn.tx, turn.who.id, version=CONSENT_VERSION, channel=channel):
        return False
    await invites.withdraw(turn.tx, turn.who.id, second=True)
    if all(each.channel != channel for each in theirs):
        await _consent_ends(turn, channel)
    return True


async def _consent_ends(turn: Turn, channel: str) -> None:
    """Take back what was agreed for one channel; what holds for the others stays."""
    await people.record_consent(
        turn.tx, turn.who.id, version=CONSENT_VERSION, channel=channel, given=False, at=turn.now
    )
    await people.change(turn.tx, turn.who.id, consent_version=turn.who.consent_version)


async def _swap(turn: Turn, rest: str) -> None:
    """Write first to the way that was the second one so far."""
    del rest
    theirs = await _theirs(turn)
    if turn.who.reach is Reach.FIRST and _is_second(theirs):
        for each in theirs:
            await addresses.change(turn.tx, each.id, place=1 - each.place)
    await hear_channel(turn, "")


async def _drop(turn: Turn, rest: str) -> None:
    """Forget the second way, and take back what was agreed for it."""
    del rest
    theirs = await _theirs(turn)
    if turn.who.reach in _SERVED_FIRST and _is_second(theirs) and theirs[1].channel != turn.heard.channel:
        await addresses.remove(turn.tx, theirs[1].id)
        await _consent_ends(turn, theirs[1].channel)
        await ways.look_again(turn, turn.who.id)
    await hear_channel(turn, "")


async def may_come(turn: Turn, person: Person) -> bool:
    """Say whether somebody may be reached at this address too: only on another channel, to which they agreed."""
    theirs = (await addresses.all_of(turn.tx, {person.id})).get(person.id, [])
    channel = turn.heard.channel
    return (
        person.state is PersonState.ACTIVE
        and all(each.channel != channel or each.place > 0 for each in theirs)
        and await people.has_consented(turn.tx, person.id, version=CONSENT_VERSION, channel=channel)
    )


async def come(turn: Turn, person: Person) -> None:
    """Reach somebody at this address too, where nothing arrives at their first one."""
    await addresses.add_second(turn.tx, person.id, turn.heard.channel, turn.heard.address)
    await sit_down(turn, person)
    theirs = await _theirs(turn)
    first = next((each for each in theirs if each.channel != turn.heard.channel), theirs[0])
    turn.reply(Say(Words("welcome-menu"), menu=Role.PATIENT))
    turn.say("channel-ready", channel=name(turn.heard.channel), first=name(first.channel))


async def sit_down(turn: Turn, person: Person) -> None:
    """Talk from now on with this person, where their dialog stands; let what is written in this chat vanish in time."""
    turn.person = await ways.look_again(turn, person.id)
    turn.dialog.clear()
    turn.dialog.update(await dialogs.load(turn.tx, person.id) or {})
    if turn.heard.keeps and person.role is Role.PATIENT:
        turn.reply(Say(Words("door-expire"), deed="expire"))


def name(channel: str) -> Words:
    """Name a channel."""
    return Words("channel-name", {"channel": channel})


def _standing(turn: Turn, theirs: list[Address]) -> Words:
    used = theirs[0]
    rest = [each for each in theirs if each.id != used.id]
    if not rest:
        return Words("channel-one", {"channel": name(used.channel)})
    keys = {Reach.FIRST: "channel-two", Reach.ALONE: "channel-alone"}
    key = keys.get(turn.who.reach, "channel-fallen-back")
    return Words(key, {"channel": name(used.channel), "other": name(rest[0].channel)})


def _offers(turn: Turn, theirs: list[Address]) -> Rows:
    """Offer what fits how things stand: a second way to add; one to put first; one that does not work to set up anew.

    Any second way can be removed, but not in the chat that it is. While it stands in for the first there is no choice.
    """
    opening = "channel-renew" if _is_second(theirs) else "channel-add"
    offers = [button(opening, _WISH, each, channel=name(each)) for each in _others(turn, theirs)]
    if _is_second(theirs) and turn.who.reach in _SERVED_FIRST:
        other = theirs[1].channel
        if turn.who.reach is Reach.FIRST:
            offers.append(button("channel-swap", _SWAP, channel=name(other)))
        if other != turn.heard.channel:
            offers.append(button("channel-drop", _DROP, channel=name(other)))
    return rows(*offers)


def _others(turn: Turn, theirs: list[Address]) -> list[str]:
    """Return the channels that may become a second way, or become one anew where nothing arrives there any more."""
    channels = turn.practice.channels
    if _is_second(theirs):
        return [
            each.channel for each in theirs[1:] if turn.who.reach is Reach.ALONE and each.channel in channels
        ]
    return [each for each in channels if all(one.channel != each for one in theirs)]


def _is_second(theirs: list[Address]) -> bool:
    return len(theirs) > 1


async def _theirs(turn: Turn) -> list[Address]:
    return (await addresses.all_of(turn.tx, {turn.who.id})).get(turn.who.id, [])


COMMANDS: Final[dict[str, Step]] = {"channel": hear_channel}
TAKE_BACK: Final[dict[str, BackStep]] = {_AGREE: _agree_back}
BUTTONS: Final[dict[str, Step]] = {
    _WISH: _wish,
    _AGREE: _agree,
    _LEAVE_IT: _leave_it,
    _SWAP: _swap,
    _DROP: _drop,
}
