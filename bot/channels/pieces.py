"""Cutting a message that is longer than a service takes, without breaking its markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

_TOKEN = re.compile(r"<[^>]*>|&[^;\s]{1,10};|.", re.DOTALL)
_BLANK = ("\n", " ")


def width(markup: str) -> int:
    """Return the length that counts: UTF-16 units of what is read, without the markup (Bot API, "after entities parsing")."""
    return sum(map(_width, _TOKEN.findall(markup)))


def pieces(markup: str, limit: int) -> list[str]:
    """Cut at line ends (else between words, else anywhere) so that no piece is wider than `limit`.

    A tag that is open at a cut is closed before and opened again behind it.
    """
    # Markup and entities only make it longer than what is read.
    if len(markup.encode("utf-16-le")) // 2 <= limit:
        return [markup]
    found: list[str] = []
    tokens: list[str] = _TOKEN.findall(markup)
    opened: list[str] = []
    while sum(map(_width, tokens)) > limit:
        cut = _cut(tokens, limit)
        before, opened = opened, _open_after(opened, tokens[:cut])
        found.append("".join([*before, *tokens[:cut], *_closing(opened)]))
        tokens = tokens[cut:]
        while tokens and tokens[0] in _BLANK:
            tokens.pop(0)
    return [*found, "".join([*opened, *tokens])]


def _width(token: str) -> int:
    if len(token) > 1 and token[0] == "<":
        return 0
    return len(html.unescape(token).encode("utf-16-le")) // 2


def _cut(tokens: list[str], limit: int) -> int:
    """Return how many tokens the first piece takes."""
    room, best = limit, {"\n": 0, " ": 0}
    for place, token in enumerate(tokens):
        if token in best:
            best[token] = place
        room -= _width(token)
        if room < 0:
            return best["\n"] or best[" "] or place
    return len(tokens)


def _open_after(opened: Iterable[str], tokens: Iterable[str]) -> list[str]:
    still = list(opened)
    for token in tokens:
        if token.startswith("</") and still:
            still.pop()
        elif len(token) > 1 and token[0] == "<":
            still.append(token)
    return still


def _closing(opened: list[str]) -> list[str]:
    return [f"</{re.split(r'[ >]', tag[1:], maxsplit=1)[0]}>" for tag in reversed(opened)]
