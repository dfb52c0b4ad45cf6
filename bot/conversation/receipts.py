"""Who wants to know how a message fared: a message's subject ("moment:12,13") names the room and the ids."""

from __future__ import annotations

from collections.abc import Iterable

from bot.conversation.patient import moments
from bot.conversation.patient.moments import Told
from bot.conversation.therapist import digest
from bot.conversation.turn import Desk
from scheduler.dispatch import Receipt

HEARERS = {"moment": moments.receipts, "digest": digest.receipts}


async def settled(desk: Desk, told: Iterable[tuple[str, Receipt]]) -> None:
    """Tell each room what became of its messages, by subject: sent, perhaps sent, or given up."""
    rooms: dict[str, list[Told]] = {}
    for subject, receipt in told:
        kind, _, ids = subject.partition(":")
        rooms.setdefault(kind, []).extend((int(each), receipt) for each in ids.split(","))
    for kind, theirs in rooms.items():
        await HEARERS[kind](desk, theirs)
