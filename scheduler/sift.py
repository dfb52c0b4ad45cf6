"""The last look at claimed messages before they go: whether they are still wanted, and whether now is the hour for them.

Quiet hours are minded when a message is written. After an outage, or while a channel is down, hours lie between that and
the sending: what nobody asked for then waits until the quiet hours are over. A time that somebody chose is kept, in quiet
hours too, for as long as the message still comes at about that time (DOMAIN.md, section 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from scheduler.courtesy import Manners, after_quiet
from scheduler.receipts import GivenUp
from storage import claims, outbox, unasked
from storage.database import Database, DatabaseTrouble, Tx
from storage.records import OutboxMessage

ABOUT_THEN: Final = timedelta(hours=2)
"""So long after the chosen time a message still comes at about that time; the steps that write late ones say the same."""

_EXPIRED: Final = "expired"


@dataclass(frozen=True)
class Sifted:
    """What may go, what shall not go after all, and how many messages wait for a better hour."""

    fit: list[OutboxMessage]
    refused: list[tuple[OutboxMessage, GivenUp]]
    put_off: int


async def sift(tx: Tx, now: datetime, claimed: Sequence[OutboxMessage]) -> Sifted:
    """Look at claimed messages; one that is put off waits again, and holds up nothing that was written after it."""
    unfit = await outbox.unfit(tx, now, claimed)
    still = await _still_quiet(tx, now, [each for each in claimed if each.id not in unfit])
    waits = {
        each.id: still[each.id] for each in claimed if each.id in still and not _over_by(each, still[each.id])
    }
    await claims.put_off(tx, waits)
    unfit |= {message_id: _EXPIRED for message_id in still if message_id not in waits}
    return Sifted(
        [each for each in claimed if each.id not in unfit and each.id not in waits],
        [(each, GivenUp(unfit[each.id])) for each in claimed if each.id in unfit],
        len(waits),
    )


async def still_there(database: Database, message: OutboxMessage) -> bool:
    """Say whether a claimed message is still to go: whoever it is for may have been erased while it waited for its turn.

    Where the database cannot tell, it goes back.
    """
    try:
        async with database.read() as tx:
            return await claims.is_under_way(tx, message.id)
    except DatabaseTrouble:
        return False


async def _still_quiet(tx: Tx, now: datetime, messages: Sequence[OutboxMessage]) -> dict[int, datetime]:
    """Return until when each of these messages has to wait; what may go now is left out, and mostly costs nothing."""
    minding = [each for each in messages if each.unasked and not _at_its_time(each, now)]
    hours = await unasked.quiet_hours(tx, {each.person_id for each in minding if each.person_id is not None})
    until = {
        each.id: after_quiet(now, Manners(*hours[each.person_id]))
        for each in minding
        if each.person_id in hours
    }
    return {message_id: at for message_id, at in until.items() if at > now}


def _at_its_time(message: OutboxMessage, now: datetime) -> bool:
    return unasked.at_chosen_time(message.dedupe_key) and now - message.created_at <= ABOUT_THEN


def _over_by(message: OutboxMessage, at: datetime) -> bool:
    return message.expires_at is not None and message.expires_at <= at
