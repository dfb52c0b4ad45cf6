"""An exercise as one person reads it: in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.library.schema import AnswerField, Exercise, ExerciseText, FieldKind

FALLBACK = "en"

Text = TypeVar("Text")

_SCALES = {FieldKind.SCALE_0_10: (0, 10), FieldKind.SCALE_0_100: (0, 100)}


@dataclass(frozen=True)
class LocalOption:
    """One answer of a choice: the stored value and its label."""

    value: str
    label: str


@dataclass(frozen=True)
class LocalField:
    """One question in one language. `minimum` and `maximum` are set for numbers and scales, `unit` for numbers.

    A choice is answered by an option's value, a checklist by the positions (from 0) of the ticked items.
    """

    key: str
    kind: FieldKind
    label: str
    question: str
    optional: bool
    unit: str | None
    minimum: int | None
    maximum: int | None
    options: tuple[LocalOption, ...]
    items: tuple[str, ...]


def in_language(texts: Mapping[str, Text], language: str) -> Text:
    """Give the text of a language, or the English one where a pack does not speak it."""
    return texts[language] if language in texts else texts[FALLBACK]


def exercise_text(exercise: Exercise, language: str) -> ExerciseText:
    """Give title, why, steps, plan example and caution in one language."""
    return in_language(exercise.text, language)


def answer_fields(exercise: Exercise, language: str) -> tuple[LocalField, ...]:
    """Give the questions of an exercise in one language, in the order in which they are asked."""
    return tuple(_localized(field, language) for field in exercise.answer_fields)


def _localized(field: AnswerField, language: str) -> LocalField:
    minimum, maximum = _SCALES.get(field.kind, (field.minimum, field.maximum))
    return LocalField(
        key=field.key,
        kind=field.kind,
        label=in_language(field.label, language),
        question=in_language(field.question, language),
        optional=field.optional,
        unit=in_language(field.unit, language) if field.unit else None,
        minimum=minimum,
        maximum=maximum,
        options=tuple(LocalOption(each.value, in_language(each.label, language)) for each in field.options),
        items=in_language(field.items, language) if field.items else (),
    )
