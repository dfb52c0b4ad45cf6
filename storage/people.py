"""Who there is: people, the addresses that reach them, invitations, consent, and guesses at codes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from storage import tables as t
from storage.addresses import all_of
from storage.database import Tx
from storage.records import Address, Formality, Invite, Person, PersonState, Role

_ONE = select(t.people).where(t.people.c.id == bindparam("id"))
_MANY = select(t.people).where(t.people.c.id.in_(bindparam("ids", expanding=True)))
_AT_CHAT = (
    select(t.people)
    .join(t.addresses, t.addresses.c.person_id == t.people.c.id)
    .where(t.addresses.c.channel == bindparam("channel"), t.addresses.c.chat_key == bindparam("chat_key"))
)
_PREFIX = {Role.PATIENT: "P", Role.THERAPIST: "T"}
QUIET_FROM = 21 * 60
QUIET_TO = 8 * 60
DIGEST_DAYS_BEFORE = 1
DIGEST_MINUTE = 18 * 60


async def add(
    tx: Tx, role: Role, *, now: datetime, language: str, zone: str, therapist_id: int | None = None
) -> Person:
    """Create a person who is only invited yet, with the next free code (P-1, T-1 …)."""
    taken = await tx.rows(select(t.people.c.code).where(t.people.c.role == role))
    number = max((int(row.code.rpartition("-")[2]) for row in taken), default=0)
    person_id = await tx.add(
        t.people,
        role=role,
        code=f"{_PREFIX[role]}-{number + 1}",
        state=PersonState.INVITED,
        language=language,
        formality=Formality.SIE,
        zone=zone,
        therapist_id=therapist_id,
        quiet_from=QUIET_FROM,
        quiet_to=QUIET_TO,
        digest_days_before=DIGEST_DAYS_BEFORE,
        digest_minute=DIGEST_MINUTE,
        created_at=now,
    )
    found = await get(tx, person_id)
    assert found is not None  # noqa: S101 - it was added one statement ago
    return found


async def get(tx: Tx, person_id: int) -> Person | None:
    """Return the person with this id."""
    return await tx.one(Person, t.people, _ONE, {"id": person_id})


async def get_many(tx: Tx, person_ids: set[int]) -> dict[int, Person]:
    """Return these people by id."""
    found = await tx.all(Person, t.people, _MANY, {"ids": list(person_ids)})
    return {person.id: person for person in found}


async def change(tx: Tx, person_id: int, **values: Any) -> None:
    """Change columns of a person."""
    await tx.change(t.people, person_id, **values)


async def patient_by_code(tx: Tx, therapist_id: int, code: str) -> Person | None:
    """Return this therapist's patient with a code; another therapist's patient is as good as unknown."""
    people = t.people.c
    return await tx.one(
        Person,
        t.people,
        select(t.people).where(people.code == code.upper(), people.therapist_id == therapist_id),
    )


async def by_code(tx: Tx, code: str) -> Person | None:
    """Return who has this code."""
    return await tx.one(Person, t.people, select(t.people).where(t.people.c.code == code.upper()))


async def patients_of(tx: Tx, therapist_id: int) -> list[Person]:
    """Return a therapist's patients in the order in which they were invited."""
    query = select(t.people).where(t.people.c.therapist_id == therapist_id).order_by(t.people.c.id)
    return await tx.all(Person, t.people, query)


async def at_address(tx: Tx, channel: str, address: str) -> Person | None:
    """Return who writes from this address."""
    return await at_chat(tx, channel, tx.keys.index(channel, address))


async def at_chat(tx: Tx, channel: str, chat_key: str) -> Person | None:
    """Return who writes from the address with this blind index."""
    return await tx.one(Person, t.people, _AT_CHAT, {"channel": channel, "chat_key": chat_key})


async def addresses_of(tx: Tx, person_ids: set[int]) -> dict[int, Address]:
    """Return the address in use of each of these people who has one."""
    return {person_id: theirs[0] for person_id, theirs in (await all_of(tx, person_ids)).items()}


_CIRCLE = func.coalesce(t.people.c.therapist_id, t.people.c.id)
_member = t.people.alias("member")
_CIRCLES = select(func.coalesce(_member.c.therapist_id, _member.c.id)).where(
    _member.c.id.in_(bindparam("ids", expanding=True))
)
_HOLD = select(t.people.c.id).where(t.people.c.id.in_(_CIRCLES)).order_by(t.people.c.id)
_MEMBERS = select(t.people.c.id).where(
    t.people.c.id.in_(bindparam("ids", expanding=True)), _CIRCLE.in_(bindparam("held", expanding=True))
)


