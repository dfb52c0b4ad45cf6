from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library.catalogue import Category, Library
from bot.library.loader import load_library
from bot.library.localized import LocalOption
from bot.library.schema import FieldKind


@pytest.mark.parametrize("typed", ["BA-02", "ba2", "BA 2", "ba-02", "Ba02", " ba – 2 ", "ba_2", "BA002"])
def test_an_id_is_found_however_it_is_typed(library: Library, typed: str) -> None:
    exercise = library.get(typed)
    assert exercise is not None
    assert exercise.id == "BA-02"


@pytest.mark.parametrize("typed", ["", "BA", "2", "BA-99", "BA-02 daily", "worry 2", "BA-2-3"])
def test_what_is_no_id_finds_nothing(library: Library, typed: str) -> None:
    assert library.get(typed) is None


@given(st.text())
def test_no_text_upsets_the_look_up(typed: str) -> None:
    assert Library([], []).get(typed) is None


def test_categories_speak_the_reader_s_language_and_count_their_exercises(library: Library) -> None:
    assert library.categories("de")[0] == Category("behavioural_activation", "Aktivitätsaufbau", 7)
    assert library.categories("en")[0].title == "Behavioural activation"
    assert sum(category.count for category in library.categories("en")) == 65


def test_a_category_without_an_exercise_is_not_offered(draft: Any) -> None:
    assert [category.key for category in draft.load().categories("en")] == ["worry"]


def test_a_category_lists_easy_exercises_first(library: Library) -> None:
    assert [each.id for each in library.in_category("behavioural_activation")] == [
        "BA-01",
        "BA-02",
        "BA-06",
        "BA-03",
        "BA-04",
        "BA-07",
        "BA-05",
    ]
    assert [each.id for each in library.in_category("behavioural_activation", 3)] == [
        "BA-03",
        "BA-04",
        "BA-07",
    ]
    assert library.in_category("cooking") == ()


def test_a_ladder_is_climbed_step_by_step(library: Library) -> None:
    easier, harder = library.easier("wor 2"), library.harder("WOR-02")
    assert easier is not None
    assert harder is not None
    assert (easier.id, harder.id) == ("WOR-01", "WOR-03")
    assert library.easier("WOR-01") is None
    assert library.harder("WOR-04") is None
    assert library.harder("XX-01") is None


def test_a_ladder_is_the_same_from_every_step(library: Library) -> None:
    for exercise_id in ("WOR-01", "WOR-02", "WOR-04"):
        assert [each.id for each in library.ladder(exercise_id)] == ["WOR-01", "WOR-02", "WOR-03", "WOR-04"]
    assert library.ladder("XX-01") == ()


def test_missing_prerequisites_are_named(library: Library) -> None:
    assert [each.id for each in library.missing_prerequisites("BA-05", {"BA-02"})] == ["CT-01"]
    assert library.missing_prerequisites("BA-05", {"BA-02", "CT-01"}) == ()
    assert library.missing_prerequisites("BA-01", set()) == ()
    assert library.missing_prerequisites("XX-01", set()) == ()


def test_a_scale_knows_its_ends(library: Library) -> None:
    fields = {field.key: field for field in library.answer_fields(_get(library, "WOR-01"), "en")}
    assert (fields["distress"].minimum, fields["distress"].maximum) == (0, 100)
    assert (fields["worry"].minimum, fields["worry"].maximum) == (None, None)


def test_a_number_has_its_unit_in_the_reader_s_language(library: Library) -> None:
    fields = {field.key: field for field in library.answer_fields(_get(library, "SLP-01"), "de")}
    assert (fields["sleep_latency"].unit, fields["sleep_latency"].minimum) == ("Minuten", 0)
    assert fields["quality"].optional
    assert not fields["bed_time"].optional


def test_a_choice_shows_its_options_in_the_reader_s_language(library: Library) -> None:
    fields = {field.key: field for field in library.answer_fields(_get(library, "WOR-01"), "de")}
    assert fields["worry_kind"].options == (
        LocalOption("current", "Aktuelles Problem"),
        LocalOption("what_if", "Was wäre, wenn"),
    )


def test_a_checklist_shows_the_exercise_s_own_items_or_else_its_steps(library: Library) -> None:
    own = library.answer_fields(_get(library, "CT-03"), "de")[-1]
    steps = library.answer_fields(_get(library, "SLP-03"), "en")[-1]
    assert own.kind is steps.kind is FieldKind.CHECKLIST
    assert own.items[:2] == ("Alles-oder-nichts", "Gedankenlesen")
    assert steps.items == library.text("SLP-03", "en").steps


def test_the_text_of_an_exercise_speaks_the_reader_s_language(library: Library) -> None:
    assert library.text("wor2", "en").title == "Worry time"
    assert library.text("wor2", "de").title == "Sorgenzeit"


def test_a_language_without_texts_falls_back_to_english(library: Library) -> None:
    assert library.text("WOR-02", "fr").title == "Worry time"
    assert library.answer_fields(_get(library, "WOR-02"), "fr")[0].label == "Worry"


def test_an_unknown_exercise_has_no_text(library: Library) -> None:
    with pytest.raises(KeyError):
        library.text("XX-01", "en")


def test_what_has_to_be_settled_first_is_said_in_words(library: Library) -> None:
    assert (
        library.clearance_text(_get(library, "BX-03"), "de") == "Zuerst gemeinsam in der Sitzung durchführen"
    )
    assert library.clearance_text(_get(library, "BA-01"), "de") is None


def test_several_packs_make_one_library(draft: Any, tmp_path: Any) -> None:
    other = type(draft)(tmp_path / "other")
    other.pack.update(id="other", ladders=[])
    other.pack["categories"]["worry"]["title"] = {"en": "Other", "de": "Anderes"}
    other.exercises = {"OT-01": {**draft.exercises["WO-01"], "id": "OT-01", "prerequisites": ["WO-03"]}}
    del other.exercises["OT-01"]["harder"]
    both = load_library([draft.write(), other.write()])
    assert [each.id for each in both.exercises] == ["WO-01", "WO-02", "WO-03", "OT-01"]
    assert both.categories("en") == (Category("worry", "Worry", 4),)
    assert both.pack_of(_get(both, "OT-01")).id == "other"


def _get(library: Library, exercise_id: str) -> Any:
    return library.get(exercise_id)
