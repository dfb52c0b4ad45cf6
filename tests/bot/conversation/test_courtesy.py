"""May something unasked go to somebody now? What went out before, and what this desk is about to say, both count."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.conversation.courtesy import may_go_at
from bot.conversation.turn import Desk
from bot.messages import Say, Words
from storage import outbox, people
from storage import tables as t
from storage.database import Tx
from storage.records import NewMessage, OutboxState, Person
from tests.talk import LIBRARY, START, Phone, Talk

HELLO = Say(Words("moments-due-1"))


async def was_told(tx: Tx, person: Person, *keys: str) -> None:
    found = [
        NewMessage(
            "telegram",
            "key",
            "address",
            HELLO.to_json(),
            person_id=person.id,
            unasked=True,
            dedupe_key=key,
        )
        for key in keys
    ]
    await outbox.add(tx, found, START - timedelta(hours=1))


async def allowed(talk: Talk, phone: Phone, *keys: str, saying: tuple[str, ...] = ()) -> bool:
    person = await talk.person(phone)
    async with talk.db.write() as tx:
        await was_told(tx, person, *keys)
        desk = Desk(tx, START, LIBRARY, talk.practice)
        for key in saying:
            desk.tell(person, HELLO, unasked=True, dedupe_key=key)
        return await may_go_at(desk, person) <= START


async def test_a_second_message_may_go_and_a_third_may_not(talk: Talk) -> None:
    anna = await talk.patient()
    assert await allowed(talk, anna)
    assert await allowed(talk, anna, "news:1")
    assert not await allowed(talk, anna, "follow:1")


async def test_planned_moments_and_snoozes_leave_room_until_three(talk: Talk) -> None:
    anna = await talk.patient()
    assert await allowed(talk, anna, "moment:1", "snooze:7:1")
    assert not await allowed(talk, anna, "moment:2")


async def test_what_this_desk_says_counts_at_once(talk: Talk) -> None:
    anna = await talk.patient()
    assert await allowed(talk, anna, saying=("follow:1",))
    assert not await allowed(talk, anna, saying=("follow:1", "news:2"))


async def test_anothers_messages_do_not_count(talk: Talk) -> None:
    anna, ben = await talk.patient("Anna"), await talk.patient("Ben")
    assert not await allowed(talk, ben, "follow:1", "follow:2")
    assert await allowed(talk, anna)


async def test_a_therapist_is_written_to_as_often_as_there_is_news_but_not_at_night(talk: Talk) -> None:
    doctor = await talk.a_therapist()
    assert await allowed(talk, doctor, *[f"news:{n}" for n in range(9)])
    person = await talk.person(doctor)
    async with talk.db.write() as tx:
        await people.change(tx, person.id, quiet_from=0, quiet_to=23 * 60)
    assert not await allowed(talk, doctor)


@pytest.mark.parametrize("arrived", [True, False])
async def test_what_an_outage_held_back_counts_on_the_day_on_which_it_goes(
    talk: Talk, *, arrived: bool
) -> None:
    anna = await talk.patient()
    person = await talk.person(anna)
    async with talk.db.write() as tx:
        await was_told(tx, person, "follow:1", "news:1")
        rows = update(t.outbox).values(
            created_at=START - timedelta(days=2), not_before=START - timedelta(days=2)
        )
        await tx.run(rows)
        if arrived:
            await tx.run(
                update(t.outbox).values(state=OutboxState.SENT, settled_at=START - timedelta(hours=1))
            )
    assert not await allowed(talk, anna)


async def test_what_went_the_day_before_does_not_count(talk: Talk) -> None:
    anna = await talk.patient()
    person = await talk.person(anna)
    async with talk.db.write() as tx:
        await was_told(tx, person, "follow:1", "news:1")
        await tx.run(update(t.outbox).values(state=OutboxState.SENT, settled_at=START - timedelta(hours=12)))
    assert await allowed(talk, anna)
