"""Reminders that are paid for: only when the others would come too late, and never beyond what may be spent in a day.

Telegram sends up to 1,000 messages a second that a bot pays for (0.1 Star each, `allow_paid_broadcast` of sendMessage).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

import structlog

from scheduler.clock import Clock
from scheduler.pace import Pace
from storage import alerts, spending
from storage.database import Tx
from storage.records import OutboxMessage

log = structlog.get_logger()

PATIENCE = 120.0
"""Seconds. A reminder belongs to the moment that its person chose; two minutes later it still is that moment."""
LOOK_EVERY = 1.0
LOOK_AT = 1000
"""So many messages can be paid for between two looks."""
REFUSED_FOR = 3600.0


class PaidMessage(OutboxMessage):
    """A message that is counted as paid for already, and is to be sent as such."""


class Paid:
    """What may be paid for on a channel: up to `per_day` messages on each UTC date, by all workers together; 0 is none."""

    def __init__(self, clock: Clock, pace: Pace, per_day: int = 0, channel: str = "") -> None:
        self._channel = channel
        self._clock = clock
        self._pace = pace
        self._per_day = per_day
        self._too_late = 0
        self._look_at = float("-inf")

    async def too_late(self, tx: Tx) -> int:
        """Return how many of those that wait would come later than PATIENCE if nobody paid for them: our part of them."""
        if not self._per_day or self._clock.monotonic() < self._look_at:
            return self._too_late
        self._look_at = self._clock.monotonic() + LOOK_EVERY
        now, rate = self._clock.now(), self._pace.rate
        left = self._per_day - await spending.spent(tx, now.astimezone(UTC).date())
        most = int(PATIENCE * rate) + LOOK_AT
        waiting, age = await spending.backlog(tx, now, most, channel=self._channel)
        in_time = int(max(PATIENCE - age.total_seconds(), 0.0) * rate)
        self._too_late = -(-max(min(waiting - in_time, left), 0) // self._pace.workers)
        return self._too_late

    async def pay(self, tx: Tx, messages: Sequence[OutboxMessage]) -> list[PaidMessage]:
        """Pay for as many of these as may be; return those."""
        wanted = min(len(messages), self._too_late)
        if wanted <= 0:
            return []
        now = self._clock.now()
        day = now.astimezone(UTC).date()
        granted, reached = await spending.spend(tx, day, wanted, self._per_day)
        if reached:
            log.warning("paid.cap_reached", messages=self._per_day)
            await alerts.raise_once(tx, "paid_cap_reached", f"spending:{day}", now)
        self._too_late -= wanted
        return [PaidMessage(**vars(each)) for each in messages[:granted]]

    def refused(self) -> None:
        """Pay for nothing for a while: our money is not wanted, or there is none."""
        log.warning("paid.refused")
        self._too_late = 0
        self._look_at = self._clock.monotonic() + REFUSED_FOR
