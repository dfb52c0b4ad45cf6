from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.playground.entities import Formatted, stretch, to_html, trimmed, well_nested, width, with_detected


def entity(kind: str, offset: int, length: int) -> dict[str, object]:
    return {"type": kind, "offset": offset, "length": length}


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_width_is_that_of_utf_16(text: str) -> None:
    assert 2 * width(text) == len(text.encode("utf-16-le"))


def test_links_and_commands_are_found_without_being_marked() -> None:
    found = with_detected(
        Formatted("😀 see https://a.example/x, then t.me/between_test_bot?start=abc. Or /help")
    )
    assert [(e["type"], stretch(found.text, e)) for e in found.entities] == [
        ("url", "https://a.example/x"),
        ("url", "t.me/between_test_bot?start=abc"),
        ("bot_command", "/help"),
    ]


def test_a_slash_inside_of_words_is_no_command() -> None:
    assert with_detected(Formatted("and/or 1/2 half-/day")).entities == ()


def test_nothing_is_found_inside_of_code_or_across_a_mark() -> None:
    code = Formatted("https://a.example", (entity("code", 0, 17),))
    across = Formatted("https://a.example", (entity("bold", 0, 5),))
    inside = Formatted("https://a.example", (entity("bold", 0, 17),))
    assert with_detected(code).entities == code.entities
    assert with_detected(across).entities == across.entities
    assert to_html(with_detected(inside)) == '<b><a href="https://a.example">https://a.example</a></b>'


def test_a_link_without_scheme_leads_to_https() -> None:
    assert to_html(with_detected(Formatted("t.me/x"))) == '<a href="https://t.me/x">t.me/x</a>'


def test_trimming_moves_and_cuts_what_is_marked() -> None:
    formatted = trimmed(Formatted(" \n a b  ", (entity("bold", 0, 4), entity("italic", 6, 2))))
    assert formatted == Formatted("a b", (entity("bold", 0, 1),))


def test_only_marks_inside_of_each_other_or_apart_are_well_nested() -> None:
    assert well_nested([entity("bold", 0, 4), entity("italic", 1, 3), entity("bold", 4, 2)])
    assert not well_nested([entity("bold", 0, 4), entity("italic", 2, 4)])


def test_html_of_a_text_is_safe_to_show() -> None:
    assert (
        to_html(Formatted("<script>alert('x')</script>"))
        == "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"
    )
