"""Which messages go next: replies before reminders, and of reminders the next few read ahead."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from datetime import datetime, timedelta

from storage import claims
from storage.database import Tx
from storage.records import Lane, OutboxMessage

LEASE = timedelta(seconds=60)
LOOK_EVERY = LEASE / 6
AHEAD = 64
AHEAD_FOR = timedelta(seconds=1)


class Line:
    """Claims for one sender, on its channel.

    To find who is next in every chat costs more than to take them; where nobody else sends, the line is therefore read
    for many at once and taken from a few at a time, so that no more are under way than before. What was read is
    forgotten as soon as anything else may have changed the outbox; what was cancelled meanwhile is not taken.
    """

    def __init__(self, channel: str, now: datetime) -> None:
        self._channel = channel
        self._ahead: deque[OutboxMessage] = deque()
        self._read_at: datetime | None = None
        self._read_all = False
        self._no_reply: tuple[int, datetime] | None = None
        self._looked_at = now - LEASE

    def forget(self) -> None:
        """Read the line anew at the next claim."""
        self._ahead.clear()
        self._no_reply = None

    def rescue_later(self, now: datetime) -> None:
        """Leave others their lapsed leases for a while: the server was away for them too, and they write down first."""
        self._looked_at = now

    async def replies(self, tx: Tx, now: datetime, limit: int, written: int) -> list[OutboxMessage]:
        """Claim replies. `written` counts what was put into the outbox here: as before, there is none as before.

        Where other processes write too it says nothing, and is not asked.
        """
        if self._no_reply is not None and not tx.shared:
            before, at = self._no_reply
            if before == written and abs(now - at) < AHEAD_FOR:
                return []
        of, lane = self._channel, Lane.REPLY
        found = await claims.claim(tx, now, channel=of, lane=lane, lease=LEASE, limit=limit)
        if not found and not await claims.any_in_lane(tx, of, lane):
            self._no_reply = written, now
        return found

    async def reminders(
        self, tx: Tx, now: datetime, limit: int, busy: Collection[str]
    ) -> list[OutboxMessage]:
        """Claim reminders; `busy` are the chats that have a message under way."""
        if limit <= 0:
            return []
        if tx.shared or not await self._read(tx, now, limit):
            return await claims.claim(
                tx, now, channel=self._channel, lane=Lane.REMINDER, lease=LEASE, limit=limit
            )
        chosen: list[OutboxMessage] = []
        for _ in range(len(self._ahead)):
            if len(chosen) == limit:
                break
            message = self._ahead.popleft()
            if message.chat_key not in busy:
                chosen.append(message)
        taken = await claims.take(tx, [each.id for each in chosen], now + LEASE)
        return [each for each in chosen if each.id in taken]

    async def _read(self, tx: Tx, now: datetime, wanted: int) -> bool:
        """Read the line if need be; False where a message in it does not open, which has to be claimed to be set aside.

        A rest that would leave places empty is read anew: a transaction costs more than that.
        """
        fresh = self._read_at is not None and abs(now - self._read_at) < AHEAD_FOR
        if fresh and self._ahead and (self._read_all or len(self._ahead) >= wanted):
            return True
        self._read_at = now
        line = await claims.line(tx, now, channel=self._channel, lane=Lane.REMINDER, limit=AHEAD)
        self._ahead = deque(line or ())
        self._read_all = len(self._ahead) < AHEAD
        return line is not None

    async def lapsed(self, tx: Tx, now: datetime, ours: Collection[int]) -> list[OutboxMessage]:
        """Hold on to `ours`, and return what another process held too long. Looks now and then.

        A lease that lies far ahead is from before the clock was set back, and would hold for as long again.
        """
        if abs(now - self._looked_at) < LOOK_EVERY:
            return []
        self._looked_at = now
        beyond = now + 2 * LEASE
        lapsing = await claims.lapsed(tx, now, channel=self._channel, by=now + LEASE / 2, beyond=beyond)
        if not lapsing:
            return []
        await claims.renew(tx, [each.id for each in lapsing if each.id in ours], now + LEASE)
        return await claims.lapsed(tx, now, channel=self._channel, by=now, beyond=beyond)
