"""Numbers as people type them, and thumbs of every colour."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.hearing.replies import hear_numbers, hear_thumb, parts

DRESS = ["{}", " {} ", "{}.", "{})", "({})", "#{}", "# {}", "{}:", "{} ."]
JOIN = [" ", ",", ", ", " and ", " und ", "+", " & ", "; ", "\n"]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("2", (2,)),
        ("2️⃣", (2,)),
        ("1️⃣3️⃣", (1, 3)),
        ("🔟", (10,)),
        ("2️⃣.", (2,)),
        ("1 3", (1, 3)),
        ("1,3", (1, 3)),
        ("1 and 3", (1, 3)),
        ("1, 2 und 4", (1, 2, 4)),
        ("3 3", (3,)),
    ],
)
def test_a_number_is_heard_however_it_is_dressed(typed: str, numbers: tuple[int, ...]) -> None:
    assert hear_numbers(typed) == numbers


@pytest.mark.parametrize(
    "typed", ["", "two apples", "2 apples", "18:00", "18.30", "-1", "1.3", "and", "about 2"]
)
def test_what_says_more_than_numbers_is_none(typed: str) -> None:
    assert hear_numbers(typed) == ()


@given(st.lists(st.integers(0, 99), min_size=1, max_size=6, unique=True), st.data())
def test_several_numbers_are_heard_in_their_order(numbers: list[int], data: st.DataObject) -> None:
    dressed = [data.draw(st.sampled_from(DRESS)).format(number) for number in numbers]
    text = dressed[0]
    for each in dressed[1:]:
        text += data.draw(st.sampled_from(JOIN)) + each
    assert hear_numbers(text) == tuple(numbers)


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    assert all(0 <= number < 1000 for number in hear_numbers(text))
    assert hear_thumb(text) in {0, 1, None}
    assert all(part.strip() for part in parts(text))


@given(st.text(st.characters(categories=["L"]), min_size=1))
def test_words_are_no_numbers(text: str) -> None:
    assert hear_numbers(text) == ()


@pytest.mark.parametrize("skin", ["", "\ufe0f", *map(chr, range(0x1F3FB, 0x1F400))])
def test_a_thumb_of_any_colour_is_a_thumb(skin: str) -> None:
    assert hear_thumb(f"👍{skin}") == 0
    assert hear_thumb(f"👎{skin}") == 1
    assert hear_thumb(f"❤{skin}") is None