async def hold(tx: Tx, person_ids: Iterable[int], *, wait: bool = True) -> set[int]:
    """Keep other workers from these people, and from all who have the same therapist, while `tx` is open.

    What a patient and a therapist do at the same moment is about the same rows. Returns whom we hold: without `wait`
    those whom nobody else holds just now. Where no other process can write, that is everybody, and costs nothing.
    """
    ids = list(person_ids)
    if not tx.shared or not ids:
        return set(ids)
    held = [
        row.id
        for row in await tx.rows(_HOLD.with_for_update(key_share=True, skip_locked=not wait), {"ids": ids})
    ]
    return set(ids) if wait else {row.id for row in await tx.rows(_MEMBERS, {"ids": ids, "held": held})}


_AT_DOOR = 0x6265747765656E
_HOLD_AT = (
    select(t.people.c.id)
    .where(
        t.people.c.id
        == select(func.coalesce(_member.c.therapist_id, _member.c.id))
        .join(t.addresses, t.addresses.c.person_id == _member.c.id)
        .where(t.addresses.c.channel == bindparam("channel"), t.addresses.c.chat_key == bindparam("chat_key"))
        .scalar_subquery()
    )
    .with_for_update(key_share=True)
)


async def hold_at(tx: Tx, channel: str, chat_key: str) -> None:
    """Hold who writes from this address; strangers, who may be about to become somebody, come in one by one."""
    if tx.shared and await tx.value(_HOLD_AT, {"channel": channel, "chat_key": chat_key}) is None:
        await tx.run(select(func.pg_advisory_xact_lock(_AT_DOOR)))


async def bind(tx: Tx, person_id: int, channel: str, address: str) -> None:
    """Tie an address to a person, in place of all before."""
    chat_key = tx.keys.index(channel, address)
    table = t.addresses.c
    await tx.remove(
        t.addresses,
        or_(table.person_id == person_id, (table.channel == channel) & (table.chat_key == chat_key)),
    )
    await tx.add(t.addresses, person_id=person_id, channel=channel, chat_key=chat_key, address=address)


async def invite(
    tx: Tx, person_id: int, *, token: str, code: str, expires_at: datetime, second: bool = False
) -> None:
    """Keep the hashes of a new invitation; earlier unused ones of this person for the same purpose stop working."""
    table = t.invites.c
    await tx.remove(
        t.invites, table.person_id == person_id, table.used_at.is_(None), table.second.is_(second)
    )
    await tx.add(
        t.invites,
        person_id=person_id,
        token_hash=tx.keys.index("invite", token),
        code_hash=tx.keys.index("invite", code),
        expires_at=expires_at,
        second=second,
    )


async def find_invite(tx: Tx, secret: str) -> Invite | None:
    """Return the invitation that a link's token or a typed code belongs to, used and expired ones too."""
    hashed = tx.keys.index("invite", secret)
    table = t.invites.c
    query = select(t.invites).where(or_(table.token_hash == hashed, table.code_hash == hashed))
    return await tx.one(Invite, t.invites, query)


async def waiting_invites(tx: Tx, person_ids: Iterable[int]) -> dict[int, Invite]:
    """Return the unused invitation, expired or not, of each of these people who has one."""
    table = t.invites.c
    query = select(t.invites).where(
        table.person_id.in_(list(person_ids)), table.used_at.is_(None), table.second.is_(False)
    )
    return {found.person_id: found for found in await tx.all(Invite, t.invites, query)}


async def use_invite(tx: Tx, invite_id: int, now: datetime) -> bool:
    """Mark an invitation used; False when somebody was faster."""
    table = t.invites.c
    result = await tx.run(
        update(t.invites).where(table.id == invite_id, table.used_at.is_(None)).values(used_at=now)
    )
    return result.rowcount == 1


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


async def has_consented(tx: Tx, person_id: int, *, version: str, channel: str) -> bool:
    """Whether a person's newest word on this channel is consent to this version."""
    table = t.consents.c
    query = select(table.given, table.version).where(table.person_id == person_id, table.channel == channel)
    newest = await tx.rows(query.order_by(table.id.desc()).limit(1))
    return bool(newest) and bool(newest[0].given) and newest[0].version == version


async def record_consent(
    tx: Tx, person_id: int, *, version: str, channel: str, given: bool, at: datetime
) -> None:
    """Append to the proof of consent; the newest entry counts."""
    await tx.add(t.consents, person_id=person_id, version=version, channel=channel, given=given, at=at)
    await change(tx, person_id, consent_version=version if given else None)
