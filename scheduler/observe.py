"""What the parts tell whoever watches over them: numbers and kinds, never ids of people, words, codes or addresses."""

from __future__ import annotations

from typing import Protocol

from scheduler.receipts import Receipt
from storage.records import Lane


class Observer(Protocol):
    """Is told what happened, at once, by plain calls that never raise and never wait."""

    def updates_heard(self, count: int) -> None:
        """So many new updates were stored."""
        ...

    def turns_answered(self, count: int, seconds: float) -> None:
        """So many updates were answered in one transaction, which took so long with its commit."""
        ...

    def sent(self, channel: str, lane: Lane, receipt: Receipt, seconds: float) -> None:
        """A channel was asked to show a message, for so long without the wait for its slot; this came back."""
        ...

    def wrote(self, fault: str | None) -> None:
        """A transaction that writes was committed, or failed with an exception of this class."""
        ...

    def fault(self, where: str, name: str) -> None:
        """Something raised: `where` is one of our parts ("dispatch"), `name` the exception's class."""
        ...


class Silent:
    """An observer that nobody listens to."""

    def updates_heard(self, count: int) -> None:
        """Let it pass."""

    def turns_answered(self, count: int, seconds: float) -> None:
        """Let it pass."""

    def sent(self, channel: str, lane: Lane, receipt: Receipt, seconds: float) -> None:
        """Let it pass."""

    def wrote(self, fault: str | None) -> None:
        """Let it pass."""

    def fault(self, where: str, name: str) -> None:
        """Let it pass."""
