from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.library.catalogue import Library
from bot.library.loader import LibraryError, load_library

_NAMES = {"en": "Worry", "de": "Sorgen"}


def _exercise(exercise_id: str, difficulty: int, **more: Any) -> dict[str, Any]:
    return {
        "id": exercise_id,
        "category": "worry",
        "targets": ["anxiety"],
        "difficulty": difficulty,
        "minutes": 5,
        "schedule": {"type": "daily", "times": 7, "slot": "evening", "weeks": 1},
        "responses": ["mood"],
        "text": {
            "en": {
                "title": "Worry note",
                "why": "It tends to help.",
                "steps": ["Sit.", "Write."],
                "plan_example": "When I sit, then I write.",
            },
            "de": {
                "title": "Sorgennotiz",
                "why": "Es hilft oft.",
                "steps": ["Hinsetzen.", "Schreiben."],
                "plan_example": "Wenn ich sitze, dann schreibe ich.",
            },
        },
        **more,
    }


_PACK: dict[str, Any] = {
    "id": "small",
    "title": {"en": "Small", "de": "Klein"},
    "version": "1",
    "languages": ["en", "de"],
    "licence": "Apache-2.0",
    "source": "Written for this test.",
    "review_status": {"en": "Not reviewed", "de": "Nicht geprüft"},
    "clearances": {"in_session_first": {"en": "First in session", "de": "Zuerst in der Sitzung"}},
    "categories": {"worry": {"title": _NAMES}, "sleep": {"title": {"en": "Sleep", "de": "Schlaf"}}},
    "targets": {"anxiety": {"title": {"en": "Anxiety", "de": "Angst"}}},
    "ladders": [{"category": "worry", "exercises": ["WO-01", "WO-02", "WO-03"]}],
}

_EXERCISES: dict[str, dict[str, Any]] = {
    "WO-01": _exercise("WO-01", 1, harder="WO-02"),
    "WO-02": _exercise("WO-02", 2, easier="WO-01", harder="WO-03", prerequisites=["WO-01"]),
    "WO-03": _exercise("WO-03", 3, easier="WO-02", prerequisites=["WO-02"], clearance="in_session_first"),
}


class Draft:
    """A small good pack that a test can spoil; `files` are written last and as they are."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.pack = deepcopy(_PACK)
        self.exercises = deepcopy(_EXERCISES)
        self.types: dict[str, Any] | None = None
        self.files: dict[str, str] = {}

    def write(self) -> Path:
        self.root.mkdir()
        contents = {"pack.yaml": self.pack, **{f"{name}.yaml": each for name, each in self.exercises.items()}}
        if self.types is not None:
            contents["response_types.yaml"] = self.types
        for name, content in contents.items():
            (self.root / name).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        for name, text in self.files.items():
            (self.root / name).write_text(text, encoding="utf-8")
        return self.root

    def load(self) -> Library:
        return load_library([self.write()])

    def faults(self) -> tuple[str, ...]:
        with pytest.raises(LibraryError) as caught:
            self.load()
        return caught.value.faults


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    return Draft(tmp_path / "small")


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()
