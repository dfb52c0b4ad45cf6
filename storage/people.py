"""Who there is: people, the addresses that reach them, and their consent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from storage import erased, prompts
from storage import tables as t
from storage.addresses import all_of
from storage.database import Tx
from storage.records import Address, Formality, Person, PersonState, Role

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
    """Create a person who is only invited yet, with the next code that was nobody's yet (P-1, T-1 …)."""
    taken = await tx.rows(select(t.people.c.code).where(t.people.c.role == role))
    number = max((int(row.code.rpartition("-")[2]) for row in taken), default=0) + 1
    while await erased.was_given(tx, f"{_PREFIX[role]}-{number}"):
        number += 1
    person_id = await tx.add(
        t.people,
        role=role,
        code=f"{_PREFIX[role]}-{number}",
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


async def therapists(tx: Tx) -> list[Person]:
    """Return all therapists who are here or invited, in the order in which they were invited."""
    people = t.people.c
    query = select(t.people).where(people.role == Role.THERAPIST, people.state != PersonState.LEFT)
    return await tx.all(Person, t.people, query.order_by(people.id))


async def forget_invited(tx: Tx, person_id: int) -> bool:
    """Forget somebody who was only invited, with their codes; False, and nothing is done, where something is planned."""
    for table in (t.assignments, t.appointments, t.series):
        if await tx.value(select(table.c.id).where(table.c.patient_id == person_id).limit(1)) is not None:
            return False
    await tx.remove(t.invites, t.invites.c.person_id == person_id)
    await tx.remove(t.people, t.people.c.id == person_id, t.people.c.state == PersonState.INVITED)
    return True


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
    """Tie an address to a person, in place of all before; what a chat was asked when it was another's is forgotten."""
    chat_key = tx.keys.index(channel, address)
    before = await at_chat(tx, channel, chat_key)
    if before is not None and before.id != person_id:
        await prompts.forget(tx, chat_key)
    table = t.addresses.c
    await tx.remove(
        t.addresses,
        or_(table.person_id == person_id, (table.channel == channel) & (table.chat_key == chat_key)),
    )
    await tx.add(t.addresses, person_id=person_id, channel=channel, chat_key=chat_key, address=address)


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
