"""Whoever has a phone with the bot on it, and its lock screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

PREVIEW_LENGTH = 120


@dataclass(frozen=True)
class Notification:
    """What appeared on the lock screen, and when."""

    text: str
    at: datetime


@dataclass(kw_only=True)
class Person:
    """Somebody on either messenger. `title`: whose phone it is, on the page; `start_link`: where they begin there."""

    name: str
    language: str
    title: str
    start_link: str | None = None
    started: bool = False
    blocked: bool = False
    notifications: list[Notification] = field(default_factory=list)
    opened_links: list[str] = field(default_factory=list)

    def notify(self, text: str, at: datetime) -> None:
        """Show something on the lock screen."""
        self.notifications.append(Notification(text, at))


def beginning(text: str) -> str:
    """As much of a message as a lock screen shows, on one line."""
    words = " ".join(text.split())
    return words if len(words) <= PREVIEW_LENGTH else words[: PREVIEW_LENGTH - 1] + "…"
