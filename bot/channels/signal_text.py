"""Our markup in Signal's terms: the plain text, and where in it a style begins, counted in UTF-16 units."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_STYLES = {"b": "BOLD", "i": "ITALIC", "blockquote": "ITALIC", "code": "MONOSPACE"}
"""Signal knows no block quotation; what is one stands on lines of its own, in italics."""


@dataclass(frozen=True)
class Styled:
    """A text with its styles, each as signal-cli wants it: "start:length:BOLD"."""

    text: str
    styles: tuple[str, ...] = ()


def styled(markup: str) -> Styled:
    """Read <b>, <i>, <blockquote> and entities; any other tag is left out, and half a character is replaced."""
    reader = _Reader()
    reader.feed(markup.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
    reader.close()
    return Styled("".join(reader.parts), tuple(reader.styles))


@dataclass
class _Reader(HTMLParser):
    parts: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    opened: list[tuple[str, int]] = field(default_factory=list)
    width: int = 0
    line_due: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "blockquote" and self.parts and not self.parts[-1].endswith("\n"):
            self.handle_data("\n")
        if tag in _STYLES:
            self.opened.append((tag, self.width))

    def handle_endtag(self, tag: str) -> None:
        place = next((n for n, each in reversed(list(enumerate(self.opened))) if each[0] == tag), None)
        if place is None:
            return
        _, start = self.opened.pop(place)
        if self.width > start:
            self.styles.append(f"{start}:{self.width - start}:{_STYLES[tag]}")
        self.line_due = self.line_due or tag == "blockquote"

    def handle_data(self, data: str) -> None:
        if self.line_due and not data.startswith("\n"):
            data = f"\n{data}"
        self.line_due = False
        self.parts.append(data)
        self.width += len(data.encode("utf-16-le")) // 2
