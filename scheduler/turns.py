"""Whose turn it is: a message waits for its slot between being claimed and being sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from scheduler.clock import Clock
from scheduler.pace import Pace
from scheduler.paid import Paid, PaidMessage
from scheduler.receipts import Later, Receipt, Uncertain
from storage import lately
from storage.database import Tx
from storage.records import Lane, OutboxMessage

Changes = Callable[[OutboxMessage], bool]
"""Says whether a message changes one that stands already, in place of being a new one."""

LATELY = timedelta(seconds=30)
A_WAIT = 0.001
"""Seconds. To find the slot free takes time as well, and is no wait."""
CHANNEL_RESTS = 60.0
"""Seconds for which a channel is left alone that takes nothing for anybody and does not say for how long."""


def nothing(message: OutboxMessage) -> bool:
    """Take every message for a new one."""
    del message
    return False


class Turns:
    """Lets claimed messages wait for their slots, and counts what came of them. `waiting`: the ids of those that wait."""

    def __init__(self, pace: Pace, clock: Clock, paid: Paid | None, changes: Changes) -> None:
        self._pace = pace
        self._clock = clock
        self._paid = paid or Paid(clock, pace)
        self._changes = changes
        self._alone_after = clock.monotonic() + LATELY.total_seconds()
        self.waiting: set[int] = set()

    async def room(self, tx: Tx, lane: Lane, places: int) -> int:
        """Say how many messages to claim for so many free places: those that have their turn soon, or are paid for.

        The others stay where another worker may take them, and whoever waits for a place does not wait for them.
        """
        paid = await self._paid.too_late(tx) if lane is Lane.REMINDER and places > 0 else 0
        return min(places, self._pace.room(lane) + paid)

    def pause(self) -> float | None:
        """Return the seconds after which to look again, where there was no room."""
        return self._pace.pause()

    async def given(self, tx: Tx, claimed: Sequence[OutboxMessage]) -> list[OutboxMessage]:
        """Pay for reminders that find no free slot soon; learn what was sent lately to the chats that we do not know of."""
        now = self._clock.now()
        for chat_key, sent in (await lately.sent(tx, self._unknown(claimed), now - LATELY)).items():
            self._pace.known(chat_key, [((now - at).total_seconds(), change) for at, change in sent])
        reminders = [each for each in claimed if each.lane is Lane.REMINDER and not self._changes(each)]
        paid = {
            each.id: each for each in await self._paid.pay(tx, reminders[self._pace.room(Lane.REMINDER) :])
        }
        return [paid.get(each.id, each) for each in claimed]

    def _unknown(self, claimed: Sequence[OutboxMessage]) -> Sequence[OutboxMessage]:
        """Return those to whose chats others may have sent lately, or we did before a restart."""
        if self._pace.shared:
            return claimed
        if self._clock.monotonic() >= self._alone_after:
            return []
        return [each for each in claimed if not self._pace.knows(each.chat_key)]

    async def comes(self, message: OutboxMessage) -> bool:
        """Wait for the message's slot; say whether it had to wait."""
        begun = self._clock.monotonic()
        self.waiting.add(message.id)
        try:
            await self._pace.turn(
                message.chat_key,
                message.lane,
                change=self._changes(message),
                paid=isinstance(message, PaidMessage),
            )
        finally:
            self.waiting.discard(message.id)
        return self._clock.monotonic() - begun > A_WAIT

    def came_back(self, message: OutboxMessage, receipt: Receipt) -> None:
        """Count what was handed to the channel."""
        if isinstance(receipt, Later) and receipt.whole_channel:
            self._pace.rest(CHANNEL_RESTS if receipt.seconds is None else receipt.seconds)
            return
        if isinstance(receipt, Later) and receipt.whole_chat and receipt.seconds is not None:
            self._pace.park(message.chat_key, receipt.seconds)
            return
        if isinstance(receipt, Uncertain) and receipt.rests is not None:
            self._pace.rest(receipt.rests)
        self._pace.arrived(message.chat_key, change=self._changes(message))
        if isinstance(receipt, Later) and receipt.unpaid:
            self._paid.refused()
