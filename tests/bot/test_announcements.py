"""Several summaries are announced by one message; whoever of these patients is erased takes no other one's along."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from scheduler.receipts import Sent
from storage import claims, digests, due, erasure, people
from storage import tables as t
from storage.mentions import Mentions
from storage.records import Lane, OutboxMessage, OutboxState, PersonState
from tests.bot.test_answer import answerer
from tests.talk import CHANNEL, Talk

THE_EVENING_BEFORE = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)
LEASE = timedelta(minutes=1)


async def announced(talk: Talk, *times: str, late: bool = False) -> None:
    """Put the announcement of one session for each patient into the outbox: of P-1, P-2 … on 5 March."""
    dr = await talk.a_therapist()
    for number, time in enumerate(times, 1):
        await talk.patient(f"patient {number}")
        await dr.types(f"/session P-{number} 2026-03-05 {time}")
    talk.clock.set(THE_EVENING_BEFORE + (timedelta(hours=3) if late else timedelta()))
    async with talk.db.write() as tx:
        rows = await due.come(tx, talk.clock.now(), 200)
        await answerer(talk).on_due(tx, [row for row in rows if row.kind == "digest"], talk.clock.now())
        await due.done(tx, rows)


async def erase(talk: Talk, code: str) -> Mentions:
    async with talk.db.write() as tx:
        patient = await people.by_code(tx, code)
        assert patient is not None
        await people.change(tx, patient.id, state=PersonState.LEFT)
        return await erasure.erase(tx, patient, talk.clock.now())


async def waiting(talk: Talk) -> list[OutboxMessage]:
    async with talk.db.read() as tx:
        return await tx.all(OutboxMessage, t.outbox, select(t.outbox).where(t.outbox.c.payload.is_not(None)))


async def claimed(talk: Talk) -> list[OutboxMessage]:
    async with talk.db.write() as tx:
        return await claims.claim(
            tx, talk.clock.now(), channel=CHANNEL, lane=Lane.REMINDER, lease=LEASE, limit=5
        )


def offered(message: OutboxMessage) -> tuple[int, list[str]]:
    """Return of how many summaries it tells, and whose it offers."""
    say = message.payload["say"]
    labels = [each["label"]["args"]["code"] for row in say["choices"] for each in row]
    return say["words"]["args"]["n"], labels


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize(
    ("gone", "left"), [("P-1", ["P-2", "P-3"]), ("P-2", ["P-1", "P-3"]), ("P-3", ["P-1", "P-2"])]
)
async def test_the_others_are_announced_and_nothing_of_the_one_who_is_gone(
    talk: Talk, gone: str, left: list[str], *, late: bool
) -> None:
    await announced(talk, "10:00", "11:00", "12:00", late=late)
    (before,) = await waiting(talk)
    assert offered(before) == (3, ["P-1", "P-2", "P-3"])
    mentions = await erase(talk, gone)
    (after,) = await waiting(talk)
    assert offered(after) == (2, left)
    assert not mentions.within(json.dumps([after.payload, after.subject, after.dedupe_key]))
    assert (after.dedupe_key or "").startswith("digest:late:" if late else "digest:")
    assert after.expires_at == datetime(2026, 3, 5, 10 if gone == "P-3" else 11, 0, tzinfo=UTC)
    assert (after.created_at, after.unasked, after.maybe_sent) == (before.created_at, True, False)
    (taken,) = await claimed(talk)
    async with talk.db.write() as tx:
        await answerer(talk).settled(tx, [(taken, Sent("b1"))])
        told = await tx.rows(select(t.digests.c.told))
    assert [row.told for row in told] == [True, True]


async def test_one_after_the_other_can_be_erased_and_with_the_last_it_is_gone(talk: Talk) -> None:
    await announced(talk, "10:00", "11:00")
    await erase(talk, "P-1")
    assert [offered(each) for each in await waiting(talk)] == [(1, ["P-2"])]
    await erase(talk, "P-2")
    assert await waiting(talk) == []


async def test_an_announcement_of_one_alone_goes_with_them(talk: Talk) -> None:
    await announced(talk, "10:00")
    assert len(await waiting(talk)) == 1
    await erase(talk, "P-1")
    assert await waiting(talk) == []


async def test_one_that_is_under_way_counts_as_perhaps_sent_and_can_go_once_more(talk: Talk) -> None:
    await announced(talk, "10:00", "11:00")
    (taken,) = await claimed(talk)
    await erase(talk, "P-1")
    (after,) = await claimed(talk)
    assert after.id != taken.id
    assert (offered(after), after.maybe_sent) == ((1, ["P-2"]), True)


async def test_one_that_has_come_is_not_said_again(talk: Talk) -> None:
    await announced(talk, "10:00", "11:00")
    (taken,) = await claimed(talk)
    async with talk.db.write() as tx:
        await tx.change(t.outbox, taken.id, state=OutboxState.SENT, payload=None)
        await digests.mark_told(tx, [row.id for row in await tx.rows(select(t.digests.c.id))])
    await erase(talk, "P-1")
    async with talk.db.read() as tx:
        assert await tx.rows(select(t.outbox.c.id).where(t.outbox.c.subject.like("digest:%"))) == []
