"""Measuring what a channel does, around whatever delivers."""

from __future__ import annotations

from collections.abc import Callable

from scheduler.dispatch import Deliver
from scheduler.observe import Observer
from scheduler.receipts import Receipt
from storage.records import OutboxMessage


def measured(deliver: Deliver, observer: Observer, monotonic: Callable[[], float]) -> Deliver:
    """Return `deliver`, which tells the observer of each receipt and of how long it took."""

    async def measuring(message: OutboxMessage) -> Receipt:
        began = monotonic()
        try:
            receipt = await deliver(message)
        except Exception as fault:
            observer.fault("deliver", type(fault).__name__)
            raise
        observer.sent(message.channel, message.lane, receipt, monotonic() - began)
        return receipt

    return measuring
