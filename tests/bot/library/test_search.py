from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library.catalogue import Library
from bot.library.loader import load_library
from bot.library.search import search, words_of

STARTER = load_library()


@pytest.mark.parametrize(
    ("language", "query", "first"),
    [
        ("en", "worry time", "WOR-02"),
        ("en", "WORRY TIME", "WOR-02"),
        ("en", "worry 2", "WOR-02"),
        ("en", "wrory 2", "WOR-02"),
        ("en", "ba 2", "BA-02"),
        ("en", "slp", "SLP-01"),
        ("en", "mindfullness 3", "MIN-03"),
        ("en", "sleep diray", "SLP-01"),
        ("en", "thougth record", "CT-04"),
        ("en", "bus", "AGO-03"),
        ("en", "bus with three stops", "AGO-03"),
        ("en", "insomnia 4", "SLP-04"),
        ("de", "Sorgenzeit", "WOR-02"),
        ("de", "sorgnzeit", "WOR-02"),
        ("de", "Sorgen 3", "WOR-03"),
        ("de", "worry time", "WOR-02"),
        ("de", "Achtsamkiet 4", "MIN-04"),
        ("de", "entspanung 3", "REL-03"),
        ("de", "aktivitaeten festhalten", "BA-01"),
        ("de", "Aktivitäten festhalten", "BA-01"),
        ("de", "kognitive umstrukturierung 4", "CT-05"),
        ("de", "Platzangst 3", "AGO-03"),
        ("de", "Grübeln 1", "WOR-01"),
        ("de", "gruebeln 1", "WOR-01"),
        ("de", "3 gute Dinge", "POS-01"),
        ("de", "Angst im Bus", "AGO-03"),
    ],
)
def test_the_exercise_that_was_meant_comes_first(language: str, query: str, first: str) -> None:
    assert search(STARTER, query, language)[0].exercise.id == first


@pytest.mark.parametrize(
    ("language", "query", "prefix"),
    [
        ("en", "social phobia", "SOC"),
        ("en", "panic", "PAN"),
        ("de", "Panikattaken", "PAN"),
        ("de", "Schlafstörung", "SLP"),
        ("de", "schlafstoerung", "SLP"),
    ],
)
def test_a_target_or_category_finds_its_exercises(language: str, query: str, prefix: str) -> None:
    found = [hit.exercise.id for hit in search(STARTER, query, language)]
    assert found[:4] == [f"{prefix}-0{number}" for number in range(1, 5)]


def test_a_tag_is_found_by_its_localized_name() -> None:
    hits = search(STARTER, "draussen", "de", limit=20)
    assert {hit.exercise.id for hit in hits} >= {"BA-02", "AGO-02", "SPE-04"}


def test_a_number_alone_lists_that_difficulty() -> None:
    assert {hit.exercise.difficulty for hit in search(STARTER, "5", "en")} == {5}


@pytest.mark.parametrize("query", ["", "   ", "?!", "zzzzzz", "x", "quantum chromodynamics", "worry 5"])
def test_nothing_is_found_where_nothing_fits(query: str) -> None:
    assert search(STARTER, query, "en") == []


def test_no_more_than_the_limit_is_given_and_the_best_come_first() -> None:
    hits = search(STARTER, "anxiety", "en", limit=5)
    assert len(hits) == 5
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_exercise_is_found_first_by_its_own_title(language: str) -> None:
    for exercise in STARTER.exercises:
        assert search(STARTER, exercise.text[language].title, language)[0].exercise.id == exercise.id


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_title_with_two_letters_swapped_is_still_found(language: str) -> None:
    for exercise in STARTER.exercises:
        words = exercise.text[language].title.split()
        longest = max(words, key=len)
        swapped = longest[:2] + longest[3] + longest[2] + longest[4:]
        query = " ".join(swapped if word is longest else word for word in words)
        assert exercise.id in [hit.exercise.id for hit in search(STARTER, query, language)]


def test_five_hundred_exercises_are_searched_as_well() -> None:
    pattern = STARTER.exercises[0]
    nouns = [
        "harbour",
        "meadow",
        "lantern",
        "orchard",
        "compass",
        "pebble",
        "ribbon",
        "thunder",
        "violin",
        "window",
    ]
    many: list[Any] = []
    for number in range(500):
        title = f"The {nouns[number // 100]} and the {nouns[number // 10 % 10]} number{number}"
        text = {language: each.model_copy(update={"title": title}) for language, each in pattern.text.items()}
        many.append(
            pattern.model_copy(update={"id": f"{chr(65 + number // 100)}Z-{number % 100:02d}", "text": text})
        )
    library = Library(STARTER.packs, many)
    assert search(library, "lantern compas number247", "en")[0].exercise.id == "CZ-47"
    assert len(search(library, "harbour", "en", limit=1000)) >= 100


@given(st.text(max_size=40), st.sampled_from(["en", "de", "fr"]))
def test_no_text_upsets_the_search(query: str, language: str) -> None:
    assert len(search(STARTER, query, language)) <= 8


@given(st.sampled_from(STARTER.exercises), st.sampled_from([str.upper, str.lower, str.title]))
def test_letter_case_changes_nothing(exercise: Any, change: Any) -> None:
    title = exercise.text["de"].title
    assert search(STARTER, change(title), "de") == search(STARTER, title, "de")


def test_umlauts_and_accents_are_one_with_their_plain_spelling() -> None:
    assert words_of("Übung, GRÜßE u\N{COMBINING DIAERESIS}ben Café") == ["uebung", "gruesse", "ueben", "cafe"]
