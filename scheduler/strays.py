"""An end for what nobody would ever send: whoever wrote it is told that it did not arrive.

That is what waits for a channel that is not set up, and what is withheld from somebody who does not show who they are.
"""

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
WITHHELD_FOR = timedelta(days=28)
"""Four weeks are long enough to wait for a code, and for words to lie here that nobody may read."""
BATCH = 100


class Strays:
    """Ends messages to channels other than those `served`, once they have expired or waited for PATIENCE.

    Those that are withheld end when they have expired, or after WITHHELD_FOR.
    """

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
            over = await strays.take_withheld(
                tx, now, before=now - WITHHELD_FOR, until=now + LEASE, limit=BATCH
            )
            pairs: list[Pair] = [(each, GivenUp("no_such_channel")) for each in taken]
            pairs += [(replace(each, resend_if_uncertain=False), Uncertain()) for each in left]
            pairs += [(each, GivenUp("expired")) for each in over]
            return await settle(tx, pairs, now, self._settled, float) if pairs else 0
