"""What the stand-ins of both services have in common: a world, what was asked of it, and waiting for it to change."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from bot.playground.record import Record

T = TypeVar("T")
W = TypeVar("W", bound=Record)


class StandIn(ABC, Generic[W]):
    """A service on this machine with a world (W) behind it, as long as a `with` lasts."""

    def __init__(self, world: W) -> None:
        self.world = world

    @property
    def violations(self) -> list[str]:
        """What the bot asked for and must never ask for; a test may clear it."""
        return self.world.violations

    @property
    def refusals(self) -> list[tuple[str, str]]:
        """(method, sentence) of each refused request, whoever was to blame."""
        return self.world.refusals

    @property
    def requests(self) -> list[tuple[str, dict[str, Any]]]:
        """(method, parameters) of each request, in order."""
        return list(self.world.requests)

    def touch(self) -> None:
        """Let everybody who waits look again, for instance because the clock has moved."""
        self.world.changed()

    async def until(self, look: Callable[[], T | None], seconds: float = 5.0) -> T:
        """Wait for the world to change until `look` finds something true; TimeoutError after real `seconds`."""
        found = await self.world.bell.until(lambda: look() or None, seconds)
        if found is None:
            raise TimeoutError(f"nothing came within {seconds} s; refused so far: {self.refusals}")
        return found

    @abstractmethod
    async def start(self) -> None:
        """Listen."""

    @abstractmethod
    async def stop(self) -> None:
        """Drop everybody and end."""

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
