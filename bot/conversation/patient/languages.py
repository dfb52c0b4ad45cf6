"""Which language somebody reads, and in German which form of address: one question, one tap."""

from __future__ import annotations

import re
from typing import Any, Final

from bot.conversation.fields import Answers, Field, Heard, Unclear, Value, asks, options
from bot.conversation.hearing.folding import fold
from bot.conversation.turn import Turn
from bot.messages import Words
from storage import people
from storage.records import Formality

SPOKEN: Final = ("en", "de")
_SIE, _DU = f"de-{Formality.SIE}", f"de-{Formality.DU}"
_CHOICES: Final = options(
    ("en", Words("pref-language-en")),
    (_SIE, Words("pref-language-de-sie")),
    (_DU, Words("pref-language-de-du")),
)
_ENGLISH: Final = {"en", "english", "englisch"}
_GERMAN: Final = {"de", "german", "deutsch"}


def language_field(question: str) -> Field:
    """Ask for the language with this key; the answer counts at once, from the next message on."""
    return Field("language", ask=asks(question, _CHOICES), hear=_hear, keep=_keep, back=False)


async def _hear(turn: Turn, text: str, answers: Answers) -> Heard:
    del turn, answers
    words = set(re.findall(r"\w+", fold(text)))
    if words & _ENGLISH:
        return Value("en")
    if "du" in words:
        return Value(_DU)
    if "sie" in words:
        return Value(_SIE)
    key = "pref-language-which-german" if words & _GERMAN else "pref-language-unknown"
    return Unclear(Words(key), _CHOICES[1:] if words & _GERMAN else _CHOICES)


async def _keep(turn: Turn, answers: Answers, value: Any) -> None:
    del answers
    language, _, formality = str(value).partition("-")
    await people.change(turn.tx, turn.who.id, language=language, formality=formality or Formality.SIE)
    turn.person = await people.get(turn.tx, turn.who.id)
