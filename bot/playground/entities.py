"""Formatted text: what it says, and which stretches of it look different (offsets in UTF-16 code units)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Entity = dict[str, Any]

TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
    "text_link": "a",
    "url": "a",
    "custom_emoji": "tg-emoji",
    "date_time": "tg-time",
}
CLOSED_TO_DETECTION = ("pre", "code", "text_link")
DETECTED = {
    "url": re.compile(r"(?:https?://|(?<![\w./])t\.me/)[^\s<>\"'„“”‘’«»]*[^\s<>\"'„“”‘’«».,;:!?()\[\]]"),
    "bot_command": re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,64}(?:@\w+)?(?![\w/])"),
}


@dataclass(frozen=True)
class Formatted:
    """A text with its entities, the outer before the inner."""

    text: str
    entities: tuple[Entity, ...] = ()


def width(text: str) -> int:
    """The length in UTF-16 code units, by which Telegram counts offsets."""
    return len(text) + sum(character > "\uffff" for character in text)


def stretch(text: str, entity: Entity) -> str:
    """The characters that an entity covers."""
    units = text.encode("utf-16-le")
    start = 2 * entity["offset"]
    return units[start : start + 2 * entity["length"]].decode("utf-16-le")


def trimmed(formatted: Formatted) -> Formatted:
    """Without white space at both ends, as Telegram keeps it; entities that cover nothing are dropped."""
    cut = width(formatted.text) - width(formatted.text.lstrip())
    text = formatted.text.strip()
    end = width(text)
    kept = []
    for entity in formatted.entities:
        start = max(entity["offset"] - cut, 0)
        stop = min(entity["offset"] + entity["length"] - cut, end)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    return Formatted(text, _ordered(kept))


def with_detected(formatted: Formatted) -> Formatted:
    """With the links and commands that Telegram finds by itself."""
    found = [
        {"type": kind, "offset": width(formatted.text[: match.start()]), "length": width(match[0])}
        for kind, pattern in DETECTED.items()
        for match in pattern.finditer(formatted.text)
    ]
    free = [entity for entity in found if all(_may_stand(entity, other) for other in formatted.entities)]
    return Formatted(formatted.text, _ordered([*formatted.entities, *free]))


def well_nested(entities: Iterable[Entity]) -> bool:
    """Whether of any two entities one holds the other or both stand apart."""
    ends: list[int] = []
    for entity in _ordered(entities):
        while ends and ends[-1] <= entity["offset"]:
            ends.pop()
        end = entity["offset"] + entity["length"]
        if ends and end > ends[-1]:
            return False
        ends.append(end)
    return True


def to_html(formatted: Formatted) -> str:
    """HTML of Telegram's tags alone, safe to show in a page."""
    units = formatted.text.encode("utf-16-le")
    pieces: list[str] = []
    position = 0
    for at, tag in _tags(formatted):
        pieces.append(html.escape(units[2 * position : 2 * at].decode("utf-16-le")))
        pieces.append(tag)
        position = at
    pieces.append(html.escape(units[2 * position :].decode("utf-16-le")))
    return "".join(pieces)


def _tags(formatted: Formatted) -> Iterator[tuple[int, str]]:
    """Start and end tags with their offsets, in order."""
    opened: list[tuple[int, str]] = []
    for entity in formatted.entities:
        if entity["type"] not in TAGS:
            continue
        while opened and opened[-1][0] <= entity["offset"]:
            yield opened.pop()
        name = TAGS[entity["type"]]
        start, end = f"<{name}{_attributes(formatted.text, entity)}>", f"</{name}>"
        if "language" in entity:
            start, end = f'{start}<code class="language-{html.escape(entity["language"])}">', f"</code>{end}"
        yield entity["offset"], start
        opened.append((entity["offset"] + entity["length"], end))
    yield from reversed(opened)


def _attributes(text: str, entity: Entity) -> str:
    kind = entity["type"]
    if kind == "expandable_blockquote":
        return " expandable"
    if kind == "text_link":
        return f' href="{html.escape(entity["url"])}"'
    if kind == "url":
        url = stretch(text, entity)
        return f' href="{html.escape(url if url.startswith("http") else f"https://{url}")}"'
    if kind == "custom_emoji":
        return f' emoji-id="{html.escape(entity["custom_emoji_id"])}"'
    if kind == "date_time":
        form = entity.get("date_time_format", "")
        return f' unix="{entity["unix_time"]}"' + (f' format="{html.escape(form)}"' if form else "")
    return ""


def _may_stand(entity: Entity, other: Entity) -> bool:
    start, stop = entity["offset"], entity["offset"] + entity["length"]
    other_start, other_stop = other["offset"], other["offset"] + other["length"]
    if stop <= other_start or other_stop <= start:
        return True
    return other_start <= start and stop <= other_stop and other["type"] not in CLOSED_TO_DETECTION


def _ordered(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    return tuple(sorted(entities, key=lambda entity: (entity["offset"], -entity["length"])))
