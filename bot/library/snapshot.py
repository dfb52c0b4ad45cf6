"""An assignment keeps its own copy of the exercise, so that a later pack changes nothing that was agreed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from bot.library.schema import Exercise

FORMAT = 1
"""Raised when a stored copy of before could no longer be read as it is."""


class SnapshotError(Exception):
    """A stored copy of an exercise cannot be read: it is damaged or of another format."""


def snapshot(exercise: Exercise) -> dict[str, Any]:
    """Give an exercise as a JSON object: all languages, its questions, its pack and version."""
    return {"format": FORMAT, **exercise.model_dump(mode="json")}


def from_snapshot(stored: Mapping[str, Any]) -> Exercise:
    """Read an exercise back. Raises SnapshotError."""
    if stored.get("format") != FORMAT:
        raise SnapshotError(f"the copy has the format {stored.get('format')!r}, but {FORMAT} is known")
    try:
        return Exercise.model_validate({key: value for key, value in stored.items() if key != "format"})
    except ValidationError as error:
        places = ", ".join(".".join(map(str, each["loc"])) for each in error.errors(include_input=False))
        raise SnapshotError(f"the copy does not fit an exercise: {places}") from None
