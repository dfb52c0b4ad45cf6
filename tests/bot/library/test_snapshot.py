from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library.catalogue import Library
from bot.library.loader import load_library
from bot.library.localized import answer_fields, exercise_text
from bot.library.schema import Exercise
from bot.library.snapshot import SnapshotError, from_snapshot, snapshot

STARTER = load_library()


@given(st.sampled_from(STARTER.exercises))
def test_a_copy_comes_back_as_it_went(exercise: Exercise) -> None:
    assert from_snapshot(json.loads(json.dumps(snapshot(exercise)))) == exercise


def test_a_copy_needs_no_library_to_be_read_in_both_languages(library: Library) -> None:
    exercise = library.get("CT-03")
    assert exercise is not None
    copy = from_snapshot(snapshot(exercise))
    assert exercise_text(copy, "de").title == "Denkmuster erkennen"
    assert answer_fields(copy, "en")[-1].items[0] == "All-or-nothing"
    assert (copy.pack, copy.pack_version) == ("starter", "0.2-draft")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": 2}, "the copy has the format 2, but 1 is known"),
        ({"format": None}, "the copy has the format None"),
        ({"difficulty": 9}, "the copy does not fit an exercise: difficulty"),
        ({"colour": "red"}, "the copy does not fit an exercise: colour"),
    ],
)
def test_a_copy_that_cannot_be_read_says_so_without_its_contents(change: dict[str, Any], said: str) -> None:
    with pytest.raises(SnapshotError) as caught:
        from_snapshot({**snapshot(STARTER.exercises[0]), **change})
    assert said in str(caught.value)
    assert STARTER.exercises[0].text["en"].title not in str(caught.value)
