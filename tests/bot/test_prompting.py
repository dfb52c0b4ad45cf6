"""Which messages offer choices where a phone has no buttons: written with the receipt, closed in the turn."""

from __future__ import annotations

import json
from typing import cast

from sqlalchemy import select

from bot.answer import Answerer
from bot.channels.base import Channel
from bot.messages import Incoming, IncomingKind
from scheduler.receipts import GivenUp, Receipt, Sent, Uncertain
from storage import outbox, prompts
from storage import tables as t
from storage.outbox import Settlement
from storage.records import OutboxMessage, OutboxState, Prompt, PromptState, RawUpdate
from tests.talk import CHANNEL, LIBRARY, Phone, Talk


class Wire:
    """A channel without buttons of which only the reading is asked: an update is the address, the text, its reference."""

    name = CHANNEL
    buttons = False

    def parse(self, raw: str) -> Incoming:
        address, text, ref = json.loads(raw)
        return Incoming(CHANNEL, address, IncomingKind.TEXT, text=text, message_ref=ref, buttons=False)


class Words:
    """Somebody who types, and whose messages are sent and settled one by one."""

    def __init__(self, talk: Talk, phone: Phone) -> None:
        self.talk = talk
        self.phone = phone
        self.number = 0
        self.answers = Answerer(
            talk.db, talk.clock, LIBRARY, talk.practice, {CHANNEL: cast("Channel", Wire())}
        )

    async def types(self, text: str) -> None:
        self.number += 1
        raw = json.dumps([self.phone.address, text, f"m{self.number}"])
        await self.answers.keep(CHANNEL, [RawUpdate(f"u{self.number}", raw, self.phone.address)])
        while await self.answers.once():
            pass

    async def waiting(self) -> list[OutboxMessage]:
        async with self.talk.db.write() as tx:
            query = select(t.outbox).where(t.outbox.c.state == OutboxState.PENDING).order_by(t.outbox.c.id)
            return await tx.all(OutboxMessage, t.outbox, query)

    async def receives(self, receipt: Receipt | None = None) -> list[str]:
        """Let all that waits arrive, or fare otherwise; return its keys."""
        messages = await self.waiting()
        for message in messages:
            async with self.talk.db.write() as tx:
                await tx.change(t.outbox, message.id, state=OutboxState.SENDING)
                end = Settlement(message.id, OutboxState.SENT, 1, maybe_sent=False)
                await outbox.settle(tx, [end], self.talk.clock.now())
                await self.answers.settled(tx, [(message, receipt or Sent(f"b{message.id}"))])
        return [message.payload["say"]["words"]["key"] for message in messages]

    async def prompts(self) -> list[Prompt]:
        async with self.talk.read() as tx:
            return await tx.all(Prompt, t.prompts, select(t.prompts).order_by(t.prompts.c.id))


async def at_a_card(talk: Talk) -> Words:
    anna = await talk.patient()
    await talk.assigned(anna)
    return Words(talk, anna)


async def test_what_has_arrived_offers_its_choices_under_its_own_reference(talk: Talk) -> None:
    anna = await at_a_card(talk)
    await anna.types("/current")
    assert await anna.prompts() == []
    await anna.receives()
    (card,) = await anna.prompts()
    assert card.ref.startswith("b")
    assert card.fresh
    assert [(key, label) for key, label, _ in card.content["options"]][:2] == [
        ("1", "I did it"),
        ("2", "Why this?"),
    ]


async def test_what_may_have_arrived_can_be_answered_all_the_same(talk: Talk) -> None:
    anna = await at_a_card(talk)
    await anna.types("/current")
    await anna.receives(Uncertain())
    await anna.types("1")
    assert await anna.receives() == ["checkin-ask"]


async def test_what_did_not_arrive_offers_nothing(talk: Talk) -> None:
    anna = await at_a_card(talk)
    await anna.types("/current")
    await anna.receives(GivenUp("no"))
    assert await anna.prompts() == []


async def test_a_change_that_only_shows_the_answer_is_not_sent_and_closes_its_question(talk: Talk) -> None:
    anna = await at_a_card(talk)
    await anna.types("some words")
    assert await anna.receives() == ["note-offer"]
    await anna.types("1")
    assert await anna.receives() == ["note-saved"]
    (asked,) = await anna.prompts()
    assert asked.state is PromptState.CLOSED
    assert asked.answered_by == "m2"


async def test_a_change_that_says_something_comes_as_a_message_of_its_own_in_its_order(talk: Talk) -> None:
    anna = await at_a_card(talk)
    await anna.types("/current")
    await anna.receives()
    await anna.types("5")
    await anna.receives()
    await anna.types("2")
    (kept,) = await anna.waiting()
    assert kept.payload["say"]["words"]["key"] == "current-kept"
    assert kept.payload["say"]["edit"] == ""


async def test_what_is_very_old_is_forgotten(talk: Talk) -> None:
    anna = await at_a_card(talk)
    await anna.types("/current")
    await anna.receives()
    async with talk.db.write() as tx:
        assert await prompts.purge(tx, talk.clock.now()) == 0
        assert await prompts.purge(tx, talk.clock.now().replace(year=2027)) == 1


async def test_a_changed_message_offers_what_it_now_says(talk: Talk) -> None:
    async with talk.db.write() as tx:
        for label in ("a", "b"):
            await prompts.add(
                tx,
                CHANNEL,
                "chat",
                ref="b1",
                topic="",
                content={"title": "", "options": [["1", label, label]]},
                many=True,
                now=talk.clock.now(),
            )
        (only,) = await prompts.open_ones(tx, "chat", talk.clock.now().replace(year=2020))
        assert only.content["options"] == [["1", "b", "b"]]
        await prompts.remove(tx, "chat", "b1")
        assert await prompts.at(tx, "chat", "b1") is None
