"""Finding an exercise by what a therapist types: words of a title, a target, a tag, an id, with typos, "worry 2"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from bot.library.catalogue import Library
from bot.library.localized import FALLBACK, in_language
from bot.library.schema import Exercise, Named

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_WORD = re.compile(r"\w+")
_LEVELS = {"1", "2", "3", "4", "5"}

# How much a word counts by where it stands; a hit in the reader's own language before one in English.
_ID, _TITLE, _CATEGORY, _TARGET, _TAG, _OTHER_TITLE = 1.0, 1.0, 0.9, 0.85, 0.8, 0.7

# How well a typed word fits a known one, by kind of likeness.
_SAME, _BEGINS, _INSIDE, _TYPO, _TYPO_INSIDE = 100.0, 92.0, 80.0, 85.0, 70.0
_SHORTEST_INSIDE = 4
_SHORTEST_TYPO = 4
_SHORTEST_TWO_TYPOS = 8
_ALIKE = 88.0

_ENOUGH = 40.0
"""The mean over all typed words that makes a hit."""


@dataclass(frozen=True)
class Hit:
    """A found exercise; `score` from 0 to 100, for ordering only."""

    exercise: Exercise
    score: float


def search(library: Library, query: str, language: str, limit: int = 8) -> list[Hit]:
    """Find exercises, best first. A last word from 1 to 5 asks for that difficulty, unless the query is an id."""
    exact = library.get(query)
    if exact:
        return [Hit(exact, _SAME)]
    words = words_of(query)
    difficulty = int(words.pop()) if words and words[-1] in _LEVELS else None
    if not words and difficulty is None:
        return []
    index = _index(library, language)
    likeness = [{known: fit for known in index.words if (fit := _fit(word, known))} for word in words]
    hits = [
        Hit(exercise, score)
        for exercise, weights in zip(library.exercises, index.weights, strict=True)
        if difficulty in {None, exercise.difficulty} and (score := _score(likeness, weights)) >= _ENOUGH
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.exercise.difficulty, hit.exercise.id))[:limit]


def words_of(text: str) -> list[str]:
    """Split a text into plain words: no case, no accents, umlauts as ae, oe, ue."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_UMLAUTS)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign))
    return _WORD.findall(plain)


@dataclass(frozen=True)
class _Index:
    """All known words, and for each exercise the weight of its own words, in the library's order."""

    words: frozenset[str]
    weights: tuple[Mapping[str, float], ...]


@lru_cache(maxsize=8)
def _index(library: Library, language: str) -> _Index:
    weights = tuple(_weights(library, exercise, language) for exercise in library.exercises)
    return _Index(frozenset().union(*weights), weights)


def _weights(library: Library, exercise: Exercise, language: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for text, weight in _texts(library, exercise, language):
        for word in words_of(text):
            weights[word] = max(weight, weights.get(word, 0.0))
    return weights


def _texts(library: Library, exercise: Exercise, language: str) -> Iterator[tuple[str, float]]:
    """Walk what an exercise is found by, with its weight."""
    yield exercise.id.partition("-")[0], _ID
    yield in_language(exercise.text, language).title, _TITLE
    yield in_language(exercise.text, FALLBACK).title, _OTHER_TITLE
    pack = library.pack_of(exercise)
    yield from ((name, _CATEGORY) for name in _names(pack.categories[exercise.category], language))
    yield from ((name, _TARGET) for key in exercise.targets for name in _names(pack.targets[key], language))
    yield from ((name, _TAG) for key in exercise.tags for name in _names(pack.tags[key], language))


def _names(named: Named, language: str) -> Iterable[str]:
    return (in_language(named.title, language), *named.also.get(language, ()))


def _fit(typed: str, known: str) -> float:
    """Say how well a typed word fits a known one; 0 for not at all."""
    if typed == known:
        return _SAME
    if known.startswith(typed) and len(typed) > 1:
        return _BEGINS
    if len(typed) >= _SHORTEST_INSIDE and typed in known:
        return _INSIDE
    return _fit_with_typos(typed, known) if len(typed) >= _SHORTEST_TYPO else 0.0


def _fit_with_typos(typed: str, known: str) -> float:
    """One slip in a word, two in a long one; or nearly a part of a compound word."""
    allowed = 2 if len(typed) >= _SHORTEST_TWO_TYPOS else 1
    if OSA.distance(typed, known, score_cutoff=allowed) <= allowed:
        return _TYPO
    if len(known) > len(typed) >= _SHORTEST_TWO_TYPOS and fuzz.partial_ratio(
        typed, known, score_cutoff=_ALIKE
    ):
        return _TYPO_INSIDE
    return 0.0


def _score(likeness: list[dict[str, float]], weights: Mapping[str, float]) -> float:
    """Give the mean, over the typed words, of each one's best fit; full for a query of a difficulty only."""
    if not likeness:
        return _SAME
    best = (
        max((fits[word] * weights[word] for word in weights if word in fits), default=0.0)
        for fits in likeness
    )
    return sum(best) / len(likeness)
