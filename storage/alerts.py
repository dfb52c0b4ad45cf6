"""What somebody who runs the practice's server should look at: kinds and row ids, never words of anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from storage import tables as t
from storage.database import Tx

_UNTOLD = (t.alerts.c.told_at.is_(None), t.alerts.c.seen_at.is_(None))
_LOOKED_AT = 100


@dataclass(frozen=True)
class Alert:
    """Something that went wrong for good. `subject` names a row, such as "outbox:12".

    `told_at` says when the operator's chat was told of it.
    """

    id: int
    at: datetime
    kind: str
    subject: str | None
    seen_at: datetime | None
    told_at: datetime | None = None


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


async def over(tx: Tx, kinds: Collection[str], subjects: Collection[str], now: datetime) -> None:
    """Mark as looked at what mended itself: nobody need look any more."""
    table = t.alerts.c
    same = (table.kind.in_(kinds), table.subject.in_(subjects), table.seen_at.is_(None))
    await tx.run(update(t.alerts).where(*same).values(seen_at=now))


async def unseen_of(tx: Tx, kinds: Collection[str]) -> list[Alert]:
    """Return what nobody has looked at yet of these kinds, oldest first."""
    table = t.alerts.c
    query = select(t.alerts).where(table.kind.in_(kinds), table.seen_at.is_(None)).order_by(table.id)
    return await tx.all(Alert, t.alerts, query)


async def waiting(tx: Tx) -> int:
    """Count what nobody has looked at yet."""
    count: int = await tx.value(select(func.count()).where(t.alerts.c.seen_at.is_(None)))
    return count


async def any_untold(tx: Tx) -> bool:
    """Say whether there is something that the operator's chat was not told of, and nobody has looked at."""
    return await tx.value(select(t.alerts.c.id).where(*_UNTOLD).limit(1)) is not None


async def tell(tx: Tx, now: datetime) -> Counter[str]:
    """Mark all that was not told yet as told, and return how much there is of each kind."""
    telling = update(t.alerts).where(*_UNTOLD).values(told_at=now)
    return Counter(row.kind for row in await tx.run(telling.returning(t.alerts.c.kind)))


async def keep_from_chat(tx: Tx, chat_key: str, now: datetime) -> None:
    """Mark as told what is about a message to this very chat: telling it there would fail again, and so for ever."""
    about = select(t.alerts.c.id, t.alerts.c.subject).where(
        *_UNTOLD, t.alerts.c.kind == "message_given_up", t.alerts.c.subject.like("outbox:%")
    )
    of_message = {
        int(row.subject.partition(":")[2]): row.id for row in await tx.rows(about.limit(_LOOKED_AT))
    }
    theirs = select(t.outbox.c.id).where(t.outbox.c.id.in_(of_message), t.outbox.c.chat_key == chat_key)
    ids = [of_message[row.id] for row in await tx.rows(theirs)]
    if ids:
        await tx.run(update(t.alerts).where(t.alerts.c.id.in_(ids)).values(told_at=now))


async def purge(tx: Tx, before: datetime) -> int:
    """Remove what was looked at before this moment; return how many there were."""
    return await tx.remove(t.alerts, t.alerts.c.seen_at < before)
