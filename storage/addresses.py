"""Where people are reached: one address each, and a second one on another channel where somebody wished it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select

from storage import tables as t
from storage.database import Tx
from storage.records import Address

_at = t.addresses.c
_IN_USE_FIRST = (_at.dead_since.is_not(None), _at.held_since.is_not(None), _at.place, _at.id)
"""What arrives comes before what is held back, and that before what is dead; of equals the one that was wished first."""

_ALL = (
    select(t.addresses)
    .where(_at.person_id.in_(bindparam("ids", expanding=True)))
    .order_by(_at.person_id, *_IN_USE_FIRST)
)
_AT = select(t.addresses).where(
    _at.channel == bindparam("of_channel"), _at.chat_key == bindparam("of_chat_key")
)


async def all_of(tx: Tx, person_ids: Iterable[int]) -> dict[int, list[Address]]:
    """Return the addresses of each of these people who has any, the one in use first."""
    theirs: dict[int, list[Address]] = {}
    for found in await tx.all(Address, t.addresses, _ALL, {"ids": list(person_ids)}):
        theirs.setdefault(found.person_id, []).append(found)
    return theirs


async def at(tx: Tx, channel: str, chat_key: str) -> Address | None:
    """Return the address with this blind index."""
    return await tx.one(Address, t.addresses, _AT, {"of_channel": channel, "of_chat_key": chat_key})


async def change(tx: Tx, address_id: int, **values: Any) -> None:
    """Change columns of an address."""
    await tx.change(t.addresses, address_id, **values)


async def add_second(tx: Tx, person_id: int, channel: str, address: str) -> None:
    """Tie a second address to a person, in place of any other that they have on this channel."""
    chat_key = tx.keys.index(channel, address)
    await tx.remove(t.addresses, _at.channel == channel, _at.chat_key == chat_key)
    await tx.remove(t.addresses, _at.channel == channel, _at.person_id == person_id)
    await tx.add(
        t.addresses, person_id=person_id, channel=channel, chat_key=chat_key, address=address, place=1
    )


async def remove(tx: Tx, address_id: int) -> None:
    """Forget an address."""
    await tx.remove(t.addresses, _at.id == address_id)
