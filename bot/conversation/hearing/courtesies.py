"""Mere courtesies: thanks, an ok, a good-bye, a friendly sign. They answer nothing, and nobody wants them kept."""

import re
from enum import StrEnum
from typing import Final

from bot.conversation.hearing.folding import fold


class Courtesy(StrEnum):
    """What kind of courtesy: only the first two are answered."""

    THANKS = "thanks"
    BYE = "bye"
    NOD = "nod"


_WORDS: Final = {
    Courtesy.THANKS: (
        "thanks", "thank you", "thx", "ty", "cheers", "many thanks", "thanks a lot", "thank you very much", "thanks so much",
        "thank you so much", "danke", "danke schoen", "dankeschoen", "danke sehr", "vielen dank", "besten dank", "tausend dank",
        "herzlichen dank", "danke dir", "danke ihnen", "merci", "\U0001f64f",
    ),
    Courtesy.BYE: (
        "bye", "bye bye", "goodbye", "good bye", "see you", "good night", "tschuess", "tschau", "ciao", "servus", "bis bald",
        "bis dann", "bis morgen", "bis spaeter", "gute nacht", "auf wiedersehen", "schoenen tag", "schoenen abend", "\U0001f44b",
    ),
    Courtesy.NOD: (
        "ok", "okay", "oki", "k", "alright", "all right", "got it", "alles klar", "in ordnung", "gut", "passt", "\U0001f44d",
        "\U0001f44c", "\U0001f642", "\U0001f60a", "\u2764", "\u2705",
    ),
}  # fmt: skip
_KINDS: Final = {words: kind for kind, several in _WORDS.items() for words in several}
_SIGNS: Final = re.compile(r"[\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff'\u2019.,;:!?()-]")
_PICTURES: Final = re.compile(r"([^\w\s])")


def hear_courtesy(text: str) -> Courtesy | None:
    """The courtesy that the whole text is: "ok, danke!" is thanks, "\U0001f44d" a nod; None where it says anything else."""
    parts = _PICTURES.sub(r" \1 ", _SIGNS.sub(" ", fold(text))).split()
    kinds: list[Courtesy] = []
    while parts:
        known = next((n for n in range(len(parts), 0, -1) if " ".join(parts[:n]) in _KINDS), 0)
        if not known:
            return None
        kinds.append(_KINDS[" ".join(parts[:known])])
        del parts[:known]
    return min(kinds, key=list(Courtesy).index, default=None)
