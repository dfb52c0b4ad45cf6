"""One spelling for all spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.hearing.folding import LONGEST, fold, without_typo
from bot.conversation.hearing.numbers import NUMBER_WORDS, joined, number


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Über\u00a0Straße ", "ueber strasse"),
        ("Café", "cafe"),
        ("１８：３０", "18:30"),
        ("٣", "3"),
        ("MÄRZ", "maerz"),
        ("a\u0308", "ae"),
    ],
)
def test_spellings_become_one(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_story_is_no_answer() -> None:
    assert fold("a" * LONGEST) != ""
    assert fold("a" * (LONGEST + 1)) == ""


@given(st.text(max_size=100))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)[:LONGEST]) == fold(text)[:LONGEST]


@pytest.mark.parametrize(
    ("typed", "meant"), [("quater", "quarter"), ("there", "there"), ("xuarter", "xuarter")]
)
def test_only_long_words_with_their_own_beginning_are_corrected(typed: str, meant: str) -> None:
    assert without_typo(typed, {"quarter", "three"}) == meant


def test_a_word_between_two_known_ones_is_left_alone() -> None:
    assert without_typo("quarxer", {"quarter", "quarser"}) == "quarxer"


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("seven", 7),
        ("einundzwanzig", 21),
        ("fiftynine", 59),
        ("fuenfundfuenfzig", 55),
        ("007", 7),
        ("null", 0),
        ("x", None),
    ],
)
def test_number_words_have_their_values(word: str, value: int | None) -> None:
    assert number(word) == value


def test_every_number_to_a_hundred_has_a_word_in_both_languages() -> None:
    assert set(NUMBER_WORDS.values()) == set(range(101))
    assert len(NUMBER_WORDS) >= 2 * 101


def test_english_tens_and_units_are_joined() -> None:
    assert joined(["twenty", "five", "past", "six"]) == ["twentyfive", "past", "six"]
