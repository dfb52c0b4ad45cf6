"""An end for what waits for a channel that is not set up: whoever wrote it is told that it did not arrive."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from scheduler.clock import Clock
from scheduler.line import LEASE
from scheduler.receipts import GivenUp, Uncertain
from scheduler.settle import Pair, Settled, settle
from storage import strays
from storage.database import Database

PATIENCE = timedelta(days=2)
"""As long as a service that is down is tried. Another worker may serve the channel, or its settings are being mended."""
BATCH = 100


class Strays:
    """Ends messages to channels other than those `served`, once they have expired or waited for PATIENCE."""

    def __init__(self, db: Database, clock: Clock, served: Collection[str], settled: Settled) -> None:
        self._db = db
        self._clock = clock
        self._served = served
        self._settled = settled

    async def once(self) -> int:
        """End a batch; return how many there were."""
        now = self._clock.now()
        async with self._db.write() as tx:
            left = await strays.left(tx, now, served=self._served, before=now - PATIENCE)
            taken = await strays.take(
                tx, now, served=self._served, before=now - PATIENCE, until=now + LEASE, limit=BATCH
            )
            pairs: list[Pair] = [(each, GivenUp("no_such_channel")) for each in taken]
            pairs += [(replace(each, resend_if_uncertain=False), Uncertain()) for each in left]
            return await settle(tx, pairs, now, self._settled, float) if pairs else 0
