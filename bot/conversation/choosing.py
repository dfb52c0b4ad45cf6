"""Where a phone has no buttons: which choice somebody means by a number, a word, a reaction or a change of one.

What was heard becomes the press that it means, so that no step knows how it was made. In this order: a reaction or a
reply to a message of ours; a number or a name of a choice that is open; what else was written is left to the steps.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.conversation.frames import expects_words
from bot.conversation.hearing.replies import hear_numbers, hear_thumb
from bot.conversation.meant import Meant, meant_by
from bot.conversation.patient.moment_messages import AMONG
from bot.conversation.turn import Turn, rows
from bot.messages import Choice, IncomingKind, Moment, Words
from storage import outbox, prompts, versions
from storage.records import Prompt

OPEN_FOR: Final = timedelta(days=7)
"""A bare number answers nothing older, except the very last question of all as long as the phone may show it; a reaction,
or a reply to the very message, still does."""
SHOWN_FOR: Final = timedelta(days=28)
AT_ONCE: Final = timedelta(seconds=1)
"""Of what was sent and written within so short a time nobody can say which was first."""


async def resolve(turn: Turn) -> bool:
    """Turn what was heard into the press that it means; True where nothing is left to be heard."""
    await _first_version(turn)
    match turn.heard.kind:
        case IncomingKind.TEXT if turn.person is not None:
            answered = await _text(turn)
            await prompts.stale(turn.tx, _chat(turn))
            return answered
        case IncomingKind.EDIT if turn.person is not None:
            return await _edit(turn)
        case IncomingKind.WITHDRAWAL if turn.person is not None:
            await _withdrawal(turn)
            return False
        case IncomingKind.REACTION:
            return not await _reaction(turn)
        case IncomingKind.UNREACTION:
            return not await _unreaction(turn)
        case kind:
            return kind is IncomingKind.WITHDRAWAL


async def _first_version(turn: Turn) -> None:
    """Let an edit of an edit, or the withdrawal of one, mean the message as it was first typed."""
    heard, chat = turn.heard, _chat(turn)
    if heard.kind not in {IncomingKind.EDIT, IncomingKind.WITHDRAWAL}:
        return
    first = await versions.first(turn.tx, chat, heard.message_ref)
    if heard.version_ref:
        await versions.remember(turn.tx, chat, heard.version_ref, first, turn.now)
    turn.heard = replace(heard, message_ref=first)


async def _text(turn: Turn) -> bool:
    text = turn.heard.text
    if text.startswith("/"):
        return False
    if turn.heard.about:
        quoted = await prompts.at(turn.tx, _chat(turn), turn.heard.about)
        meant = [] if quoted is None else meant_by(quoted, text, fuzzy=True)
        return await _take_or_say(turn, meant, [] if quoted is None else [quoted])
    overtaken = await _overtaken(turn)
    meant = [] if overtaken is None else meant_by(overtaken, text, fuzzy=False)
    if overtaken is not None and meant:
        if meant[0][1] == overtaken.answer:
            return True  # the same once more, written before anybody could see that it was heard
        return await _take_bare(turn, meant, [overtaken])
    asked = await _asked(turn)
    words = expects_words(turn)
    meant = [each for prompt in asked for each in meant_by(prompt, text, fuzzy=words is None)]
    if words is not None and all(_left_to(words["id"], each) for each in meant):
        turn.bare = bool(hear_numbers(text)) and not meant
        return False  # the question that is open hears it, also where nothing is meant
    return await _take_bare(turn, meant, asked)


async def _take_bare(turn: Turn, meant: list[Meant], asked: list[Prompt]) -> bool:
    """Take what names no message; not where one was under way as it was written, and may have been what it answers.

    Nobody knew that it had arrived: its answer was lost, or we were killed while we sent it. It comes once more.
    """
    if meant and turn.written and await outbox.may_have_come(turn.tx, _chat(turn), turn.written):
        turn.say("choose-words-please")
        return True
    return await _take_or_say(turn, meant, asked)


async def _overtaken(turn: Turn) -> Prompt | None:
    """Return what was asked last when this was written, where something newer has been asked since; else None.

    What waited at its service while we were away is no answer to what we ask now that we are back.
    """
    if turn.written is None:
        return None
    newest = await prompts.newest_before(turn.tx, _chat(turn), turn.now)
    if newest is None or newest.sent_at <= turn.written + AT_ONCE:
        return None
    return await prompts.newest_before(turn.tx, _chat(turn), turn.written)


async def _asked(turn: Turn) -> list[Prompt]:
    """Return the open prompts that words may answer: those sent since the person's last words, if there are any.

    A question that waits for words leaves no number to what was said before it.
    """
    found = await prompts.open_ones(turn.tx, _chat(turn), turn.now - OPEN_FOR)
    found = found or (await prompts.open_ones(turn.tx, _chat(turn), turn.now - SHOWN_FOR))[:1]
    fresh = [prompt for prompt in found if prompt.fresh]
    words = expects_words(turn)
    if fresh or words is None:
        return fresh or found
    place = next((place for place, prompt in enumerate(found) if prompt.topic == words["id"]), None)
    if place is not None:
        return found[: place + 1]
    return [prompt for prompt in found if prompt.sent_at.timestamp() > words["asked_at"]]


def _left_to(frame_id: str, meant: Meant) -> bool:
    """Say whether a number is one of a scale whose own question hears it, and so can hear its correction later."""
    prompt, data, label = meant
    return prompt.topic == frame_id and any(
        key == label and data == option for key, _, option in prompt.content["options"]
    )


async def _take_or_say(turn: Turn, meant: list[Meant], asked: list[Prompt]) -> bool:
    """Take the one choice that is meant, ask which of several, or say that a number means none.

    `meant` and `asked` begin with the newest.
    """
    by_data = {data: (prompt, data, label) for prompt, data, label in reversed(meant)}
    if len(by_data) == 1:
        await _take(turn, next(iter(by_data.values())))
        return False
    if by_data:
        _ask_which(turn, list(by_data.values()))
        return True
    if not hear_numbers(turn.heard.text) and hear_thumb(turn.heard.text) is None:
        return False
    if asked:
        turn.say("choose-not-among", title=asked[0].content["title"])
    else:
        turn.say("button-old" if turn.heard.about else "choose-none-open")
    return True


def _ask_which(turn: Turn, meant: list[Meant]) -> None:
    """Ask which of several open messages is meant; the answer is at once the choice itself.

    Neutral messages may have the same words: then the time at which each came tells them apart.
    """
    titles = [prompt.content["title"] for prompt, _, _ in meant]
    key = "choose-one-of" if len(set(titles)) == len(titles) else "choose-one-of-at"
    choices = [
        Choice(
            Words(
                key,
                {
                    "title": prompt.content["title"],
                    "label": label,
                    "at": Moment(prompt.sent_at, turn.who.zone),
                },
            ),
            data,
        )
        for prompt, data, label in meant
    ]
    turn.say("choose-which", choices=rows(*choices))


async def _take(turn: Turn, meant: Meant) -> None:
    """Let the turn be the press on this choice. What opens one of several moments stays open for the others."""
    prompt, data, _ = meant
    if not data.endswith(f":{AMONG}"):
        await prompts.answer(turn.tx, prompt.id, turn.heard.message_ref, data)
    turn.heard = replace(
        turn.heard, kind=IncomingKind.PRESS, text="", data=data, message_ref=prompt.ref, about=""
    )


async def _edit(turn: Turn) -> bool:
    """Take an edited message that was a choice as the other choice."""
    answered = await prompts.answered_with(turn.tx, _chat(turn), turn.heard.message_ref)
    if answered is None:
        return False
    meant = meant_by(answered, turn.heard.text, fuzzy=True)
    if meant:
        await _take(turn, meant[0])
        return False
    turn.say("choose-edit-unclear", title=answered.content["title"])
    return True


async def _reaction(turn: Turn) -> bool:
    """Take a reaction as the choice that it stands for; False where it stands for none, or for what holds already."""
    prompt = await prompts.at(turn.tx, _chat(turn), turn.heard.about) if turn.person else None
    meant = [] if prompt is None else meant_by(prompt, turn.heard.text, fuzzy=False)
    if prompt is None or not meant or meant[0][1] == prompt.answer:
        return False
    await _take(turn, meant[0])
    return True


async def _unreaction(turn: Turn) -> bool:
    """Take a reaction that was removed as the withdrawal of its choice; False where that was not the answer."""
    prompt = await prompts.at(turn.tx, _chat(turn), turn.heard.about) if turn.person else None
    meant = [] if prompt is None else meant_by(prompt, turn.heard.text, fuzzy=False)
    if prompt is None or not meant or meant[0][1] != prompt.answer:
        return False
    await _withdrawn(turn, prompt)
    return True


async def _withdrawal(turn: Turn) -> None:
    """Let a withdrawn message that was a choice carry what it meant; every other stays as it is."""
    answered = await prompts.answered_with(turn.tx, _chat(turn), turn.heard.message_ref)
    if answered is not None:
        await _withdrawn(turn, answered)


async def _withdrawn(turn: Turn, prompt: Prompt) -> None:
    await prompts.take_back(turn.tx, prompt.id)
    turn.heard = replace(
        turn.heard,
        kind=IncomingKind.WITHDRAWAL,
        text="",
        data=prompt.answer or "",
        message_ref=prompt.ref,
        about="",
    )


def _chat(turn: Turn) -> str:
    return turn.tx.keys.index(turn.heard.channel, turn.heard.address)
