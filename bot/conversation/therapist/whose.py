"""Which patient is meant: always one of the therapist who asks; anybody else's is as good as unknown."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.hearing.command_line import begins_with_code, hear_code
from bot.conversation.turn import Turn, long
from storage import people
from storage.records import GONE, Person

MOST_BUTTONS = 80
"""Telegram takes about a hundred buttons below a message; whoever has no button is named by their code."""


def to_choose(patients: Sequence[Person]) -> list[Person]:
    """Return whom to offer as buttons: those who are here, the newest ones where there are very many."""
    return [each for each in patients if each.state not in GONE][-MOST_BUTTONS:]


async def by_code(turn: Turn, typed: str) -> Person | None:
    """Return the patient whose code was typed: "P-3", "p3", "P 3"."""
    code = hear_code(typed)
    return None if code is None else await people.patient_by_code(turn.tx, turn.who.id, code)


async def named(turn: Turn, typed: str) -> tuple[Person | None, str, str]:
    """Return the patient whose code a line begins with, that code as it was typed, and what stands behind it.

    Where it begins with no code, all of it counts as one.
    """
    code, more = begins_with_code(typed)
    if code is None:
        return None, typed, ""
    patient = await people.patient_by_code(turn.tx, turn.who.id, code)
    return patient, typed.removesuffix(more).strip(), more.strip()


async def by_id(turn: Turn, shortened: str) -> Person | None:
    """Return the patient that a button names."""
    number = long(shortened)
    person = None if number is None else await people.get(turn.tx, number)
    return person if person is not None and person.therapist_id == turn.who.id else None
