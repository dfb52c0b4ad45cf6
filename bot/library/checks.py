"""What must hold within one file beyond its shape: languages, words, known names, answers that can be told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from bot.library.schema import AnswerField, ExerciseFile, FieldKind, Named, Pack
from bot.library.wording import promise, school_word

ResponseTypes = Mapping[str, tuple[AnswerField, ...]]
PlacedText = tuple[str, str, str]
"""Where it stands, its language, the text."""


def exercise_texts(exercise: ExerciseFile) -> Iterator[PlacedText]:
    """Walk every text of an exercise that a patient or therapist may read."""
    for language, text in exercise.text.items():
        singles = {
            "title": text.title,
            "why": text.why,
            "plan_example": text.plan_example,
            "caution": text.caution,
        }
        for name, single in singles.items():
            if single is not None:
                yield f"text.{language}.{name}", language, single
        for number, step in enumerate(text.steps, start=1):
            yield f"text.{language}.steps.{number}", language, step
        for number, item in enumerate(text.checklist_items, start=1):
            yield f"text.{language}.checklist_items.{number}", language, item


def field_texts(kind: str, fields: Iterable[AnswerField]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Walk the localized texts of a response type."""
    for field in fields:
        yield f"{kind}.{field.key}.label", field.label
        yield f"{kind}.{field.key}.question", field.question
        if field.unit is not None:
            yield f"{kind}.{field.key}.unit", field.unit
        for option in field.options:
            yield f"{kind}.{field.key}.options.{option.value}", option.label


def pack_texts(pack: Pack) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Walk the localized texts of a pack's head."""
    yield "title", pack.title
    yield "review_status", pack.review_status
    for clearance, words in pack.clearances.items():
        yield f"clearances.{clearance}", words
    named: dict[str, dict[str, Named]] = {
        "categories": pack.categories,
        "targets": pack.targets,
        "tags": pack.tags,
    }
    for section, entries in named.items():
        for key, entry in entries.items():
            yield f"{section}.{key}.title", entry.title


def check_localized(
    file: str, texts: Iterable[tuple[str, Mapping[str, str]]], languages: Iterable[str]
) -> Iterator[str]:
    """Every text stands in every language, and says no word that it may not say."""
    wanted = set(languages)
    for place, words in texts:
        for language in sorted(wanted - words.keys()):
            yield f"{file}: {place}: the language {language!r} is missing."
        for language, text in words.items():
            yield from _check_words(file, f"{place}.{language}", language, text)


def check_exercise(
    file: str, exercise: ExerciseFile, pack: Pack, types: ResponseTypes | None
) -> Iterator[str]:
    """What one exercise has to keep on its own. `types` is None if not all could be read."""
    yield from _check_languages(file, exercise, pack)
    for place, language, text in exercise_texts(exercise):
        yield from _check_words(file, place, language, text)
    yield from _check_names(file, exercise, pack)
    if types is not None:
        yield from _check_responses(file, exercise, types)


def _check_words(file: str, place: str, language: str, text: str) -> Iterator[str]:
    if word := school_word(text, language):
        yield f"{file}: {place}: says {word!r}, a word of school or blame; it is an exercise."
    if word := promise(text, language):
        yield f"{file}: {place}: says {word!r}, which promises an effect."


def _check_languages(file: str, exercise: ExerciseFile, pack: Pack) -> Iterator[str]:
    for language in pack.languages:
        if language not in exercise.text:
            yield f"{file}: text.{language}: the language {language!r} is missing."
    for language in exercise.text:
        if language not in pack.languages:
            yield f"{file}: text.{language}: pack.yaml does not list the language {language!r}."
    shapes = {(len(text.steps), len(text.checklist_items)) for text in exercise.text.values()}
    if len(shapes) > 1:
        yield f"{file}: text: the languages differ in their number of steps or checklist_items."
    if len({text.caution is None for text in exercise.text.values()}) > 1:
        yield f"{file}: text: caution stands in one language but not in another."


def _check_names(file: str, exercise: ExerciseFile, pack: Pack) -> Iterator[str]:
    if file.rpartition("/")[2] != f"{exercise.id}.yaml":
        yield f"{file}: id: the file of {exercise.id} has to be called {exercise.id}.yaml."
    if exercise.category not in pack.categories:
        yield f"{file}: category: {exercise.category!r} is not in pack.yaml."
    for target in exercise.targets:
        if target not in pack.targets:
            yield f"{file}: targets: {target!r} is not in pack.yaml."
    for tag in exercise.tags:
        if tag not in pack.tags:
            yield f"{file}: tags: {tag!r} is not in pack.yaml."
    if exercise.clearance != "none" and exercise.clearance not in pack.clearances:
        yield f"{file}: clearance: pack.yaml has no words for {exercise.clearance.value!r}."


def _check_responses(file: str, exercise: ExerciseFile, types: ResponseTypes) -> Iterator[str]:
    for name in exercise.responses:
        if name not in types:
            yield f"{file}: responses: {name!r} is not a known response type."
    fields = [field for name in exercise.responses for field in types.get(name, ())]
    for key, times in Counter(field.key for field in fields).items():
        if times > 1:
            yield f"{file}: responses: together they ask for {key!r} more than once."
    ticks = any(field.kind is FieldKind.CHECKLIST for field in fields)
    if not ticks and any(text.checklist_items for text in exercise.text.values()):
        yield f"{file}: text: checklist_items are given, but no response type asks for them."
