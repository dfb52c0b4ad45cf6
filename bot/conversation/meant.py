"""Which choice of a message without buttons a number, a name or a thumb means."""

from __future__ import annotations

from typing import Final

from bot.conversation.frames import all_at_once
from bot.conversation.hearing.labels import hear_label, is_label
from bot.conversation.hearing.replies import hear_numbers, hear_thumb, parts
from storage.records import Prompt

_SHORTEST: Final = 4
"""Shorter words are no misspelt choice: "no" may mean anything."""
_TWO: Final = 2

Meant = tuple[Prompt, str, str]
"""A prompt, the data of the choice that is meant, and that choice's label."""


def meant_by(prompt: Prompt, text: str, *, fuzzy: bool) -> list[Meant]:
    """Return the choice of a prompt that a text means, if there is one."""
    options: list[list[str]] = prompt.content["options"]
    numbered = [option for option in options if option[0]]
    found = _by_number(prompt, numbered, text)
    if not found and prompt.many:
        each = [_by_label(numbered, part, fuzzy=fuzzy) for part in parts(text)]
        found = [option for option in each if option is not None] if None not in each else []
    if not found:
        named = _by_label(options, text, fuzzy=fuzzy)
        if named is not None and not (prompt.many and named in numbered):
            return [(prompt, named[2], named[1])]
        found = [named] if named is not None else []
    if not found:
        return []
    data = all_at_once([option[2] for option in found]) if prompt.many else found[0][2]
    return [(prompt, data, ", ".join(option[1] for option in found))]


def _by_number(prompt: Prompt, numbered: list[list[str]], text: str) -> list[list[str]]:
    """Return the options with these numbers, all of them or none; where there are two, a thumb is one of them.

    Where there is one, a thumb would be a yes to it as often as a friendly nod; and where much hangs on it, one that points up is none.
    """
    thumb = hear_thumb(text)
    if thumb is not None:
        two = not prompt.many and len(numbered) == _TWO and all(key != label for key, label, _ in numbered)
        friendly = thumb == 0 and prompt.content.get("careful")
        return [numbered[thumb]] if two and not friendly else []
    wanted = [str(number) for number in hear_numbers(text)]
    if not prompt.many and len(wanted) > 1:
        return []
    found = [next((option for option in numbered if option[0] == key), None) for key in wanted]
    return [option for option in found if option is not None] if None not in found else []


def _by_label(options: list[list[str]], text: str, *, fuzzy: bool) -> list[str] | None:
    """Return the option that is called so; `fuzzy` allows a beginning or a slip in a word of some length."""
    exact = [option for option in options if is_label(text, option[1])]
    if exact:
        return exact[0]
    if hear_numbers(text) or not fuzzy or len(text.strip()) < _SHORTEST:
        return None
    found = hear_label(text, [option[1] for option in options])
    return None if found is None else options[found]
