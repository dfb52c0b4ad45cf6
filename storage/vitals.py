"""How the whole stands, in numbers: a few cheap questions, answered from partial indexes and small tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from storage import tables as t
from storage.database import Tx
from storage.partial import in_state
from storage.records import InboxState, OutboxState

ALIVE = timedelta(seconds=45)
"""A worker that was seen within this time counts as alive; each says so far more often."""


@dataclass(frozen=True)
class Reading:
    """Counts of rows, and ages in seconds (0 where nothing is late). `set_aside`: unseen alerts by kind."""

    due_lag: float
    due_late: int
    outbox: Mapping[OutboxState, int]
    outbox_oldest: float
    inbox: int
    inbox_oldest: float
    set_aside: Mapping[str, int]
    workers: int
    database_bytes: int


_UNPARKED = t.due.c.parked_at.is_(None)
_PENDING = in_state(t.outbox.c.state, OutboxState.PENDING)
_SENDING = in_state(t.outbox.c.state, OutboxState.SENDING)
_NEW = in_state(t.inbox.c.state, InboxState.NEW)
_NOW = bindparam("of_now", type_=t.Instant)

_LATE = select(func.count().label("rows"), func.min(t.due.c.due_at).label("first")).where(
    _UNPARKED, t.due.c.due_at <= _NOW
)
_WAITING = select(func.count()).select_from(t.outbox).where(_PENDING)
_OLDEST = select(func.min(t.outbox.c.not_before)).where(_PENDING, t.outbox.c.not_before <= _NOW)
_UNDER_WAY = select(func.count()).select_from(t.outbox).where(_SENDING)
_HEARD = select(func.count().label("rows"), func.min(t.inbox.c.received_at).label("first")).where(_NEW)
_SET_ASIDE = (
    select(t.alerts.c.kind, func.count().label("rows"))
    .where(t.alerts.c.seen_at.is_(None))
    .group_by(t.alerts.c.kind)
)
_WORKERS = select(func.count()).select_from(t.workers).where(t.workers.c.seen_at > _NOW)


async def read(tx: Tx, now: datetime) -> Reading:
    """Look at everything that waits."""
    at = {"of_now": now}
    late = (await tx.run(_LATE, at)).one()
    heard = (await tx.run(_HEARD)).one()
    return Reading(
        due_lag=_age(late.first, now),
        due_late=late.rows,
        outbox={
            OutboxState.PENDING: await tx.value(_WAITING),
            OutboxState.SENDING: await tx.value(_UNDER_WAY),
        },
        outbox_oldest=_age(await tx.value(_OLDEST, at), now),
        inbox=heard.rows,
        inbox_oldest=_age(heard.first, now),
        set_aside={row.kind: row.rows for row in await tx.run(_SET_ASIDE)},
        workers=await tx.value(_WORKERS, {"of_now": now - ALIVE}),
        database_bytes=await tx.value(_size(tx)),
    )


def _size(tx: Tx) -> Select[Any]:
    """Ask for the bytes of the database; no standard has a word for it."""
    if tx.connection.dialect.name == "postgresql":
        return select(func.pg_database_size(func.current_database()))
    return select(text("page_count * page_size")).select_from(text("pragma_page_count, pragma_page_size"))


def _age(moment: datetime | None, now: datetime) -> float:
    return 0.0 if moment is None else max((now - moment).total_seconds(), 0.0)


async def beat(tx: Tx, now: datetime) -> None:
    """Write something, so that the commit shows whether we can."""
    dialect = postgresql if tx.connection.dialect.name == "postgresql" else sqlite
    wanted = dialect.insert(t.leases).values(name="beat", holder="", until=now)
    await tx.run(wanted.on_conflict_do_update(index_elements=["name"], set_={"until": now}))


async def take_turn(tx: Tx, name: str, now: datetime, until: datetime) -> bool:
    """Say whether it is our turn, and take it: nobody's turn of this name comes again before `until`.

    Of several workers that ask at the same time only one gets it; a restart forgets nothing. A turn that lies far ahead
    was taken before the clock was set back, and would come only when it has caught up.
    """
    dialect = postgresql if tx.connection.dialect.name == "postgresql" else sqlite
    row = {"name": name, "holder": "", "until": now}
    await tx.run(dialect.insert(t.leases).values(row).on_conflict_do_nothing(index_elements=["name"]))
    held = t.leases.c.until
    comes = or_(held <= now, held > until + (until - now))
    mine = update(t.leases).where(t.leases.c.name == name, comes)
    return (await tx.run(mine.values(until=until))).rowcount == 1
