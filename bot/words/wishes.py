"""Wishes that were tapped, kept as what they are rather than as a sentence in somebody's language."""

from __future__ import annotations

import json

from bot.messages import Arg, Both, Words
from storage.records import CHOSEN

_EASIER = "easier"


def easier_wish(title: Both) -> str:
    """Return what is kept where somebody asks for an easier exercise, such as the one with this title."""
    return f"{CHOSEN}{json.dumps({_EASIER: dict(title.texts)}, ensure_ascii=False)}"


def wish_words(chosen: str) -> Arg:
    """Say what was chosen (`AssignmentChange.chosen`) in the reader's language; what older releases kept, as it stands."""
    try:
        texts = json.loads(chosen)[_EASIER]
    except (ValueError, TypeError, LookupError):
        return chosen
    return Words("planning-wish-easier", {"title": Both(texts)})
