"""The clock that the page can move, provided by whoever composes the demo."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol


class ClockControl(Protocol):
    """The clock that the page moves."""

    async def state(self) -> dict[str, Any]:
        """now, zone, local, running, next_event and next_session_eve, as the page shows them."""
        ...

    async def run(self, running: bool, /) -> None:  # noqa: FBT001 - the name says all
        """Run on with real time, or stand still."""
        ...

    async def forward(self, seconds: float, /) -> None:
        """Move on by so many seconds."""
        ...

    async def to_next_event(self) -> None:
        """Move to when the next thing is due."""
        ...

    async def to_session_eve(self) -> None:
        """Move to the evening before the next session."""
        ...

    async def to(self, moment: datetime, /) -> None:
        """Move to a moment."""
        ...
