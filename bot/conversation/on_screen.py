"""What was on the screen when something was typed: nobody answers what was asked after it, or what they cannot have read yet.

When something was typed is known by when it reached its service, which is later; so what counts as too early surely was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.conversation.frames import Frame
from bot.conversation.turn import Turn
from storage import prompts
from storage.records import Prompt

READING: Final = timedelta(seconds=1.5)
"""So long it takes at least until a message is on the phone, was read, and its answer has come to the service."""
CLOCKS: Final = timedelta(seconds=1)
"""So far the clocks of several machines may be apart. On one machine there is one clock."""
ON_ITS_WAY: Final = timedelta(minutes=10)
"""A question that has not been sent by then may have been asked elsewhere, on another phone."""
_MOMENT: Final = re.compile(r"\d{12,14}")
_LOOKED_AT: Final = 6


def asked_at(prompt: Prompt) -> datetime:
    """Return the moment before which no phone can have shown a prompt.

    Signal names a message by the moment, in milliseconds, at which it set out; that it was sent we note only later.
    One that was changed keeps its name, and with it the moment from which it was there.
    """
    if not _MOMENT.fullmatch(prompt.ref):
        return prompt.sent_at
    return min(prompt.sent_at, datetime.fromtimestamp(int(prompt.ref) / 1000, UTC))


def came_later(prompt: Prompt, turn: Turn) -> bool:
    """Say whether a prompt was not there yet when what we hear reached its service."""
    apart = CLOCKS if turn.tx.shared else timedelta(0)
    return turn.written is not None and turn.written + apart < asked_at(prompt)


def hardly_read(prompt: Prompt, turn: Turn) -> bool:
    """Say whether a prompt had only just come then: it may be meant, and what was there before it more likely."""
    since = asked_at(prompt)
    return turn.written is not None and since < turn.written < since + READING


async def overtaken(turn: Turn, chat_key: str) -> Prompt | None:
    """Return what was asked last when this was written, where something newer has been asked since; else None.

    What waited at its service while we were away is no answer to what we ask now that we are back; and what was on its
    way while a reminder set out is none to the reminder.
    """
    newest = await prompts.latest(turn.tx, chat_key, 1)
    if turn.written is None or not newest or not came_later(newest[0], turn):
        return None
    there = there_then(turn, await prompts.latest(turn.tx, chat_key, _LOOKED_AT))
    return there[0] if there else await prompts.newest_before(turn.tx, chat_key, turn.written)


async def unseen(turn: Turn, chat_key: str, frame: Frame) -> bool:
    """Say whether the question of a form under way is still on its way to a phone: a number cannot be meant for it."""
    waits = turn.now.timestamp() - frame["asked_at"]
    if waits > ON_ITS_WAY.total_seconds() or not frame["labels"]:
        return False
    shown = await prompts.latest(turn.tx, chat_key, _LOOKED_AT)
    return not any(
        each.topic == frame["id"] and each.sent_at.timestamp() >= frame["asked_at"] for each in shown
    )


def there_then(turn: Turn, found: Sequence[Prompt]) -> list[Prompt]:
    """Leave out what came later."""
    return [prompt for prompt in found if not came_later(prompt, turn)]
