from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.signal_text import styled


def shown(markup: str) -> list[tuple[str, str]]:
    """The parts of a text that have a style, cut out as a phone counts: in UTF-16 units."""
    made = styled(markup)
    units = made.text.encode("utf-16-le")
    parts = []
    for each in made.styles:
        start, length, style = each.split(":")
        parts.append((style, units[2 * int(start) : 2 * (int(start) + int(length))].decode("utf-16-le")))
    return parts


@pytest.mark.parametrize(
    ("markup", "text", "parts"),
    [
        ("plain", "plain", []),
        ("<b>Now</b> &amp; here", "Now & here", [("BOLD", "Now")]),
        ("😀 Größe <b>fett</b>", "😀 Größe fett", [("BOLD", "fett")]),
        ("<b>👩‍👩‍👧 all</b> <i>x</i>", "👩‍👩‍👧 all x", [("BOLD", "👩‍👩‍👧 all"), ("ITALIC", "x")]),
        ("<b>a <i>b</i></b>", "a b", [("ITALIC", "b"), ("BOLD", "a b")]),
        ("<b></b>x", "x", []),
        ("1 &lt; 2 &gt; 0", "1 < 2 > 0", []),
        (
            "said: <blockquote>loud\nnoise</blockquote>then",
            "said: \nloud\nnoise\nthen",
            [("ITALIC", "loud\nnoise")],
        ),
        ("said:\n<blockquote>loud</blockquote>\nthen", "said:\nloud\nthen", [("ITALIC", "loud")]),
        ("<blockquote>a</blockquote><blockquote>b</blockquote>", "a\nb", [("ITALIC", "a"), ("ITALIC", "b")]),
        ("<code>x</code> <u>y</u>", "x y", [("MONOSPACE", "x")]),
        ("\ud83d <b>x</b>", "� x", [("BOLD", "x")]),
        ("</b>stray <b>open", "stray open", []),
    ],
)
def test_markup_becomes_text_and_styles(markup: str, text: str, parts: list[tuple[str, str]]) -> None:
    assert styled(markup).text == text
    assert shown(markup) == parts


@given(st.text(alphabet="aä😀 \n&<>\"'", max_size=30), st.text(alphabet="bö🙂\n&<", min_size=1, max_size=20))
def test_whatever_is_said_arrives_as_it_is_and_the_style_stands_where_it_belongs(
    plain: str, bold: str
) -> None:
    markup = f"{html.escape(plain, quote=False)}<b>{html.escape(bold, quote=False)}</b>."
    assert styled(markup).text == f"{plain}{bold}."
    assert shown(markup) == [("BOLD", bold)]
