"""Erasing everything that is kept of one patient, in one transaction: all of it, or nothing.

Other people keep what is theirs. What names the patient there (a message to their therapist, a form that was begun, an
alert) goes too. What is under way at this moment has no row any more: it is not sent, and nobody waits for its receipt.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from storage import announcements, dialogs, erased, people
from storage import tables as t
from storage.belongings import Belongings, of_person
from storage.crypto import SealBroken
from storage.database import ERASED, Tx
from storage.mentions import Mentions
from storage.records import GONE, Person, Role


async def erase(tx: Tx, person: Person, now: datetime) -> Mentions:
    """Erase a patient; return how they can still be named in what somebody holds in their hands just now.

    On a server it waits for whatever is being done with them, and for a deadlock that it gives way in it is to be done
    again (`in_spite_of_others`).
    """
    await people.hold(tx, [person.id])
    await tx.run(select(t.people.c.id).where(t.people.c.id == person.id).with_for_update())
    theirs = await of_person(tx, person.id)
    mentions = Mentions.of(person.code, await _ids(tx, theirs))
    await _forget_elsewhere(tx, person, mentions, now)
    for table in reversed(list(theirs)):
        await tx.remove(table, theirs[table])
    await erased.note(tx, person, now)
    tx.ring(ERASED)
    return mentions


async def erase_again(tx: Tx, now: datetime) -> int:
    """Erase whoever is here although they were erased; return how many that were."""
    found = await erased.come_back(tx)
    for person in found:
        await erase(tx, person, now)
    return len(found)


async def counted(tx: Tx, person: Person) -> Mapping[str, int]:
    """Count what is kept of a person: table → rows."""
    theirs = await of_person(tx, person.id)
    return {
        table.name: await tx.value(select(func.count()).select_from(table).where(where))
        for table, where in theirs.items()
    }


async def left_before(tx: Tx, moment: datetime) -> list[Person]:
    """Return the patients who left, declined or were let go before a moment, and for whom no invitation waits.

    Of those who left before their day was kept, it is that of their last word on consent.
    """
    last = select(func.max(t.consents.c.at)).where(t.consents.c.person_id == t.people.c.id)
    waiting = select(t.invites.c.id).where(
        t.invites.c.person_id == t.people.c.id, t.invites.c.used_at.is_(None), t.invites.c.expires_at > moment
    )
    day = func.coalesce(t.people.c.left_at, last.scalar_subquery())
    query = select(t.people).where(
        t.people.c.role == Role.PATIENT, t.people.c.state.in_(GONE), day < moment, ~waiting.exists()
    )
    return await tx.all(Person, t.people, query.order_by(t.people.c.id))


async def _ids(tx: Tx, theirs: Belongings) -> set[int]:
    return {
        row.id
        for table, where in theirs.items()
        if "id" in table.c
        for row in await tx.rows(select(table.c.id).where(where))
    }


async def _forget_elsewhere(tx: Tx, person: Person, mentions: Mentions, now: datetime) -> None:
    for row in await tx.rows(select(t.alerts.c.id, t.alerts.c.subject)):
        if row.subject and mentions.within(row.subject):
            await tx.remove(t.alerts, t.alerts.c.id == row.id)
    if person.therapist_id is None:
        return
    await _take_messages(tx, person.therapist_id, mentions)
    await _take_choices(tx, person.therapist_id, mentions)
    dialog = None
    with suppress(SealBroken):  # what nobody can read any more stops nobody from being erased
        dialog = await dialogs.load(tx, person.therapist_id)
    if dialog is not None and mentions.within(dialog):
        await dialogs.save(tx, person.therapist_id, mentions.without(dialog), known=True, now=now)


async def _take_messages(tx: Tx, therapist_id: int, mentions: Mentions) -> None:
    """Take away messages to the therapist that name the patient, sent or not: what was sent has no words any more.

    What still waits and tells of others too goes on waiting for them.
    """
    out = t.outbox.c
    query = select(out.id, out.dedupe_key, out.subject, out.payload).where(out.person_id == therapist_id)
    for row in await tx.rows(query):
        told = [row.dedupe_key or "", row.subject or "", _opened(tx, row.payload, f"outbox.payload.{row.id}")]
        if mentions.within(told):
            whole = await tx.rows(select(t.outbox).where(out.id == row.id).with_for_update())
            await tx.remove(t.outbox, out.id == row.id)
            for taken in whole:
                await announcements.put_anew(tx, taken, told[2], mentions)


async def _take_choices(tx: Tx, therapist_id: int, mentions: Mentions) -> None:
    """Take away the choices of the therapist's messages that are about the patient; the others can still be made."""
    prompt = t.prompts.c
    theirs = select(t.addresses.c.chat_key).where(t.addresses.c.person_id == therapist_id)
    columns = (prompt.id, prompt.topic, prompt.content, prompt.answer)
    for row in await tx.rows(select(*columns).where(prompt.chat_key.in_(theirs))):
        content = _opened(tx, row.content, f"prompts.content.{row.id}")
        if content is None:
            continue
        options = [each for each in content["options"] if not mentions.within(each)]
        if not options or mentions.within([row.topic, content["title"]]):
            await tx.remove(t.prompts, prompt.id == row.id)
        elif options != content["options"]:
            await tx.change(t.prompts, row.id, content={**content, "options": options})
            if mentions.within(_opened(tx, row.answer, f"prompts.answer.{row.id}")):
                await tx.change(t.prompts, row.id, answer=None)


def _opened(tx: Tx, sealed: Any, place: str) -> Any:
    try:
        return None if sealed is None else tx.keys.open(sealed, place)
    except SealBroken:
        return None
