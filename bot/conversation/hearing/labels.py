"""Which of the offered choices somebody typed instead of tapping it."""

import re
from collections.abc import Sequence
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.conversation.hearing.folding import fold

_ORNAMENT: Final = re.compile(r"[^\w]+")
_POSITION: Final = re.compile(r"#? ?(\d{1,2}) ?[.)\u20e3]?")
_SHORTEST_PREFIX: Final = 2
_SHORTEST_TYPO: Final = 4
_ALIKE: Final = 0.75
_MARGIN: Final = 0.1


def hear_label(text: str, labels: Sequence[str]) -> int | None:
    """The index of the label that is meant, or None when none is, or more than one could be.

    In this order: the label itself (case, emoji and punctuation aside), its position from 1 on, a beginning that only
    one label has, a small typo.
    """
    typed = _plain(text)
    plain = [_plain(label) for label in labels]
    if typed and typed in plain:
        return _only([index for index, label in enumerate(plain) if label == typed])
    position = _POSITION.fullmatch(fold(text).replace("\ufe0f", ""))
    if position:
        index = int(position[1]) - 1
        return index if 0 <= index < len(labels) else None
    if len(typed) >= _SHORTEST_PREFIX:
        begun = [index for index, label in enumerate(plain) if label.startswith(typed)]
        if begun:
            return _only(begun)
    return _misspelt(typed, plain) if len(typed) >= _SHORTEST_TYPO else None


def _misspelt(typed: str, plain: Sequence[str]) -> int | None:
    found = process.extract(
        typed, plain, scorer=OSA.normalized_similarity, score_cutoff=_ALIKE - _MARGIN, limit=2
    )
    if not found or found[0][1] < _ALIKE or (len(found) > 1 and found[0][1] - found[1][1] < _MARGIN):
        return None
    return found[0][2]


def _plain(text: str) -> str:
    return " ".join(_ORNAMENT.sub(" ", fold(text)).split())


def _only(indexes: list[int]) -> int | None:
    return indexes[0] if len(indexes) == 1 else None
