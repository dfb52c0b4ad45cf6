"""What was sent to people without their asking, for the courtesy of not writing too often."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select

from storage import tables as t
from storage.database import Tx
from storage.records import OutboxState

WISHED = ("moment:", "snooze:")
"""How the dedupe keys of messages begin that the patient's own plan brings: they count, but the day's number holds none back."""

LATE = "late"
"""What stands behind the first word of a dedupe key when the time that somebody had chosen is long past."""

_HELD_BACK = timedelta(days=3)
"""So long after it was written no message waits any more, however long a channel was down."""

_CHOSEN = (*WISHED, "digest:")
_HOURS = select(t.people.c.id, t.people.c.zone, t.people.c.quiet_from, t.people.c.quiet_to).where(
    t.people.c.id.in_(bindparam("ids", expanding=True))
)


@dataclass(frozen=True)
class Unasked:
    """A message that came by itself, or is about to. `wished`: at a time that the patient had chosen."""

    person_id: int
    at: datetime
    wished: bool


async def sent_to(tx: Tx, person_ids: Iterable[int], since: datetime, now: datetime) -> list[Unasked]:
    """Return the unasked messages that went to these people since then, and those that still wait.

    A message that an outage held back belongs to the day on which it goes, not to that on which it was written. The
    cancelled and the dead ones never went.
    """
    table = t.outbox.c
    found = await tx.rows(
        select(table.person_id, table.settled_at, table.not_before, table.dedupe_key).where(
            table.person_id.in_(list(person_ids)),
            table.created_at >= since - _HELD_BACK,
            or_(table.settled_at.is_(None), table.settled_at >= since),
            table.unasked.is_(True),
            table.state.not_in([OutboxState.CANCELLED, OutboxState.DEAD]),
        )
    )
    return [
        Unasked(row.person_id, row.settled_at or max(row.not_before, now), wished(row.dedupe_key))
        for row in found
    ]


def wished(dedupe_key: str | None) -> bool:
    """Whether a message came at a time that the patient had chosen."""
    return (dedupe_key or "").startswith(WISHED)


def at_chosen_time(dedupe_key: str | None) -> bool:
    """Whether a message was written at the very time that its reader chose, which may lie in their quiet hours."""
    name, _, rest = (dedupe_key or "").partition(":")
    return f"{name}:" in _CHOSEN and not rest.startswith(f"{LATE}:")


async def quiet_hours(tx: Tx, person_ids: Collection[int]) -> dict[int, tuple[str, int, int]]:
    """Return zone and quiet hours (minutes after midnight) of these people."""
    if not person_ids:
        return {}
    found = await tx.rows(_HOURS, {"ids": list(person_ids)})
    return {row.id: (row.zone, row.quiet_from, row.quiet_to) for row in found}
