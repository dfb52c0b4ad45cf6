"""What was sent to people without their asking, for the courtesy of not writing too often."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage import tables as t
from storage.database import Tx
from storage.records import OutboxState

WISHED = ("moment:", "snooze:")
"""How the dedupe keys of messages begin whose time the patient chose."""


@dataclass(frozen=True)
class Unasked:
    """A message that came by itself. `wished`: at a time that the patient had chosen."""

    person_id: int
    at: datetime
    wished: bool


async def sent_to(tx: Tx, person_ids: Iterable[int], since: datetime) -> list[Unasked]:
    """Return the unasked messages put out for these people since then, cancelled and dead ones apart."""
    table = t.outbox.c
    found = await tx.rows(
        select(table.person_id, table.created_at, table.dedupe_key).where(
            table.person_id.in_(list(person_ids)),
            table.created_at >= since,
            table.unasked.is_(True),
            table.state.not_in([OutboxState.CANCELLED, OutboxState.DEAD]),
        )
    )
    return [Unasked(row.person_id, row.created_at, wished(row.dedupe_key)) for row in found]


def wished(dedupe_key: str | None) -> bool:
    """Whether a message came at a time that the patient had chosen."""
    return (dedupe_key or "").startswith(WISHED)
