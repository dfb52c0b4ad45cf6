"""Yes, no, and a number on a scale."""

import re
from typing import Final

from bot.conversation.hearing.folding import fold
from bot.conversation.hearing.numbers import joined, number

_YES: Final = frozenset(
    {
        "y", "yes", "yep", "yeah", "yup", "sure", "ok", "okay", "k", "fine", "gladly", "right", "correct", "agreed",
        "of course", "sounds good", "all right", "alright", "i agree", "i do", "exactly", "absolutely", "👍", "✅", "✔",
        "j", "ja", "jo", "jep", "jup", "jawohl", "klar", "na klar", "gern", "gerne", "natuerlich", "passt", "stimmt",
        "einverstanden", "in ordnung", "genau", "richtig", "alles klar", "auf jeden fall", "selbstverstaendlich",
    }
)  # fmt: skip
_NO: Final = frozenset(
    {
        "n", "no", "nope", "nah", "never", "not really", "rather not", "id rather not", "i dont", "i disagree", "not now",
        "wrong", "👎", "❌", "nein", "noe", "nee", "ne", "niemals", "lieber nicht", "eher nicht", "nicht", "falsch",
        "auf keinen fall", "stimmt nicht", "nicht einverstanden", "jetzt nicht", "not today", "heute nicht",
    }
)  # fmt: skip
_MERE: Final = frozenset({"yes", "ja", "ok", "okay", "👍"})
"""What says a yes and nothing else; "fine" or "gut" may say how something is."""
_POLITE: Final = re.compile(r"\b(?:please|bitte|thanks|thank you|danke|vielen dank)\b")
_SIGNS: Final = re.compile(r"[\ufe0f\U0001f3fb-\U0001f3ff'’.,;:!?()\"]")
_DRAWN_OUT: Final = re.compile(r"(.)\1{2,}")
_ABOUT: Final = re.compile(
    r"^(?:(?:about|around|approximately|approx|maybe|perhaps|ca|circa|etwa|ungefaehr|so|vielleicht|eine?|an?|say|it['’]?s?|is|es|ist|i|would|wuerde|sagen|ich|roughly)\b\.? ?)+"
)
_OF: Final = re.compile(r"(.+?) ?(?:/|out of|of|von) ?(\w+)")


def hear_yes_no(text: str) -> bool | None:
    """True for yes, False for no, None for anything else; the whole text has to say it."""
    phrase = _phrase(text)
    if phrase in _YES:
        return True
    if phrase in _NO:
        return False
    # "yes yes", "ja klar", "nein, lieber nicht": each word group says the same.
    first, _, others = phrase.partition(" ")
    if others and first in _YES | _NO and others in _YES | _NO:
        return first in _YES if (first in _YES) == (others in _YES) else None
    return None


def is_mere_yes(text: str) -> bool:
    """Whether a text is a yes that cannot be words about anything: "ok", "ja", a thumb that points up."""
    return _phrase(text) in _MERE


def _phrase(text: str) -> str:
    return " ".join(_DRAWN_OUT.sub(r"\1", _SIGNS.sub("", _POLITE.sub("", fold(text)))).split())


def hear_number(text: str, low: int, high: int) -> int | None:
    """The whole number from `low` to `high` that the text says: "7", "sieben", "about 7", "7/10" on a scale to 10."""
    phrase = _ABOUT.sub("", fold(text).rstrip(" .!").strip())
    if found := _OF.fullmatch(phrase):
        if number(found[2]) != high:
            return None
        phrase = found[1]
    if high == 100:  # noqa: PLR2004 - percent
        phrase = re.sub(r" ?(?:%|percent|per cent|prozent)$", "", phrase)
    sign, digits = (-1, phrase[1:]) if phrase[:1] in {"-", "−"} else (1, phrase)
    words = joined(re.sub(r"(?<=[a-z])-(?=[a-z])", " ", digits).split())
    value = number(words[0]) if len(words) == 1 else None
    return sign * value if value is not None and low <= sign * value <= high else None
