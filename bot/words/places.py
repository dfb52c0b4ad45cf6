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


def place_words(place: str) -> Arg:
    """Say a place: a tapped one in the reader's language, own words verbatim."""
    return Words(PLACES[place]) if place in PLACES else place
