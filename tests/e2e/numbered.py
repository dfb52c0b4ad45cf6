"""A message of a phone without buttons as a test sees it: what is said, and apart from it what may be answered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from bot.messages import Words
from bot.playground.shown import Document
from bot.playground.signal import SignalShown
from bot.words import LANGUAGES, render

LINE = re.compile(r"(\d{1,2})  (\S.*)")
LINK = re.compile(r"(\S.*): (https?://\S+|tel:\S+)")
_HOW = ("choose-one", "choose-two", "choose-number", "choose-many", "choose-scale", "choose-words")
_HOLES = {"low": "LOW", "high": "HIGH", "words": "WORDS"}


def _pattern(key: str, language: str) -> re.Pattern[str]:
    """What a hint looks like, with what stands in it to be read off."""
    pattern = re.escape(render(Words(key, _HOLES), language, "sie", markup=False))
    for hole, what in (("LOW", r"(?P<low>\d+)"), ("HIGH", r"(?P<high>\d+)"), ("WORDS", r"(?P<words>.+)")):
        pattern = pattern.replace(hole, what)
    return re.compile(pattern)


HINTS = {key: [_pattern(key, language) for language in LANGUAGES] for key in _HOW}


@dataclass(frozen=True)
class Seen:
    """The face of `Shown` for Signal. `text` is what is said without choices and hint, `whole` all that stands there.

    `answers`: what to type by label. `many`: several of them may be taken.
    """

    message_id: int
    from_bot: bool
    text: str
    whole: str
    answers: dict[str, str]
    many: bool
    photo: bytes | None
    document: Document | None
    edited: bool
    date: datetime
    notification: str | None
    reactions: tuple[tuple[str, str], ...] = ()

    @property
    def labels(self) -> list[str]:
        """What may be answered, in reading order."""
        return list(self.answers)

    def answer(self, label: str) -> str | None:
        """What to type for a label, or for the only one that begins so; LookupError where several do."""
        near = [each for each in self.answers if each.casefold().startswith(label.casefold())]
        if label not in self.answers and len(near) > 1:
            raise LookupError(f"{label!r} could be any of {near}")
        found = label if label in self.answers else next(iter(near), None)
        return None if found is None else self.answers[found]


def seen(shown: SignalShown) -> Seen:
    """Read a message."""
    said, answers, many = read(shown.text) if shown.from_bot else (shown.text, {}, False)
    return Seen(
        message_id=shown.timestamp,
        from_bot=shown.from_bot,
        text=said,
        whole=shown.text,
        answers=answers,
        many=many,
        photo=shown.photo,
        document=shown.document,
        edited=shown.edited,
        date=shown.date,
        notification=shown.notification,
        reactions=tuple(sorted(shown.reactions.items())),
    )


def read(text: str) -> tuple[str, dict[str, str], bool]:
    """What is said, what to type by label, and whether several may be taken."""
    *said, last = text.split("\n\n")
    hints = {key: found for key in _HOW for each in HINTS[key] if (found := each.search(last))}
    answers: dict[str, str] = {}
    if hints:
        last = said.pop() if said else ""
    lines = [(LINE.fullmatch(line), LINK.fullmatch(line)) for line in last.splitlines()]
    if lines and all(numbered or link for numbered, link in lines):
        answers = {found[2]: found[1] for found, _ in lines if found}
    else:
        said.append(last)
    if "choose-scale" in hints:
        low, high = int(hints["choose-scale"]["low"]), int(hints["choose-scale"]["high"])
        answers |= {str(number): str(number) for number in range(low, high + 1)}
    if "choose-words" in hints:
        answers |= {word: word for word in hints["choose-words"]["words"].split(", ")}
    return "\n\n".join(said), answers, "choose-many" in hints
