"""Who wants to know how a message fared: a message's subject ("moment:12,13") names the room and the ids."""

from __future__ import annotations

from bot.conversation.patient import moments
from bot.conversation.turn import Desk
from scheduler.dispatch import Receipt

HEARERS = {"moment": moments.receipt}


async def settled(desk: Desk, subject: str, receipt: Receipt) -> None:
    """Tell the room that a message of its own was sent, may have been sent, or was given up."""
    kind, _, ids = subject.partition(":")
    await HEARERS[kind](desk, [int(each) for each in ids.split(",")], receipt)
