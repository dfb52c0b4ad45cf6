from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.pieces import pieces, width
from bot.playground.markup import parse_html as strict_html

MARKUP = st.recursive(
    st.text(alphabet="ab &<\n🙂ü", max_size=12).map(html.escape),
    lambda inner: st.tuples(st.sampled_from(["b", "i", "u"]), st.lists(inner, max_size=4)).map(
        lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"
    ),
    max_leaves=12,
)


def test_a_short_text_is_one_piece() -> None:
    assert pieces("<b>a</b>\nb", 10) == ["<b>a</b>\nb"]


def test_it_is_cut_at_the_last_line_end_that_fits() -> None:
    assert pieces("aaa\nbbb\nccc", 8) == ["aaa\nbbb", "ccc"]


def test_a_line_that_is_too_long_is_cut_between_words_and_a_word_anywhere() -> None:
    assert pieces("aaa bbb ccc", 8) == ["aaa bbb", "ccc"]
    assert pieces("aaaabbbbcc", 4) == ["aaaa", "bbbb", "cc"]


def test_open_tags_are_closed_and_opened_again() -> None:
    assert pieces("<blockquote expandable><b>aaa\nbbb</b></blockquote>", 4) == [
        "<blockquote expandable><b>aaa</b></blockquote>",
        "<blockquote expandable><b>bbb</b></blockquote>",
    ]


@pytest.mark.parametrize(("markup", "expected"), [("<b>a</b>", 1), ("&lt;&amp;", 2), ("🙂", 2), ("ü", 1)])
def test_width_counts_what_is_read_in_utf_16(markup: str, expected: int) -> None:
    assert width(markup) == expected


@given(MARKUP, st.integers(4, 40))
def test_every_piece_is_narrow_enough_and_sound_and_no_character_is_lost(markup: str, limit: int) -> None:
    parts = pieces(markup, limit)
    assert all(width(part) <= limit for part in parts)
    read = "".join(strict_html(part).text for part in parts)
    assert "".join(read.split()) == "".join(strict_html(markup).text.split())
