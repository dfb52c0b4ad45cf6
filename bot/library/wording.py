"""Words that no exercise may say: school words, blame, promises. Whole words only, so that plain words pass."""

from __future__ import annotations

import re

_EVERYWHERE = r"home-?\s?works?|hausaufgabe\w*|schulaufgabe\w*|hausübung(?:en)?|devoirs|deberes|compiti"

_SCHOOL = {
    "en": r"school-?\s?works?|grad(?:e|es|ed|ing)|overdue|fail(?:s|ed|ing|ure|ures)?",
    "de": r"schul(?:noten?|arbeiten?|stunden?)|benot\w+|zensuren?|überfällig\w*|nachsitzen|versag\w*",
}
"""School words (DOMAIN.md, claim 2) and words of blame (claim 30), per language.

A school to fetch a child from, an exam to be afraid of and notes to play from are plain words, and may be said.
"""

_PROMISES = {
    "en": r"cur(?:e|es|ed|ing)|guarante\w+|heals?|healed|always works?|never fails|proven",
    "de": r"heil(?:en|t|te|ung)|geheilt|garant\w+|hilft immer|wirkt immer|bewiesen\w*",
}
"""Promises (DOMAIN.md, claim 11): an honest rationale says "tends to" and "can"."""


def _compiled(alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)


_SCHOOL_IN = {language: _compiled(f"{_EVERYWHERE}|{words}") for language, words in _SCHOOL.items()}
_SCHOOL_ELSEWHERE = _compiled(_EVERYWHERE)
_PROMISES_IN = {language: _compiled(words) for language, words in _PROMISES.items()}


def school_word(text: str, language: str) -> str | None:
    """Give the first school or blame word of a text, or None."""
    found = _SCHOOL_IN.get(language, _SCHOOL_ELSEWHERE).search(text)
    return found.group() if found else None


def promise(text: str, language: str) -> str | None:
    """Give the first word that promises an effect, or None. A language without a list has no finding."""
    words = _PROMISES_IN.get(language)
    found = words.search(text) if words else None
    return found.group() if found else None
