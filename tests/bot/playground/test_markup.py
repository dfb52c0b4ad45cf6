from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.entities import Formatted, to_html
from bot.playground.errors import RefusalError
from bot.playground.markup import SIMPLE, parse_html

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
TAGS = st.sampled_from([*(tag for tag in SIMPLE if tag != "pre"), "blockquote"])


@given(TEXTS)
def test_escaped_text_always_comes_back_without_its_outer_space(text: str) -> None:
    assert parse_html(html.escape(text)) == Formatted(text.strip())


@given(TEXTS)
def test_unescaped_text_is_either_plain_or_refused(text: str) -> None:
    try:
        formatted = parse_html(text)
    except RefusalError as refusal:
        assert refusal.sentence.startswith("Bad Request: can't parse entities: ")  # noqa: PT017 - either is right
    else:
        assert html.unescape(text).strip() == formatted.text or "<" in text


@given(st.lists(st.tuples(TAGS, TEXTS), max_size=6), TEXTS)
def test_what_was_parsed_survives_being_written_and_parsed_again(
    parts: list[tuple[str, str]], rest: str
) -> None:
    written = "".join(f"<{tag}>{html.escape(text)}<i>x</i></{tag}>" for tag, text in parts) + html.escape(
        rest
    )
    formatted = parse_html(written)
    assert parse_html(to_html(formatted)) == formatted


@pytest.mark.parametrize(
    ("written", "text", "entities"),
    [
        ("<b>a</b>", "a", [("bold", 0, 1)]),
        ("<b><i>a</i></b>", "a", [("bold", 0, 1), ("italic", 0, 1)]),
        ("😀<b>é</b>", "😀é", [("bold", 2, 1)]),
        ("  <u> a </u> ", "a", [("underline", 0, 1)]),
        ("<B>a</B>", "a", [("bold", 0, 1)]),
        ("a<b></b>", "a", []),
        ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ("<blockquote>a<b>b</b></blockquote>", "ab", [("blockquote", 0, 2), ("bold", 1, 1)]),
        ("&lt;b&gt; &amp;amp; &quot;&#39;&#x2F;", "<b> &amp; \"'/", []),
    ],
)
def test_tags_become_entities_counted_in_utf_16(
    written: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    formatted = parse_html(written)
    assert formatted.text == text
    assert [(e["type"], e["offset"], e["length"]) for e in formatted.entities] == entities


def test_links_times_emoji_and_languages_keep_their_details() -> None:
    written = (
        '<a href="https://a.example/?x=1&amp;y=2">a</a><tg-time unix="1772730000" format="wDt">b</tg-time>'
        '<tg-emoji emoji-id="5368324170671202286">c</tg-emoji><pre><code class="language-python">d</code></pre>'
    )
    formatted = parse_html(written)
    assert [{k: v for k, v in e.items() if k not in ("offset", "length")} for e in formatted.entities] == [
        {"type": "text_link", "url": "https://a.example/?x=1&y=2"},
        {"type": "date_time", "unix_time": 1772730000, "date_time_format": "wDt"},
        {"type": "custom_emoji", "custom_emoji_id": "5368324170671202286"},
        {"type": "pre", "language": "python"},
    ]
    assert to_html(formatted) == written


@pytest.mark.parametrize(
    "wrong",
    [
        "a < b", "a > b", "Tom & Jerry", "a &nbsp; b", "&lt", "&#0;", "&#55296;", "&#9999999;", "<b>a", "a</b>", "<b>a</i>",
        "<b><i>a</b></i>", "<p>a</p>", "a<br>b", "a<br/>b", "<ul><li>a</li></ul>", "<h1>a</h1>", "<script>a</script>",
        "<span>a</span>", '<span class="red">a</span>', '<b class="x">a</b>', "<a>a</a>", '<a href="">a</a>',
        '<a href="javascript:alert(1)">a</a>', '<a href="https://a.example" onclick="x">a</a>', "<a href=https://a.example>a</a>",
        "<code><b>a</b></code>", "<pre><b>a</b></pre>", "<blockquote>a<blockquote>b</blockquote></blockquote>",
        '<tg-emoji emoji-id="x">a</tg-emoji>', '<tg-time unix="now">a</tg-time>', '<tg-time unix="1" format="q">a</tg-time>',
        "<b>a</b >x</b>", "<!-- a -->", "<b", "</b>", '<code class="language-python">a</code>', '<b>a</b x="y">',
    ],
)  # fmt: skip
def test_what_is_not_telegrams_html_is_refused(wrong: str) -> None:
    with pytest.raises(RefusalError, match="can't parse entities"):
        parse_html(wrong)


def test_the_place_of_a_mistake_is_told_in_bytes() -> None:
    with pytest.raises(RefusalError, match='Unsupported start tag "p" at byte offset 3'):
        parse_html("ä <p>")
