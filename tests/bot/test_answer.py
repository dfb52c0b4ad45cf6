"""One event is one transaction, and nobody's fault or damage stops the others."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import select, update

from bot.answer import Answerer
from bot.channels.base import Channel
from bot.messages import Incoming, IncomingKind
from scheduler.receipts import GivenUp
from scheduler.strays import PATIENCE
from storage import alerts, outbox, people
from storage import tables as t
from storage.records import Lane, NewMessage, OutboxMessage, OutboxState, Person, RawUpdate
from tests.talk import CHANNEL, LIBRARY, Phone, Talk


class Wire:
    """A channel of which only the reading is asked: an update is the address and the text."""

    name = CHANNEL
    buttons = True

    def parse(self, raw: str) -> Incoming:
        address, text = json.loads(raw)
        return Incoming(CHANNEL, address, IncomingKind.TEXT, text=text, message_ref="1")


def answerer(talk: Talk) -> Answerer:
    return Answerer(talk.db, talk.clock, LIBRARY, talk.practice, {CHANNEL: cast("Channel", Wire())})


async def hears(answers: Answerer, key: str, phone: Phone, text: str, channel: str = CHANNEL) -> None:
    await answers.keep(channel, [RawUpdate(key, json.dumps([phone.address, text]), phone.address)])


async def answered(answers: Answerer) -> int:
    """Answer all that waits; return how much that was."""
    number = 0
    while some := await answers.once():
        number += some
    return number


async def said(talk: Talk) -> list[tuple[int | None, str]]:
    """To whom (and with which entry) something waits to be said."""
    async with talk.db.write() as tx:
        found = await tx.all(OutboxMessage, t.outbox, select(t.outbox).order_by(t.outbox.c.id))
    return [(each.person_id, each.payload["say"]["words"]["key"]) for each in found]


async def kinds_of_alerts(talk: Talk) -> list[str]:
    async with talk.read() as tx:
        return [each.kind for each in await alerts.unseen(tx)]


async def damage(talk: Talk, table: Any, **values: Any) -> None:
    async with talk.db.write() as tx:
        await tx.run(update(table).values(**values))


async def test_whose_own_rows_are_damaged_stops_nobody_else(talk: Talk) -> None:
    anna = await talk.patient()
    await anna.types("something")
    await damage(talk, t.dialogs, frames=b"damaged")
    await damage(talk, t.addresses, address=b"damaged")
    ben = await talk.patient("Ben")
    answers = answerer(talk)
    await hears(answers, "1", anna, "/current")
    await hears(answers, "2", ben, "/current")
    assert await answered(answers) == 2
    assert await said(talk) == [
        ((await talk.person(anna)).id, "something-went-wrong"),
        ((await talk.person(ben)).id, "current-nothing"),
    ]
    assert await kinds_of_alerts(talk) == ["update_parked"]


async def test_an_update_of_a_channel_that_nobody_serves_here_waits_for_who_does(talk: Talk) -> None:
    """Its settings may be being changed, or another worker has the new ones already."""
    anna = await talk.patient()
    answers = answerer(talk)
    await hears(answers, "1", anna, "/current", channel="pigeon")
    await hears(answers, "2", anna, "/current")
    assert await answered(answers) == 1
    assert [key for _, key in await said(talk)] == ["current-nothing"]
    talk.clock.forward(seconds=PATIENCE.total_seconds() - 1)
    assert await answers.park_strays() == 0
    assert await kinds_of_alerts(talk) == []
    assert await answered(replace(answers, channels={"pigeon": cast("Channel", Wire())})) == 1
    assert len(await said(talk)) == 2
    talk.clock.forward(seconds=1)
    assert await answers.park_strays() == 0


async def test_an_update_of_a_channel_that_nobody_served_for_two_days_is_set_aside(talk: Talk) -> None:
    anna = await talk.patient()
    answers = answerer(talk)
    await hears(answers, "1", anna, "/current", channel="pigeon")
    talk.clock.forward(seconds=PATIENCE.total_seconds())
    await hears(answers, "2", anna, "/current")
    await hears(answers, "3", anna, "/current", channel="pigeon")
    assert await answers.park_strays() == 1
    assert await answers.park_strays() == 0
    assert await kinds_of_alerts(talk) == ["update_parked"]
    assert await answered(answers) == 1


async def given_up(talk: Talk, person: Person, address: str) -> None:
    """Let a message to an address come back: that chat has blocked us."""
    message = NewMessage(
        CHANNEL, talk.keys.index(CHANNEL, address), address, {}, lane=Lane.REMINDER, person_id=person.id
    )
    async with talk.db.write() as tx:
        await outbox.add(tx, [message], talk.clock.now())
        (taken,) = [
            each
            for each in await tx.all(OutboxMessage, t.outbox, select(t.outbox))
            if each.person_id == person.id
        ]
        await answerer(talk).settled(tx, [(taken, GivenUp("blocked", blocked=True))])
        await tx.run(update(t.outbox).values(state=OutboxState.DEAD))


async def test_who_blocked_us_gets_nothing_more(talk: Talk) -> None:
    anna = await talk.patient()
    await given_up(talk, await talk.person(anna), anna.address)
    assert (await talk.person(anna)).blocked_at == talk.clock.now()


async def test_an_old_phone_that_is_gone_says_nothing_of_the_new_one(talk: Talk) -> None:
    anna = await talk.patient()
    person = await talk.person(anna)
    async with talk.db.write() as tx:
        await people.bind(tx, person.id, CHANNEL, "Anna's new phone")
    await given_up(talk, person, anna.address)
    async with talk.read() as tx:
        found = await people.get(tx, person.id)
    assert found is not None
    assert found.blocked_at is None
