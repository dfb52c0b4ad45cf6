"""What a stand-in keeps of what was asked of it, whichever service it stands for."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from bot.playground.bell import Bell
from bot.playground.person import Person

REQUESTS_KEPT = 100_000


class RefusedError(Exception):
    """A service refuses what it was asked, in this sentence.

    `blame`: the bot did something that it must never do; what can happen to any bot is no blame.
    """

    def __init__(self, sentence: str, *, blame: bool) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.blame = blame


@dataclass(kw_only=True)
class Record:
    """What was asked and what came of it.

    `violations`: what the bot must never do and did.
    `refusals`: (method, sentence) of everything that was refused, whoever is to blame.
    `requests`: (method, parameters) in the order in which they came.
    `version`: grows by every change that somebody could see, and `bell` rings.
    """

    violations: list[str] = field(default_factory=list)
    refusals: list[tuple[str, str]] = field(default_factory=list)
    requests: deque[tuple[str, dict[str, Any]]] = field(default_factory=lambda: deque(maxlen=REQUESTS_KEPT))
    bell: Bell = field(default_factory=Bell)
    version: int = 0

    def changed(self) -> None:
        """Tell everybody who waits."""
        self.version += 1
        self.bell.ring()

    def note_refusal(self, method: str, refusal: RefusedError) -> None:
        """Remember what was refused, and whose fault it was."""
        self.refusals.append((method, refusal.sentence))
        if refusal.blame:
            self.violations.append(f"{method}: {refusal.sentence}")

    def introduce(self, person: Person, title: str | None, start_link: str | None) -> None:
        """Let the page say whose phone it is and where they begin, where either is told anew."""
        if title is not None or start_link is not None:
            person.title, person.start_link = title or person.title, start_link or person.start_link
            self.changed()
