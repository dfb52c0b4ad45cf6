"""The processes that work on one database: their numbers, their signs of life, and what only one of them may do.

All of it rests on the machines' clocks, which therefore have to agree within a second or two.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, or_, select, update

from storage import tables as t
from storage.database import Tx

_workers = t.workers.c
_leases = t.leases.c
NUMBERS = 512
"""So many workers at most; ids made by the commands of `between` use the numbers above."""


async def join(tx: Tx, holder: str, now: datetime, *, gone_after: timedelta) -> int | None:
    """Take the lowest number that is free, or whose worker has given no sign of life for so long.

    Returns None where another worker was faster.
    """
    known = {row.id: row.seen_at for row in await tx.rows(select(_workers.id, _workers.seen_at))}
    gone, ahead = now - gone_after, now + gone_after  # ahead of us is who died before the clock was set back
    number = next(each for each in range(1, NUMBERS) if each not in known or not gone < known[each] <= ahead)
    values = {"holder": holder, "started_at": now, "seen_at": now}
    if number not in known:
        return number if await tx.add_absent(t.workers, [{"id": number, **values}], "id") else None
    mine = update(t.workers).where(_workers.id == number, _workers.seen_at == known[number]).values(values)
    return number if (await tx.run(mine)).rowcount else None


_SEEN = (
    update(t.workers)
    .where(_workers.id == bindparam("number"), _workers.holder == bindparam("by"))
    .values(seen_at=bindparam("now"))
)
_ALIVE = (
    select(func.count())
    .select_from(t.workers)
    .where(_workers.seen_at > bindparam("since"), _workers.seen_at <= bindparam("until"))
)


async def seen(tx: Tx, number: int, holder: str, now: datetime) -> bool:
    """Give a sign of life; False where the number belongs to another worker by now."""
    return (await tx.run(_SEEN, {"number": number, "by": holder, "now": now})).rowcount == 1


async def alive(tx: Tx, now: datetime, *, within: timedelta) -> int:
    """Count the workers that gave a sign of life lately."""
    return int(await tx.value(_ALIVE, {"since": now - within, "until": now + within}))


async def leave(tx: Tx, number: int, holder: str) -> None:
    """Give a number back, and everything that only one worker may do."""
    await tx.run(delete(t.workers).where(_workers.id == number, _workers.holder == holder))
    await tx.run(delete(t.leases).where(_leases.holder == holder))


_TAKE = (
    update(t.leases)
    .where(
        _leases.name == bindparam("of"),
        or_(
            _leases.holder == bindparam("by"),
            _leases.until <= bindparam("now"),
            _leases.until > bindparam("beyond"),  # from before the clock was set back
        ),
    )
    .values(holder=bindparam("by"), until=bindparam("to"))
)


async def take_lease(tx: Tx, name: str, holder: str, now: datetime, until: datetime) -> bool:
    """Take or renew what only one worker may do; False while another one holds it."""
    mine = {"of": name, "by": holder, "now": now, "to": until}
    if (await tx.run(_TAKE, {**mine, "beyond": until + (until - now)})).rowcount:
        return True
    return bool(await tx.add_absent(t.leases, [{"name": name, "holder": holder, "until": until}], "name"))
