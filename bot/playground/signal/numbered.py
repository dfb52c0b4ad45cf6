"""Choices that stand numbered in a message, as a person reads them."""

from __future__ import annotations

import re

LINE = re.compile(r"^\s*(\d{1,2})[ .)\u00a0]\s*(\S.*?)\s*$", re.MULTILINE)


def options_in(text: str) -> list[tuple[str, str]]:
    """(number, label) of each numbered line, in order."""
    return [(found[1], found[2]) for found in LINE.finditer(text)]


def number_of(label: str, text: str) -> str | None:
    """The number before a label, or before the one label that begins so; LookupError if several do."""
    options = options_in(text)
    exact = [number for number, words in options if words == label]
    near = [number for number, words in options if words.casefold().startswith(label.casefold())]
    if len(near) > 1 and not exact:
        raise LookupError(f"{label!r} could be any of {options}")
    return next(iter(exact or near), None)
