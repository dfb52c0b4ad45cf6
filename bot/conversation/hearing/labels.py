"""Which of the offered choices somebody typed instead of tapping it."""

import re
from collections.abc import Sequence
from typing import Final

from rapidfuzz.distance import OSA

from bot.conversation.hearing.folding import fold, without_typo

_APOSTROPHE: Final = re.compile("['\u2019\u02bc`\u00b4]")
_ORNAMENT: Final = re.compile(r"[^\w]+")
_POSITION: Final = re.compile(r"#? ?(\d{1,2}) ?[.)\u20e3]?")
_SHORTEST_PREFIX: Final = 2
_SHORTEST_SWAP: Final = 4
_NOT: Final = re.compile(
    r"\b(?:not|no|never|without|(?:do|does|did|is|was|are|has|have|wo|ca|could|would|should)nt"
    r"|nicht|nichts|nie|kein\w*|ohne)\b"
)
"""What turns the meaning of a label round, apostrophes aside: "don't" is "dont"."""


_FORMERLY: Final = {
    "gemacht": "erledigt",
    "nicht gemacht": "nicht erledigt",
    "i was not well": "unwell",
    "go on as agreed": "keep",
    "weiter wie vereinbart": "behalten",
    "alles pausieren": "pausieren",
}
"""What some labels were called before: whoever has learnt that, or says it by nature, is still understood."""


def is_label(text: str, label: str) -> bool:
    """Whether a text is a label to the letter, or what it was called before."""
    former = _FORMERLY.get(_plain(label))
    return text.strip().casefold() == label.casefold() or (former is not None and _plain(text) == former)


def hear_label(text: str, labels: Sequence[str]) -> int | None:
    """The index of the label that is meant, or None when none is, or more than one could be.

    In this order: the label itself (case, emoji and punctuation aside), its position from 1 on, a beginning that only
    one label has, one slip in a word; then the same for what labels were called before. Never the opposite of what was
    typed: "today" is no beginning of "today not", and "unchanged" no misspelling of "changed".
    """
    typed = _plain(text)
    plain = [_plain(label) for label in labels]
    if typed and typed in plain:
        return _only([index for index, label in enumerate(plain) if label == typed])
    position = _POSITION.fullmatch(fold(text).replace("\ufe0f", ""))
    if position:
        index = int(position[1]) - 1
        return index if 0 <= index < len(labels) else None
    found = _nearly(typed, plain)
    return _nearly(typed, [_FORMERLY.get(label, "") for label in plain]) if found is None else found


def _nearly(typed: str, plain: Sequence[str]) -> int | None:
    """The index of the only label that begins so, or of the only one that is misspelt so."""
    if len(typed) >= _SHORTEST_PREFIX:
        begun = [index for index, label in enumerate(plain) if label.startswith(typed)]
        if begun:
            only = _only(begun)
            return None if only is None or _NOT.search(plain[only][len(typed) :]) else only
    return _only([index for index, label in enumerate(plain) if _with_a_slip(typed, label)])


def is_whole_label(text: str, label: str) -> bool:
    """Whether a text is the whole label, or what it was called before; case, emoji and punctuation aside."""
    typed, plain = _plain(text), _plain(label)
    return bool(typed) and typed in {plain, _FORMERLY.get(plain)}


def _with_a_slip(typed: str, label: str) -> bool:
    """Whether these are the words of a label, each with one slip at most."""
    heard, wanted = typed.split(), label.split()
    return bool(heard) and len(heard) == len(wanted) and all(map(_is_slip, heard, wanted))


def _is_slip(typed: str, word: str) -> bool:
    """Whether a long word has one slip that is not in its first letter, or a short one two letters that changed places."""
    if typed == word or without_typo(typed, (word,)) == word:
        return True
    swapped = len(word) >= _SHORTEST_SWAP and sorted(typed) == sorted(word) and typed[0] == word[0]
    return swapped and OSA.distance(typed, word) == 1


def _plain(text: str) -> str:
    return " ".join(_ORNAMENT.sub(" ", fold(_APOSTROPHE.sub("", text))).split())


def _only(indexes: list[int]) -> int | None:
    return indexes[0] if len(indexes) == 1 else None
