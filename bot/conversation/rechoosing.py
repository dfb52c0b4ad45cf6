"""Where a phone has no buttons: taking a choice, another one in its place, and taking it back."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.conversation import withdrawing
from bot.conversation.meant import Meant, meant_by
from bot.conversation.patient.moment_messages import AMONG
from bot.conversation.turn import Turn
from bot.messages import IncomingKind
from storage import prompts
from storage.records import Prompt

_BY_REACTION: Final = "reaction:"
"""Stands before the reference of a reaction that answered: only its removal takes such an answer back."""


async def take(turn: Turn, meant: Meant, *, answered_by: str = "") -> None:
    """Let the turn be the press on this choice. What opens one of several moments stays open for the others."""
    prompt, data, _ = meant
    if not data.endswith(f":{AMONG}"):
        await prompts.answer(turn.tx, prompt.id, answered_by or turn.heard.message_ref, data)
    turn.heard = replace(
        turn.heard, kind=IncomingKind.PRESS, text="", data=data, message_ref=prompt.ref, about=""
    )


async def edit(turn: Turn) -> bool:
    """Take an edited message that was a choice as the other choice.

    Where that is about something else ("which one do you mean?"), the first one is taken back: nobody said it any more.
    """
    answered = await prompts.answered_with(turn.tx, chat(turn), turn.heard.message_ref)
    if answered is None:
        return False
    meant = meant_by(answered, turn.heard.text, fuzzy=True)
    if meant:
        before = answered.answer or ""
        if _about(meant[0][1]) and _about(before) != _about(meant[0][1]):
            await withdrawing.undo(turn, before)
        await take(turn, meant[0])
        return False
    turn.say("choose-edit-unclear", title=answered.content["title"])
    return True


async def reaction(turn: Turn) -> bool:
    """Take a reaction as the choice that it stands for; False where it stands for none, or for what holds already."""
    prompt = await prompts.at(turn.tx, chat(turn), turn.heard.about) if turn.person else None
    meant = [] if prompt is None else meant_by(prompt, turn.heard.text, fuzzy=False)
    if prompt is None or not meant or meant[0][1] == prompt.answer:
        return False
    await take(turn, meant[0], answered_by=f"{_BY_REACTION}{turn.heard.message_ref}")
    return True


async def unreaction(turn: Turn) -> bool:
    """Take a reaction that was removed as the withdrawal of its choice; False where that was not the answer."""
    prompt = await prompts.at(turn.tx, chat(turn), turn.heard.about) if turn.person else None
    meant = [] if prompt is None else meant_by(prompt, turn.heard.text, fuzzy=False)
    typed = prompt is not None and not (prompt.answered_by or "").startswith(_BY_REACTION)
    if prompt is None or typed or not meant or meant[0][1] != prompt.answer:
        return False
    await _withdrawn(turn, prompt)
    return True


async def withdrawal(turn: Turn) -> None:
    """Let a withdrawn message that was a choice carry what it meant; every other stays as it is."""
    answered = await prompts.answered_with(turn.tx, chat(turn), turn.heard.message_ref)
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


def _about(data: str) -> str:
    """Return the one thing that a choice is about, as its data names it."""
    return data.partition(":")[2].partition(":")[0]


def chat(turn: Turn) -> str:
    """Return the key of the chat that we hear."""
    return turn.tx.keys.index(turn.heard.channel, turn.heard.address)
