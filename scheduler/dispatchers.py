"""The dispatchers of all channels as one: each channel sends at its own pace, and none waits for another."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import MappingProxyType

from scheduler.dispatch import Dispatcher
from scheduler.settle import Pair, Settled
from storage.bell import OUTBOX
from storage.database import Tx


class Dispatchers:
    """One dispatcher for each channel, by its name; `each` may be filled later."""

    def __init__(self, each: Mapping[str, Dispatcher] = MappingProxyType({})) -> None:
        self.each = dict(each)

    def heard_by_all(self, settled: Settled) -> Settled:
        """Return `settled`, after which all look where it wrote something: what is told may be told on another channel.

        They may look before the commit, and then wait for it: on a file one transaction writes at a time. Of a server's
        commits they are told by its bell.
        """

        async def told(tx: Tx, pairs: list[Pair]) -> None:
            await settled(tx, pairs)
            if OUTBOX in tx.bells:
                self.wake()

        return told

    def wake(self) -> None:
        """Say that there may be something to send, on whichever channel."""
        for dispatcher in self.each.values():
            dispatcher.wake()

    async def once(self) -> int:
        """Let each settle and begin what may go; return how many messages that were. 0: nothing is left to do now."""
        return sum([await dispatcher.once() for dispatcher in self.each.values()])

    async def run(self) -> None:
        """Send until stopped. A channel whose service is down holds up no other; a defect ends them all."""
        async with asyncio.TaskGroup() as tasks:
            for dispatcher in self.each.values():
                tasks.create_task(dispatcher.run())

    async def stop(self) -> None:
        """Begin nothing more, and let what is under way come back, on all channels at the same time."""
        await asyncio.gather(*(dispatcher.stop() for dispatcher in self.each.values()))

    async def recover(self) -> int:
        """Settle as uncertain what an earlier process left under way; return how many messages that were."""
        return sum([await dispatcher.recover() for dispatcher in self.each.values()])
