"""What a receipt makes of a message: sent again, or ended, and who is told of the end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from scheduler.receipts import BLOCKED, UNPROVEN, GivenUp, Later, Receipt, Sent, Uncertain
from storage import alerts, outbox
from storage.claims import LONGEST_FLOOD, LONGEST_HOLD
from storage.database import Tx
from storage.outbox import FLOOD, UNHEARD, Settlement
from storage.records import OutboxMessage, OutboxState
from storage.trouble import passes

log = structlog.get_logger()

Pair = tuple[OutboxMessage, Receipt]
Settled = Callable[[Tx, list[Pair]], Awaitable[None]]

MAX_ATTEMPTS = 200
LONGEST_WAIT = 900.0
"""Seconds. With the doubling before it, 200 attempts span two days of a service that is down."""

NEVER_BEGUN = {"expired", "unwanted"}


def judge(
    message: OutboxMessage, receipt: Receipt, now: datetime, luck: float
) -> tuple[Settlement, Receipt | None]:
    """Return what becomes of a message and, where that is its end, the receipt to be told.

    `luck` (0 to 1) spreads the retries of many messages. A message that may have arrived is sent once more if its
    writer allowed it, and never a third time.
    """
    match receipt:
        case Sent(message_ref):
            return _as(message, OutboxState.SENT, message_ref=message_ref), receipt
        case Later():
            return _later(message, receipt, now, luck)
        case Uncertain() if message.resend_if_uncertain and not message.maybe_sent:
            held_until = now + timedelta(seconds=backoff(message.attempts + 1, luck))
            return replace(
                _as(message, OutboxState.PENDING, fault="uncertain"), maybe_sent=True, held_until=held_until
            ), None
        case Uncertain():
            return _as(message, OutboxState.UNCERTAIN, fault="uncertain"), receipt
        case GivenUp(fault) if fault in NEVER_BEGUN and message.maybe_sent:
            return _as(message, OutboxState.UNCERTAIN, fault=fault), Uncertain()
        case GivenUp(fault):
            state = OutboxState.CANCELLED if fault in NEVER_BEGUN else OutboxState.DEAD
            return _as(message, state, fault=fault), receipt


def _later(
    message: OutboxMessage, later: Later, now: datetime, luck: float
) -> tuple[Settlement, Receipt | None]:
    attempts = message.attempts + (0 if later.whole_chat or later.whole_channel else 1)
    if attempts >= MAX_ATTEMPTS:
        return judge(message, Uncertain() if message.maybe_sent else GivenUp("tries_used_up"), now, luck)
    seconds = backoff(attempts, luck) if later.seconds is None else later.seconds
    fault = FLOOD if later.whole_chat else UNHEARD if later.until_heard else "later"
    longest = LONGEST_FLOOD if later.whole_chat else LONGEST_HOLD
    held_until = now + min(timedelta(seconds=seconds), longest)
    again = _as(message, OutboxState.PENDING, fault=fault)
    return replace(again, attempts=attempts, held_until=held_until), None


def backoff(attempts: int, luck: float) -> float:
    """Return the seconds before the next attempt: 1, 2, 4 … up to 900, each half to one and a half times that."""
    return float(min(2 ** (attempts - 1), LONGEST_WAIT) * (0.5 + luck))


def _as(
    message: OutboxMessage, state: OutboxState, *, fault: str | None = None, message_ref: str = ""
) -> Settlement:
    return Settlement(
        message.id,
        state,
        message.attempts + 1,
        message.maybe_sent,
        fault=fault[:64] if fault else None,
        message_ref=message_ref or None,
        claimed_with=message.attempts,
    )


async def settle(
    tx: Tx, pairs: Sequence[Pair], now: datetime, told: Settled, luck: Callable[[], float]
) -> int:
    """Write down what came back and tell of each end; return how many messages were still under way.

    Whoever cannot be reached any more, or has to show first who they are, gets nothing further: what waits for that
    chat is taken back.
    """
    judged = {
        message.id: judge(message, receipt, now, 0.0 if isinstance(receipt, Sent) else luck())
        for message, receipt in pairs
    }
    still = await outbox.settle(tx, [settlement for settlement, _ in judged.values()], now)
    ends: list[Pair] = []
    for message, _ in pairs:
        settlement, end = judged[message.id]
        if message.id not in still:
            continue
        log.info("outbox.settled", message=message.id, state=settlement.state, fault=settlement.fault)
        if end is not None:
            ends.append((message, end))
        if isinstance(end, GivenUp) and (end.blocked or end.unproven):
            why = BLOCKED if end.blocked else UNPROVEN
            rest = await outbox.cancel_chat(tx, message.channel, message.chat_key, now, why=why)
            ends += [(each, GivenUp(why)) for each in rest]
        elif settlement.state is OutboxState.DEAD:
            await alerts.raise_alert(tx, "message_given_up", f"outbox:{message.id}", now)
    await _tell(tx, ends, now, told)
    return len(still)


async def _tell(tx: Tx, ends: list[Pair], now: datetime, told: Settled) -> None:
    """Tell of all ends at once; where that fails, of each alone, so that one cannot spoil the others."""
    if not ends:
        return
    try:
        async with tx.savepoint():
            await told(tx, ends)
    except Exception as fault:
        if passes(fault):
            raise  # the database's own trouble: all of it is written down later
        log.error("outbox.untold", message=ends[0][0].id, count=len(ends), fault=type(fault).__name__)
        if len(ends) == 1:
            await alerts.raise_alert(tx, "receipt_untold", f"outbox:{ends[0][0].id}", now)
        else:
            for end in ends:
                await _tell(tx, [end], now, told)
