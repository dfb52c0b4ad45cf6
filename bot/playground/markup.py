"""Telegram's HTML, read strictly (https://core.telegram.org/bots/api#html-style).

Stricter than the real server in two ways that hide mistakes there: a bare ">" or "&" is refused, and so is an attribute
that Telegram would ignore.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.playground.entities import Entity, Formatted, trimmed, width
from bot.playground.errors import RefusalError, bad_request

TOKEN = re.compile(
    r"""<(?P<end>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9-]*)
         (?P<attributes>(?:\s+[a-zA-Z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*)\s*>
      | &(?P<entity>\#[0-9]{1,7}|\#x[0-9a-fA-F]{1,6}|lt|gt|amp|quot);
      | (?P<stray>[<>&])
      | (?P<text>[^<>&]+)""",
    re.VERBOSE,
)
ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?""")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "pre": "pre",
}
NOTHING_INSIDE = ("pre", "code")
QUOTES = ("blockquote", "expandable_blockquote")
LINK = re.compile(r"(?:https?://|tg://|mailto:|tel:)\S+")
DIGITS = re.compile(r"[0-9]{1,19}")
TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")

Meaning = tuple[str, dict[str, Any]]


def parse_html(html: str) -> Formatted:
    """The text and its entities; RefusalError 400 "can't parse entities: …" where the HTML is not Telegram's."""
    reading = _Reading()
    for token in TOKEN.finditer(html):
        at = len(html[: token.start()].encode())
        if token["stray"]:
            raise _unparsable(f'Character "{token["stray"]}" must be escaped at byte offset {at}')
        if token["tag"] is None:
            reading.add(token["text"] or _character(token["entity"], at))
        elif token["end"]:
            reading.close(token["tag"].lower(), token["attributes"], at)
        else:
            reading.open(token["tag"].lower(), token["attributes"], at)
    return reading.done()


def _unparsable(why: str) -> RefusalError:
    return bad_request(f"can't parse entities: {why}")


def _character(entity: str, at: int) -> str:
    if entity in NAMED:
        return NAMED[entity]
    point = int(f"0{entity[1:]}", base=0) if entity[1] == "x" else int(entity[1:])
    try:
        character = chr(point)
        character.encode()
    except (ValueError, OverflowError, UnicodeEncodeError):
        character = ""
    if point == 0 or not character:
        raise _unparsable(f'Entity "&{entity};" is no character at byte offset {at}')
    return character


@dataclass
class _Open:
    """A tag that waits for its end."""

    tag: str
    offset: int
    kind: str
    details: dict[str, Any]


@dataclass
class _Reading:
    """What was read so far; offsets are UTF-16 code units."""

    parts: list[str] = field(default_factory=list)
    offset: int = 0
    open_tags: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.offset += width(text)

    def open(self, tag: str, attributes: str, at: int) -> None:
        given = {name.lower(): first or second for name, first, second in ATTRIBUTE.findall(attributes)}
        outer = self.open_tags[-1] if self.open_tags else None
        kind, details = _meaning(tag, given, outer.tag if outer else "", at)
        if any(o.kind in NOTHING_INSIDE for o in self.open_tags) and not (
            outer and outer.kind == "pre" and tag == "code"
        ):
            raise _unparsable(f'Tag "{tag}" can\'t stand inside pre or code at byte offset {at}')
        if kind in QUOTES and any(o.kind in QUOTES for o in self.open_tags):
            raise _unparsable(f"Quotations can't be nested at byte offset {at}")
        if given:
            raise _unparsable(
                f'Tag "{tag}" has the unsupported attribute "{next(iter(given))}" at byte offset {at}'
            )
        self.open_tags.append(_Open(tag, self.offset, kind, details))

    def close(self, tag: str, attributes: str, at: int) -> None:
        if not self.open_tags:
            raise _unparsable(f"Unexpected end tag at byte offset {at}")
        opened = self.open_tags.pop()
        if opened.tag != tag or attributes:
            raise _unparsable(
                f'Unmatched end tag at byte offset {at}, expected "</{opened.tag}>", found "</{tag}>"'
            )
        if opened.tag == "code" and self.open_tags and self.open_tags[-1].tag == "pre":
            self.open_tags[-1].details.update(opened.details)  # <pre><code class="language-…"> is one entity
            return
        entity = {"type": opened.kind, "offset": opened.offset, "length": self.offset - opened.offset}
        self.entities.append({**entity, **opened.details})

    def done(self) -> Formatted:
        if self.open_tags:
            raise _unparsable(f'Can\'t find end tag corresponding to start tag "{self.open_tags[-1].tag}"')
        outer_first = tuple(reversed(self.entities))
        return trimmed(Formatted("".join(self.parts), outer_first))


def _meaning(tag: str, given: dict[str, str], outer: str, at: int) -> Meaning:
    """The entity that a start tag stands for; what it understands is taken out of `given`."""
    if tag in SIMPLE:
        return SIMPLE[tag], {}
    if tag in ATTRIBUTED and (meaning := ATTRIBUTED[tag](given, outer)) is not None:
        return meaning
    raise _unparsable(f'Unsupported start tag "{tag}" at byte offset {at}')


def _span(given: dict[str, str], _outer: str) -> Meaning | None:
    return ("spoiler", {}) if given.pop("class", None) == "tg-spoiler" else None


def _quotation(given: dict[str, str], _outer: str) -> Meaning | None:
    return ("blockquote" if given.pop("expandable", None) is None else "expandable_blockquote"), {}


def _code(given: dict[str, str], outer: str) -> Meaning | None:
    language = given.pop("class", "") if outer == "pre" else ""
    return "code", {"language": language.removeprefix("language-")} if language else {}


def _link(given: dict[str, str], _outer: str) -> Meaning | None:
    url = _plain(given.pop("href", ""))
    return ("text_link", {"url": url}) if LINK.fullmatch(url) else None


def _emoji(given: dict[str, str], _outer: str) -> Meaning | None:
    emoji = given.pop("emoji-id", "")
    return ("custom_emoji", {"custom_emoji_id": emoji}) if DIGITS.fullmatch(emoji) else None


def _time(given: dict[str, str], _outer: str) -> Meaning | None:
    moment, form = given.pop("unix", ""), given.pop("format", "")
    if not (DIGITS.fullmatch(moment) and TIME_FORMAT.fullmatch(form)):
        return None
    return "date_time", {"unix_time": int(moment)} | ({"date_time_format": form} if form else {})


def _plain(attribute: str) -> str:
    """An attribute's value without its escapes; "" if one of them is wrong."""
    pieces = []
    for token in TOKEN.finditer(attribute):
        if not (token["text"] or token["entity"]):
            return ""
        pieces.append(token["text"] or _character(token["entity"], 0))
    return "".join(pieces)


ATTRIBUTED: Mapping[str, Callable[[dict[str, str], str], Meaning | None]] = {
    "span": _span,
    "blockquote": _quotation,
    "code": _code,
    "a": _link,
    "tg-emoji": _emoji,
    "tg-time": _time,
}
