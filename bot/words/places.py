"""Places that were tapped, kept as what they are rather than as a label in somebody's language."""

from __future__ import annotations

from typing import Final

from bot.messages import Arg, Words

PLACES: Final = {
    "@home": "place-home",
    "@out": "place-out",
    "@work": "place-work",
    "@anywhere": "place-anywhere",
}
"""Stored value → entry of the catalogue."""
_INSIDE: Final = {
    "@home": "place-home-inside",
    "@out": "place-out-inside",
    "@work": "place-work-inside",
    "@anywhere": "place-anywhere-inside",
}


def place_words(place: str, *, inside: bool = False) -> Arg:
    """Say a place: a tapped one in the reader's language, own words verbatim. `inside`: in the middle of a sentence."""
    named = _INSIDE if inside else PLACES
    return Words(named[place]) if place in named else place
