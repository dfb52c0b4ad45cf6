"""What is kept of one person: which rows of which table. Erasing takes all of it away, a copy holds all of it.

Whatever refers to them by a foreign key is theirs, however far away; so is what was said in their chats, and what is
about any of that. A table that none of this leads to names nobody, or is looked through by `storage.erasure`.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Column, ColumnElement, Table, and_, false, func, or_, select

from storage import tables as t
from storage.crypto import SealBroken
from storage.database import Tx
from storage.invites import greeted

BY_CHAT: Final = (t.inbox, t.outbox, t.prompts, t.versions, t.guesses)
"""What they said and were told, and what was asked there."""

NAMES_NOBODY: Final = frozenset(
    {
        t.channel_challenges,
        t.channel_programs,
        t.erasures,
        t.key_checks,
        t.leases,
        t.spending,
        t.workers,
        t.zone_rules,
    }
)

Belongings = Mapping[Table, ColumnElement[bool]]
"""The rows of each table, by a condition. Whatever refers to another table, or is told to be theirs by it, stands behind it."""


@dataclass(frozen=True)
class Chat:
    """A chat that is theirs, or was: then only what is older than the row `until` is theirs."""

    channel: str
    key: str
    address: str | None
    until: int | None


async def of_person(tx: Tx, person_id: int) -> Belongings:
    """Return which rows are this person's."""
    found = _by_reference(person_id)
    chats = await chats_of(tx, person_id)
    for table in BY_CHAT:
        in_chats = [_in_chat(tx, table, chat, person_id) for chat in chats]
        others = [found[table]] if table in found else []
        if table is t.inbox:
            others.append(t.inbox.c.id.in_(select(t.files.c.update_id).where(found[t.files])))
        found[table] = or_(*others, *in_chats) if others or in_chats else false()
    about = {each: where for each, where in found.items() if "id" in each.c and "subject_id" not in each.c}
    for table in t.metadata.tables.values():
        if "subject_id" in table.c:
            subject: Column[int] = table.c.subject_id
            named = [subject.in_(select(each.c.id).where(where)) for each, where in about.items()]
            found[table] = or_(found[table], *named)
    first = [each for each in t.metadata.sorted_tables if each in found]
    told_by_others = [each for each in first if each is t.inbox or "subject_id" in each.c]
    return {
        each: found[each] for each in (*(one for one in first if one not in told_by_others), *told_by_others)
    }


def _by_reference(person_id: int) -> dict[Table, ColumnElement[bool]]:
    """Follow the foreign keys from a person to everything that hangs on them."""
    found: dict[Table, ColumnElement[bool]] = {t.people: t.people.c.id == person_id}
    for table in t.metadata.sorted_tables:
        ways = [
            key.parent.in_(select(key.column).where(found[key.column.table]))
            for key in sorted(table.foreign_keys, key=lambda each: each.parent.name)
            if key.column.table in found and key.column.table is not table
        ]
        if ways:
            found[table] = or_(*ways)
    return found


async def chats_of(tx: Tx, person_id: int) -> list[Chat]:
    """Return the chats that are theirs, and those of before of which their messages still tell."""
    places = {}
    for row in await tx.rows(select(t.addresses).where(t.addresses.c.person_id == person_id)):
        places[row.channel, row.chat_key] = (row.address, f"addresses.address.{row.id}")
    out = t.outbox.c
    newest = select(func.max(out.id)).where(out.person_id == person_id).group_by(out.channel, out.chat_key)
    columns = (out.id, out.channel, out.chat_key, out.address)
    for row in await tx.rows(select(*columns).where(out.id.in_(newest))):
        places.setdefault((row.channel, row.chat_key), (row.address, f"outbox.address.{row.id}"))
    chats = []
    for (channel, key), (sealed, place) in places.items():
        address = None
        with suppress(SealBroken):
            address = tx.keys.open(sealed, place)
        chats.append(Chat(channel, key, address, await _until(tx, person_id, channel, key)))
    return chats


async def _until(tx: Tx, person_id: int, channel: str, chat_key: str) -> int | None:
    at = t.addresses.c
    others = (at.channel == channel, at.chat_key == chat_key, at.person_id != person_id)
    found: int | None = await tx.value(select(at.id).where(*others))
    return found


def _in_chat(tx: Tx, table: Table, chat: Chat, person_id: int) -> ColumnElement[bool]:
    if table is t.guesses:
        keys = [chat.key]
        if chat.address is not None:
            keys.append(tx.keys.index(greeted(chat.channel), chat.address))
        return and_(t.guesses.c.chat_key.in_(keys), *_before(table, chat))
    where = [table.c.chat_key == chat.key, *_before(table, chat)]
    if "channel" in table.c:
        where.append(table.c.channel == chat.channel)
    if table is t.outbox:  # what was said there to nobody whom we knew yet was said to them
        where.append(or_(t.outbox.c.person_id.is_(None), t.outbox.c.person_id == person_id))
    return and_(*where)


def _before(table: Table, chat: Chat) -> list[ColumnElement[bool]]:
    """Leave to somebody else what came after they had got the chat; ids ascend, whichever table they are of."""
    return [] if chat.until is None else [table.c.id < chat.until]
