"""Answers to numbered choices, where a phone has no buttons: numbers however they are dressed up, and thumbs."""

import re
import unicodedata
from typing import Final

_VARIATION: Final = re.compile("[\ufe0e\ufe0f]")
_KEYCAP: Final = "\u20e3"
_SKIN: Final = re.compile("[\U0001f3fb-\U0001f3ff]")
_TEN: Final = "\U0001f51f"
_ONE: Final = re.compile(r"[#(]?\s*(\d{1,3})\s*[.):]?")
_BETWEEN: Final = re.compile(r"\s*(?:[,;/&+\n]|\band\b|\bund\b)\s*|\s+")
_PARTS: Final = re.compile(r"\s*(?:[,;/&+\n]|\band\b|\bund\b)\s*")
_THUMBS: Final = {"\U0001f44d": 0, "\U0001f44e": 1}
_LONGEST: Final = 60
"""What is longer is a story, even if it is one of numbers."""


def hear_numbers(text: str) -> tuple[int, ...]:
    """The numbers that a text consists of: "2", "2.", "2️⃣", "#2", "1 3", "1, 3", "1 and 3"; none where it says more."""
    return tuple(dict.fromkeys(_numbers(text)))


def is_one_number(text: str) -> bool:
    """Whether a text is a number as the places of choices are typed, and one alone: "2", "#2"; "120/80" are two."""
    return len(_numbers(text)) == 1


def _numbers(text: str) -> tuple[int, ...]:
    if len(text) > _LONGEST:
        return ()
    plain = _VARIATION.sub("", text).replace(_KEYCAP, " ").replace(_TEN, " 10 ")
    plain = unicodedata.normalize("NFKC", plain).casefold().strip()
    found = [_ONE.fullmatch(part) for part in _BETWEEN.split(_glued(plain)) if part]
    numbers = tuple(int(each[1]) for each in found if each is not None)
    return numbers if len(numbers) == len(found) else ()


def hear_thumb(text: str) -> int | None:
    """0 for a thumb that points up, 1 for one that points down, of any colour; None for everything else."""
    return _THUMBS.get(_SKIN.sub("", _VARIATION.sub("", text)).strip())


def parts(text: str) -> list[str]:
    """The parts of a list such as "fear, too much and unwell"."""
    return [part for part in _PARTS.split(text.strip()) if part]


def _glued(text: str) -> str:
    """The text with a sign before or behind a number, and a space between them, written together: "# 2" → "#2"."""
    return re.sub(r"([#(])\s+", r"\1", re.sub(r"\s+([.):])", r"\1", text))
