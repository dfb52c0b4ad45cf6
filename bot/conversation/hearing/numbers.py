"""Number words of both languages, 0 to 100."""

from typing import Final

_SMALL: Final = (
    "zero one two three four five six seven eight nine",
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "null eins zwei drei vier fuenf sechs sieben acht neun",
    "zehn elf zwoelf dreizehn vierzehn fuenfzehn sechzehn siebzehn achtzehn neunzehn",
)
_TENS: Final = (
    "twenty thirty forty fifty sixty seventy eighty ninety",
    "zwanzig dreissig vierzig fuenfzig sechzig siebzig achtzig neunzig",
)
_EN_SMALL, _DE_SMALL = (f"{ones} {teens}".split() for ones, teens in (_SMALL[:2], _SMALL[2:]))
_EN_TENS, _DE_TENS = (words.split() for words in _TENS)


def _words() -> dict[str, int]:
    words = {word: value for small in (_EN_SMALL, _DE_SMALL) for value, word in enumerate(small)}
    for step, (english, german) in enumerate(zip(_EN_TENS, _DE_TENS, strict=True), start=2):
        words[english] = words[german] = step * 10
        for unit in range(1, 10):
            words[english + _EN_SMALL[unit]] = step * 10 + unit
            words[("ein" if unit == 1 else _DE_SMALL[unit]) + "und" + german] = step * 10 + unit
    return words | {"zwo": 2, "hundred": 100, "hundert": 100, "einhundert": 100}


NUMBER_WORDS: Final = _words()
"""Folded word → value, written in one: "twentyfive", "fuenfundzwanzig"."""

ARTICLES: Final = {"a": 1, "an": 1, "ein": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1}
"""What counts as one before a unit, as in "a week" and "eine Woche"."""

ENGLISH_TENS: Final = frozenset(_EN_TENS)
ENGLISH_UNITS: Final = frozenset(_EN_SMALL[1:10])


def number(word: str) -> int | None:
    """The value of folded ASCII digits (at most six) or of a number word."""
    if word.isascii() and word.isdigit():
        return int(word) if len(word) <= len("999999") else None
    return NUMBER_WORDS.get(word)


def joined(words: list[str]) -> list[str]:
    """The words with English tens and units as one: "twenty", "five" → "twentyfive"."""
    result: list[str] = []
    for word in words:
        if result and result[-1] in ENGLISH_TENS and word in ENGLISH_UNITS:
            result[-1] += word
        else:
            result.append(word)
    return result
