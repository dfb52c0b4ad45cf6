"""The exercises as one looks them up: by id, by category, by step of a ladder."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.library.localized import LocalField, answer_fields, exercise_text, in_language
from bot.library.schema import Exercise, ExerciseText, Named, Pack

_LOOSE_ID = re.compile(r"\s*([a-z]{2,4})[\s_.\-‐-―−]*0*(\d{1,2})\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Category:
    """A category in one language, with the number of its exercises."""

    key: str
    title: str
    count: int


class Library:
    """All loaded exercises. Built by the loader, which has checked them; it does not change afterwards."""

    def __init__(self, packs: Sequence[Pack], exercises: Iterable[Exercise]) -> None:
        self.packs = tuple(packs)
        self._exercises = {exercise.id: exercise for exercise in exercises}
        self._packs = {pack.id: pack for pack in self.packs}
        self._categories: dict[str, Named] = {}
        for pack in self.packs:
            for key, named in pack.categories.items():
                self._categories.setdefault(key, named)

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """Every exercise, in the order of the packs and their ids."""
        return tuple(self._exercises.values())

    def get(self, typed: str) -> Exercise | None:
        """Find an exercise by its id, however it was typed: BA-02, ba2, "BA 2"."""
        match = _LOOSE_ID.fullmatch(typed)
        if match is None:
            return None
        return self._exercises.get(f"{match[1].upper()}-{int(match[2]):02d}")

    def categories(self, language: str) -> tuple[Category, ...]:
        """List the categories that hold an exercise, in the order of the packs."""
        counts = {key: len(self.in_category(key)) for key in self._categories}
        return tuple(
            Category(key, in_language(named.title, language), counts[key])
            for key, named in self._categories.items()
            if counts[key]
        )

    def in_category(self, category: str, difficulty: int | None = None) -> tuple[Exercise, ...]:
        """List the exercises of a category, easy ones first; on request of one difficulty (1 to 5) only."""
        found = (
            exercise
            for exercise in self._exercises.values()
            if exercise.category == category and difficulty in {None, exercise.difficulty}
        )
        return tuple(sorted(found, key=lambda exercise: (exercise.difficulty, exercise.id)))

    def easier(self, exercise_id: str) -> Exercise | None:
        """Give the next easier step of the ladder."""
        exercise = self.get(exercise_id)
        return self._exercises[exercise.easier] if exercise and exercise.easier else None

    def harder(self, exercise_id: str) -> Exercise | None:
        """Give the next harder step of the ladder."""
        exercise = self.get(exercise_id)
        return self._exercises[exercise.harder] if exercise and exercise.harder else None

    def ladder(self, exercise_id: str) -> tuple[Exercise, ...]:
        """Give the whole ladder on which an exercise stands, easiest first; nothing for an unknown id."""
        step = self.get(exercise_id)
        while step and (below := self.easier(step.id)):
            step = below
        steps: list[Exercise] = []
        while step:
            steps.append(step)
            step = self.harder(step.id)
        return tuple(steps)

    def missing_prerequisites(self, exercise_id: str, done_ids: Collection[str]) -> tuple[Exercise, ...]:
        """List what should come first and was not done yet. A reason to warn the therapist, never to block."""
        exercise = self.get(exercise_id)
        needed = exercise.prerequisites if exercise else ()
        return tuple(self._exercises[each] for each in needed if each not in done_ids)

    def answer_fields(self, exercise: Exercise, language: str) -> tuple[LocalField, ...]:
        """Give the questions of an exercise in one language."""
        return answer_fields(exercise, language)

    def text(self, exercise_id: str, language: str) -> ExerciseText:
        """Give the text of an exercise in one language. Raises KeyError for an unknown id."""
        exercise = self.get(exercise_id)
        if exercise is None:
            raise KeyError(exercise_id)
        return exercise_text(exercise, language)

    def pack_of(self, exercise: Exercise) -> Pack:
        """Give the pack from which an exercise of this library comes."""
        return self._packs[exercise.pack]

    def clearance_text(self, exercise: Exercise, language: str) -> str | None:
        """Say in words what has to be settled before an exercise is given; None where nothing has to."""
        words = self.pack_of(exercise).clearances.get(exercise.clearance)
        return in_language(words, language) if words else None
