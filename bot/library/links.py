"""What must hold between exercises: ladders that agree with their links, prerequisites without a circle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise

from bot.library.schema import ExerciseFile, Ladder

Exercises = Mapping[str, tuple[str, ExerciseFile]]
"""Id to file name and exercise."""


def check_links(exercises: Exercises, unread: Collection[str]) -> Iterator[str]:
    """Easier and harder answer each other inside one category, and difficulty never falls on the way up."""
    for file, exercise in exercises.values():
        for name, other_name, target in (
            ("easier", "harder", exercise.easier),
            ("harder", "easier", exercise.harder),
        ):
            if target is None or target in unread:
                continue
            if target not in exercises:
                yield f"{file}: {name}: {target} does not exist."
                continue
            other = exercises[target][1]
            if getattr(other, other_name) != exercise.id:
                yield f"{file}: {name}: {target} does not name {exercise.id} as {other_name} in return."
            if other.category != exercise.category:
                yield f"{file}: {name}: {target} belongs to another category."
            if name == "harder" and other.difficulty < exercise.difficulty:
                yield f"{file}: harder: {target} has a lower difficulty than {exercise.id}."


def check_ladders(
    pack_file: str, ladders: tuple[Ladder, ...], exercises: Exercises, unread: Collection[str]
) -> Iterator[str]:
    """The ladders of a pack say the same as the links of its exercises."""
    listed: set[tuple[str, str]] = set()
    for exercise_id, times in Counter(each for ladder in ladders for each in ladder.exercises).items():
        if times > 1:
            yield f"{pack_file}: ladders: {exercise_id} stands on them {times} times."
    for ladder in ladders:
        for exercise_id in ladder.exercises:
            if exercise_id not in exercises and exercise_id not in unread:
                yield f"{pack_file}: ladders: {exercise_id} does not exist."
            elif exercise_id in exercises and exercises[exercise_id][1].category != ladder.category:
                yield f"{pack_file}: ladders: {exercise_id} does not belong to {ladder.category}."
        listed.update(pairwise(ladder.exercises))
    linked = {(exercise.id, exercise.harder) for _, exercise in exercises.values() if exercise.harder}
    for lower, upper in sorted(linked - listed):
        yield f"{pack_file}: ladders: the step from {lower} to {upper} is not listed."
    for lower, upper in sorted(listed - linked):
        if not {lower, upper} & set(unread):
            yield f"{pack_file}: ladders: {lower} does not name {upper} as harder."


def check_prerequisites(exercises: Exercises, unread: Collection[str]) -> Iterator[str]:
    """Every prerequisite exists, and none waits for itself, however far around."""
    for file, exercise in exercises.values():
        for needed in exercise.prerequisites:
            if needed not in exercises and needed not in unread:
                yield f"{file}: prerequisites: {needed} does not exist."
        if exercise.id in _all_needed(exercise.id, exercises):
            yield f"{file}: prerequisites: they lead back to {exercise.id} itself."


def _all_needed(exercise_id: str, exercises: Exercises) -> set[str]:
    """Everything that has to come before an exercise, through however many steps."""
    needed: set[str] = set()
    ahead = [exercise_id]
    while ahead:
        found = exercises.get(ahead.pop())
        fresh = set(found[1].prerequisites) - needed if found else set()
        needed |= fresh
        ahead.extend(fresh)
    return needed
