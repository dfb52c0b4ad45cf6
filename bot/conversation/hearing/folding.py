"""One spelling for all spellings: case, umlauts, accents and odd spaces no longer matter."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

LONGEST: Final = 600
"""What is longer is a story, not an answer to a short question, and is not searched."""

_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_TYPO_FROM: Final = 6
_SPACES: Final = re.compile(r"\s+")


def fold(text: str) -> str:
    """The text in lower case, ä as ae, ß as ss, é as e, digits 0-9, single spaces; empty when it is too long to be an answer."""
    if len(text) > LONGEST:
        return ""
    lowered = unicodedata.normalize("NFKC", text).casefold().translate(_UMLAUTS)
    apart = unicodedata.normalize("NFKD", lowered)
    bare = "".join(str(unicodedata.decimal(sign, sign)) for sign in apart if not unicodedata.combining(sign))
    return _SPACES.sub(" ", bare).strip()


def without_typo(word: str, known: Collection[str]) -> str:
    """The known word that a folded word of six letters or more misspells by one slip; else the word itself.

    Shorter words are left alone: "there" is one slip from "three", and nobody meant three o'clock.
    """
    if len(word) < _TYPO_FROM or word in known:
        return word
    near = [one for one in known if len(one) >= _TYPO_FROM and one[0] == word[0]]
    found = process.extract(word, near, scorer=OSA.distance, score_cutoff=1, limit=2)
    return found[0][0] if len(found) == 1 else word
