"""Lines in the chat that nobody wrote."""

from __future__ import annotations

from datetime import timedelta

from bot.playground.entities import Formatted
from bot.playground.signal.chat import Message, SignalChat
from bot.playground.signal.world import SignalWorld

DAY = timedelta(days=1)


def timer_notice(world: SignalWorld, chat: SignalChat, *, by_bot: bool) -> Message:
    """After how long messages vanish from now on."""
    span = timedelta(seconds=chat.expiration)
    words = f"{span.days} days" if span >= DAY and not span % DAY else str(span)
    text = f"Disappearing messages: {words if chat.expiration else 'off'}"
    return Message(world.stamp(), by_bot, world.now(), Formatted(text), notice=True)
