"""The words around a time of day, brought into one small language that `times` reads."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.conversation.hearing.folding import without_typo
from bot.conversation.hearing.numbers import NUMBER_WORDS, joined, number


class Hint(StrEnum):
    """The part of the day that the words name."""

    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A time in the small language ("quarter to 7"), the hint, and whether it was nothing but a number."""

    text: str
    hint: Hint | None
    bare: bool


_HINTS: Final = {
    **dict.fromkeys(
        ("am", "morning", "morgens", "frueh", "fruehmorgens", "vormittags", "vormittag"), Hint.MORNING
    ),
    **dict.fromkeys(("pm", "afternoon", "nachmittags", "nachmittag"), Hint.AFTERNOON),
    **dict.fromkeys(("evening", "tonight", "abends", "abend"), Hint.EVENING),
    **dict.fromkeys(("night", "nachts", "nacht"), Hint.NIGHT),
    **dict.fromkeys(("mittags", "mittag"), Hint.NOON),
}
_WORDS: Final = {
    **dict.fromkeys(("past", "after", "nach"), "past"),
    **dict.fromkeys(("to", "before", "till", "til", "vor"), "to"),
    **dict.fromkeys(("quarter", "viertel"), "quarter"),
    **dict.fromkeys(("uhr", "oclock", "h"), "uhr"),
    **dict.fromkeys(("minutes", "minuten", "min", "mins"), "min"),
    **dict.fromkeys(("noon", "midday"), "noon"),
    **dict.fromkeys(("midnight", "mitternacht"), "midnight"),
    "half": "half",
    "halb": "halb",
    "dreiviertel": "dreiviertel",
    "ein": "1",
}
_POLITE_LINES: Final = (
    "at about around so please maybe rather better always then ok okay yes good today daily every each",
    "um gegen ab ca circa ungefaehr etwa bitte vielleicht lieber immer dann ja gut gern gerne heute taeglich jeden",
)
_POLITE: Final = frozenset(word for line in _POLITE_LINES for word in line.split())
_PREPOSITIONS: Final = frozenset({"at", "um", "gegen", "ab"})
_KNOWN: Final = frozenset(_HINTS) | frozenset(_WORDS) | frozenset(NUMBER_WORDS) | _POLITE | {"morgen"}
_ALONE: Final = frozenset({"midday", "midnight", "mitternacht", "mittags", "mittag"})

_PHRASES: Final = (
    (re.compile(r"\b([ap])\.? ?m\b\.?"), r"\1m"),
    (re.compile(r"\bo ?['’`´]? ?clock\b"), "oclock"),
    (re.compile(r"\b(every|each|jeden) (day|tag)\b"), "daily"),
    (re.compile(r"\bam (?=(?:vor|nach)?mittag\b|abend\b)"), ""),
    (re.compile(r"\bam (?:fruehen )?morgen\b"), "morgens"),
    (
        re.compile(
            r"\b(?:in the|in der|at|zu) (?=early morning\b|morning\b|afternoon\b|evening\b|night\b|nacht\b|frueh\b)"
        ),
        "",
    ),
    (re.compile(r"\b(?:a|the) (?=quarter\b)"), ""),
    (re.compile(r"(?<=[a-z])[-–](?=[a-z])"), " "),
)
_TOKEN: Final = re.compile(
    r"(?<![\d.:])(\d{1,2})[:.h](\d\d)(?::00)?(?![\d]|[.:]\d)|(\d+(?:[.:]\d+)+)|(\d+)|([a-z]+)|([^\s,.!?…]|\.\d)"
)


def canonical(folded: str, *, polite: bool) -> Spoken | None:
    """The folded text in the small language; None when it holds anything that no time holds.

    `polite`: overhear words such as "please" and "about"; without it only a preposition at the beginning.
    """
    for pattern, better in _PHRASES:
        folded = pattern.sub(better, folded)
    tokens = _tokens(folded)
    if not tokens:
        return None
    overheard = _POLITE if polite else _PREPOSITIONS
    words: list[str] = []
    hints: set[Hint] = set()
    for word in tokens:
        if word in _HINTS:
            hints.add(_HINTS[word])
        elif word not in overheard:
            words.append(
                _WORDS.get(word) or (word if word[0].isdigit() else str(NUMBER_WORDS.get(word, word)))
            )
    if len(hints) > 1:
        return None
    hint = next(iter(hints), None)
    if not words:
        return Spoken("noon", None, bare=False) if hint is Hint.NOON else None
    return Spoken(
        " ".join(words), hint, bare=hint is None and len(words) == 1 and number(words[0]) is not None
    )


def _tokens(text: str) -> list[str]:
    """Words, numbers and times in digits; none at all when a sign stands there that belongs to no time."""
    tokens: list[str] = []
    for hour, minute, odd_number, digits, word, sign in _TOKEN.findall(text):
        if odd_number or sign:
            return []
        tokens.append(f"{hour}:{minute}" if hour else digits or word)
    known = _KNOWN if len(tokens) > 1 else _ALONE
    return joined([without_typo(word, known) for word in tokens])
