"""Whose question it is, where those about two exercises are under way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from bot.conversation.fields import Answers, Question
from bot.conversation.frames import is_awake
from bot.conversation.patient.card import title
from bot.conversation.turn import Turn
from bot.messages import Words
from storage import assignments

FORM: Final = "checkin"
Ask = Callable[[Turn, Answers], Awaitable[Question | None]]


def named(ask: Ask) -> Ask:
    """Say whose question it is, where those about two exercises are under way."""

    async def ask_named(turn: Turn, answers: Answers) -> Question | None:
        question = await ask(turn, answers)
        assignment = None
        if question is not None and _among_others(turn, answers):
            assignment = await assignments.get(turn.tx, answers["_assignment"])
        if question is None or assignment is None:
            return question
        words = Words("checkin-of", {"title": title(assignment), "question": question.words})
        return replace(question, words=words)

    return ask_named


def _among_others(turn: Turn, answers: Answers) -> bool:
    """Whether those about another exercise are under way, too, or were; then each goes on naming its own to its end."""
    frames = [each for each in turn.dialog.get("stack", []) if each["form"] == FORM]
    awake = [each for each in frames if each["answers"] is answers or is_awake(turn, each)]
    if len(awake) > 1:
        for each in awake:
            each["named"] = True
    return any(each.get("named") for each in frames if each["answers"] is answers)
