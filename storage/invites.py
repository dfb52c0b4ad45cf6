"""Invitations, of which only hashes are kept, and tries at their codes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from storage import tables as t
from storage.database import Tx
from storage.records import Invite


async def keep(
    tx: Tx, person_id: int, *, token: str, code: str, expires_at: datetime, second: bool = False
) -> None:
    """Keep the hashes of a new invitation; earlier unused ones of this person for the same purpose stop working."""
    await withdraw(tx, person_id, second=second)
    await tx.add(
        t.invites,
        person_id=person_id,
        token_hash=tx.keys.index("invite", token),
        code_hash=tx.keys.index("invite", code),
        expires_at=expires_at,
        second=second,
    )


async def withdraw(tx: Tx, person_id: int, *, second: bool = False) -> None:
    """Let the unused invitations of a person for this purpose stop working."""
    table = t.invites.c
    await tx.remove(
        t.invites, table.person_id == person_id, table.used_at.is_(None), table.second.is_(second)
    )


async def find(tx: Tx, secret: str) -> Invite | None:
    """Return the invitation that a link's token or a typed code belongs to, used and expired ones too."""
    hashed = tx.keys.index("invite", secret)
    table = t.invites.c
    query = select(t.invites).where(or_(table.token_hash == hashed, table.code_hash == hashed))
    return await tx.one(Invite, t.invites, query)


async def waiting(tx: Tx, person_ids: Iterable[int]) -> dict[int, Invite]:
    """Return the unused invitation, expired or not, of each of these people who has one."""
    table = t.invites.c
    query = select(t.invites).where(
        table.person_id.in_(list(person_ids)), table.used_at.is_(None), table.second.is_(False)
    )
    return {found.person_id: found for found in await tx.all(Invite, t.invites, query)}


async def use(tx: Tx, invite_id: int, now: datetime) -> bool:
    """Mark an invitation used; False when somebody was faster."""
    table = t.invites.c
    result = await tx.run(
        update(t.invites).where(table.id == invite_id, table.used_at.is_(None)).values(used_at=now)
    )
    return result.rowcount == 1


def greeted(channel: str) -> str:
    """Name what is counted where somebody unknown is told how to come in, apart from tries at codes."""
    return f"hello on {channel}"


async def guesses_left(
    tx: Tx, channel: str, address: str, *, now: datetime, limit: int, window: timedelta
) -> int:
    """Count a try at a code from this address; return how many were left before it in the running window."""
    chat_key = tx.keys.index(channel, address)
    table = t.guesses.c
    row = (
        await tx.rows(select(table.id, table.tries, table.since).where(table.chat_key == chat_key))
    ) or None
    if row is None:
        await tx.add(t.guesses, chat_key=chat_key, tries=1, since=now)
        return limit
    found = row[0]
    tries, since = (0, now) if now - found.since >= window else (found.tries, found.since)
    await tx.change(t.guesses, found.id, tries=tries + 1, since=since)
    return max(limit - tries, 0)


async def guesses_since(tx: Tx, channel: str, address: str) -> datetime | None:
    """Return when the running window of tries at a code began for this address."""
    chat_key = tx.keys.index(channel, address)
    found: datetime | None = await tx.value(select(t.guesses.c.since).where(t.guesses.c.chat_key == chat_key))
    return found


async def forget_guesses(tx: Tx, channel: str, address: str) -> None:
    """Count tries from this address anew, because the right code was given."""
    await tx.remove(t.guesses, t.guesses.c.chat_key == tx.keys.index(channel, address))


async def purge_guesses(tx: Tx, before: datetime) -> int:
    """Forget tries at codes whose window began before this moment; return how many addresses that were."""
    return await tx.remove(t.guesses, t.guesses.c.since < before)
