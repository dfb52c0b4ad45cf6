"""Numbers that are typed where the buttons have none: which buttons they mean, counted as they stand."""

from __future__ import annotations

from bot.conversation.fields import Answers, Field, Heard, Unclear, Value
from bot.conversation.hearing.replies import hear_numbers
from bot.conversation.turn import Turn
from bot.messages import Choice, IncomingKind, Rows, Words


def counted(turn: Turn, text: str, choices: Rows) -> list[Choice] | None:
    """Return the choices at these places, line by line; none where one number has no button, None where no place is meant.

    Where numbers stand on the buttons, they mean these; where a phone has no buttons, what they mean is known already.
    """
    numbers, flat = hear_numbers(text), [choice for row in choices for choice in row]
    numbered = any(turn.label(choice.label).strip().isdigit() for choice in flat)
    if turn.heard.kind is IncomingKind.MEDIA or not (turn.heard.buttons and numbers and flat) or numbered:
        return None
    return [flat[each - 1] for each in numbers] if all(1 <= each <= len(flat) for each in numbers) else []


def several(turn: Turn, field: Field, text: str, choices: Rows) -> list[Choice]:
    """Return the choices of a question of several that numbers mean; one alone means none where it may say how many."""
    found = counted(turn, text, choices) or []
    return [] if field.amount and len(found) == 1 else found


async def understood(turn: Turn, field: Field, text: str, answers: Answers, choices: Rows) -> Heard:
    """Hear words as an answer; a bare number is no own words where it can be counted, and asked about where it cannot."""
    if field.hear is None:
        raise ValueError("This question takes no words.")
    heard = await field.hear(turn, text, answers)
    own = field.amount or not isinstance(heard, Value) or heard.value != text
    found = None if own else counted(turn, text, choices)
    if found is None:
        return heard
    return Value(field.read(found[0].data)) if len(found) == 1 else Unclear(Words("form-number-unknown"))
