"""What somebody who runs the practice's server should look at: kinds and row ids, never words of anybody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from storage import tables as t
from storage.database import Tx


@dataclass(frozen=True)
class Alert:
    """Something that went wrong for good. `subject` names a row, such as "outbox:12"."""

    id: int
    at: datetime
    kind: str
    subject: str | None
    seen_at: datetime | None


async def raise_alert(tx: Tx, kind: str, subject: str | None, now: datetime) -> None:
    """Write an alert; it commits or falls with what it is about."""
    await tx.add(t.alerts, at=now, kind=kind, subject=subject)


async def raise_once(tx: Tx, kind: str, subject: str, now: datetime) -> None:
    """Write an alert, unless the same one waits to be looked at already."""
    table = t.alerts.c
    same = select(table.id).where(table.kind == kind, table.subject == subject, table.seen_at.is_(None))
    if await tx.value(same.limit(1)) is None:
        await raise_alert(tx, kind, subject, now)


async def unseen(tx: Tx, limit: int = 100) -> list[Alert]:
    """Return what nobody has looked at yet, oldest first."""
    query = select(t.alerts).where(t.alerts.c.seen_at.is_(None)).order_by(t.alerts.c.id).limit(limit)
    return await tx.all(Alert, t.alerts, query)


async def seen(tx: Tx, ids: Collection[int], now: datetime) -> None:
    """Mark alerts as looked at."""
    await tx.run(update(t.alerts).where(t.alerts.c.id.in_(ids)).values(seen_at=now))


async def purge(tx: Tx, before: datetime) -> int:
    """Remove what was looked at before this moment; return how many there were."""
    return await tx.remove(t.alerts, t.alerts.c.seen_at < before)
