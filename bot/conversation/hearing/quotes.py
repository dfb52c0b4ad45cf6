"""Quoted pieces of a command line: at "kitchen table", ziel „wieder Bus fahren“."""

import re
from enum import StrEnum
from typing import Final


class Piece(StrEnum):
    """What a quoted piece says, by the keyword before it."""

    PLACE = "place"
    GOAL = "goal"
    SITUATION = "situation"
    UNNAMED = "unnamed"


_KEYWORDS: Final = {
    **dict.fromkeys(("at", "in", "bei", "beim", "ort", "place", "where", "wo"), Piece.PLACE),
    **dict.fromkeys(("goal", "ziel", "for", "für", "fuer"), Piece.GOAL),
    **dict.fromkeys(("when", "wenn", "situation"), Piece.SITUATION),
}
_QUOTED: Final = re.compile(
    r"(?:(?<!\S)(?P<keyword>" + "|".join(_KEYWORDS) + r")\s*[:=]?\s*)?"
    r"(?:[\"“”„«»](?P<double>[^\"“”„«»]*)(?:[\"“”„«»]|$)|(?<!\S)['‘‚’](?P<single>.+?)['‘’](?=[\s,.;]|$))",
    re.IGNORECASE,
)


def take_quoted(text: str) -> tuple[str, dict[Piece, str]]:
    """The text without its quoted pieces, and the pieces; an unclosed quote ends with the line.

    The first piece of each kind counts; a further one stays in the text, without its quotation marks.
    """
    pieces: dict[Piece, str] = {}

    def take(found: re.Match[str]) -> str:
        kind = _KEYWORDS.get((found["keyword"] or "").casefold(), Piece.UNNAMED)
        body = (found["double"] or found["single"] or "").strip()
        if kind in pieces:
            return f" {body} "
        if body:
            pieces[kind] = body
        return " "

    return _QUOTED.sub(take, text), pieces
