"""Typed words in place of a tap: "open", "later", "erledigt" mean the button of the newest open moment."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.fields import matching
from bot.conversation.patient import checkin, later, opening
from bot.conversation.patient.moment_messages import neutral
from bot.conversation.turn import Turn
from storage import occurrences

_OPEN_FOR = timedelta(hours=24)
_SHORTEST = 4
"""Shorter words ("no", "ok") may mean anything."""

_STEPS = {**opening.BUTTONS, **later.BUTTONS, **checkin.BUTTONS}


async def hear_typed(turn: Turn, text: str) -> bool:
    """Take a word that stands on a button of the newest open moment; False where it is none, or none is open."""
    if len(text.strip()) < _SHORTEST:
        return False
    lately = await occurrences.of_patient(turn.tx, turn.who.id, after=turn.now - _OPEN_FOR)
    open_now = [each.id for each in lately if each.outcome is None and each.delivered_at is not None]
    if not open_now:
        return False
    offered = (*neutral("moments-due-1", [open_now[-1]]).choices, *opening.answers(open_now[-1]))
    choice = matching(turn, text, offered)
    if choice is None:
        return False
    verb, _, rest = choice.data.partition(":")
    await _STEPS[verb](turn, rest)
    return True
