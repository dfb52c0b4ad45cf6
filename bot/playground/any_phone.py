"""What every phone shows, whichever messenger is on it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, Protocol, TypeVar

from bot.playground.person import Person


class BlockedError(Exception):
    """The person has blocked the bot, so that their phone does not let them write."""


class Readable(Protocol):
    """A message on the screen."""

    @property
    def text(self) -> str:
        """Its words."""
        ...


P = TypeVar("P", bound=Person)
M = TypeVar("M", bound=Readable)


class AnyPhone(ABC, Generic[P, M]):
    """A phone with the chat of one person (P), whose messages are seen as M."""

    def __init__(self, chat: P) -> None:
        self._chat = chat

    @property
    def chat(self) -> P:
        """All that the service knows of this person."""
        return self._chat

    @property
    @abstractmethod
    def messages(self) -> list[M]:
        """What the chat shows, oldest first."""

    @property
    def last(self) -> M:
        """The newest message; IndexError in an empty chat."""
        return self.messages[-1]

    @property
    def screen(self) -> str:
        """All texts, oldest first, a line apart."""
        return "\n".join(message.text for message in self.messages)

    @property
    def notifications(self) -> list[str]:
        """What the lock screen showed, oldest first."""
        return [notification.text for notification in self._chat.notifications]

    @property
    def opened_links(self) -> list[str]:
        """The links that were followed."""
        return list(self._chat.opened_links)

    def _may_write(self) -> None:
        if self._chat.blocked:
            raise BlockedError(f"{self._chat.name} has blocked the bot and cannot write to it")
