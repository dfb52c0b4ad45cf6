"""Promise 5 over HTTP: whatever gets lost on the way, nobody gets three copies of anything; and what is paid for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.telegram import TelegramChannel
from bot.deliver import Deliverer, changes
from bot.messages import Say, Words
from bot.playground import FaultKind, Phone, Playground
from scheduler import paid
from scheduler.clock import SystemClock
from scheduler.dispatch import Dispatcher
from scheduler.pace import Pace
from scheduler.paid import Paid
from scheduler.settle import Pair
from storage import outbox
from storage import tables as t
from storage.crypto import throwaway_key_ring
from storage.database import Database, Tx
from storage.records import Formality, Lane, NewMessage, OutboxState
from tests.databases import make_database
from tests.e2e.bot_process import Nursery
from tests.e2e.mortal import MortalPractice, Reaper, open_mortal_practice
from tests.e2e.practice import TOKEN

PAYLOAD = {"say": Say(Words("something-went-wrong")).to_json(), "language": "en", "formality": Formality.SIE}
AMBIGUOUS = (FaultKind.TIMEOUT_BEFORE, FaultKind.TIMEOUT_AFTER_DELIVERY, *(RESETS := (FaultKind.RESET_BEFORE, FaultKind.RESET_AFTER_DELIVERY)))  # fmt: skip
ENDED = {OutboxState.SENT, OutboxState.UNCERTAIN}


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


async def test_lost_answers_lead_to_two_copies_at_most_and_of_a_reminder_to_one(tmp_path: Path) -> None:
    async with house(tmp_path) as open_house:
        phones = open_house.phones(60)
        trouble(open_house.playground, phones, AMBIGUOUS, seed=1)
        await open_house.put(messages(phones))
        await open_house.sends_all()
        rows = await all_rows(open_house.database)
    assert open_house.playground.violations == []
    nobody_gets_too_many(rows, phones)


@pytest.mark.parametrize("seed", [1, 2])
async def test_killed_in_between_nobody_gets_three_copies(
    nursery: Nursery, tmp_path: Path, seed: int
) -> None:
    async with open_mortal_practice(nursery, tmp_path) as (practice, _):
        phones = [practice.playground.phone(f"Person {number}") for number in range(60)]
        for phone in phones:
            phone.starts()
        await practice.quiet()
        before = {phone.chat_id: len(of_the_bot(phone)) for phone in phones}
        trouble(practice.playground, phones, RESETS, seed=seed)
        reaper = Reaper(practice, seed)
        async with reaper.about():
            await _put_into(practice, messages(phones))
            await practice.quiet()
        assert reaper.killed >= 1
        await practice.quiet()
        rows = [row for row in await all_rows(practice.database) if row.chat_key.startswith("person")]
        nobody_gets_too_many(rows, phones, before)


async def test_what_is_paid_for_is_sent_so_and_not_counted_with_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paid, "PATIENCE", 0.5)
    async with house(tmp_path, limits=True, paid_per_day=40) as open_house:
        phones = open_house.phones(80)
        await open_house.put(messages(phones, remind=True))
        await open_house.sends_all()
        asked = [params for method, params in open_house.playground.requests if method == "sendMessage"]
        assert sum("allow_paid_broadcast" in params for params in asked) == 40
        assert [len(of_the_bot(phone)) for phone in phones] == [1] * 80
        assert open_house.playground.refusals == []


async def test_a_payment_that_is_refused_costs_no_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paid, "PATIENCE", 0.0)
    async with house(tmp_path, paid_per_day=40) as open_house:
        phones = open_house.phones(6)
        open_house.playground.faults.next("sendMessage", kind=FaultKind.BAD_REQUEST, chat=phones[5])
        await open_house.put(messages(phones, remind=True))
        await open_house.sends_all()
        asked = [params for method, params in open_house.playground.requests if method == "sendMessage"]
        theirs = [params for params in asked if params["chat_id"] == phones[5].chat_id]
        assert ["allow_paid_broadcast" in params for params in theirs] == [True, False]
        assert [len(of_the_bot(phone)) for phone in phones] == [1] * 6


@dataclass
class House:
    """The stand-in, a database, and a dispatcher that sends over HTTP."""

    playground: Playground
    database: Database
    dispatcher: Dispatcher

    def phones(self, number: int) -> list[Phone]:
        """Phones whose people have begun to talk to the bot."""
        found = [self.playground.phone(f"Person {each}") for each in range(number)]
        for phone in found:
            phone.starts()
        return found

    async def put(self, new: Sequence[NewMessage]) -> None:
        """Write messages down."""
        async with self.database.write() as tx:
            await outbox.add(tx, new, SystemClock().now())

    async def sends_all(self) -> None:
        """Send until every message has come to its end."""
        clock = SystemClock()
        while {row.state for row in await all_rows(self.database)} - ENDED:
            if not await self.dispatcher.once():
                await clock.sleep(0.02)


@asynccontextmanager
async def house(folder: Path, *, limits: bool = False, paid_per_day: int = 0) -> AsyncIterator[House]:
    """Open a house whose channel waits for an answer no longer than a moment."""
    clock = SystemClock()
    database = Database(make_database(folder / "between.db"), throwaway_key_ring(), clock.now)
    async with Playground(token=TOKEN, limits=limits) as playground:
        channel = TelegramChannel(TOKEN, playground.root, answer_seconds=0.3)
        await channel.open()
        pace = Pace(clock)
        dispatcher = Dispatcher(
            database,
            clock,
            Deliverer({channel.name: channel}),
            _settled,
            pace,
            channel="telegram",
            luck=lambda: 0.0,
            changes=changes,
            paid=Paid(clock, pace, paid_per_day, "telegram"),
        )
        try:
            yield House(playground, database, dispatcher)
        finally:
            await channel.close()
            await database.close()


async def _settled(tx: Tx, pairs: list[Pair]) -> None:
    del tx, pairs


def trouble(
    playground: Playground, phones: Sequence[Phone], kinds: Sequence[FaultKind], *, seed: int
) -> None:
    """Let the first answer to two in three phones get lost, and the second one to a third of them too."""
    luck = Random(seed)
    for phone in phones:
        for _ in range(luck.randrange(3)):
            playground.faults.next("sendMessage", kind=luck.choice(list(kinds)), chat=phone)


def messages(phones: Sequence[Phone], *, remind: bool | None = None) -> list[NewMessage]:
    """One message to each phone: to every other one a reminder that is sent once only, or reminders to all."""
    return [
        NewMessage(
            "telegram",
            f"person {number}",
            str(phone.chat_id),
            PAYLOAD,
            lane=Lane.REMINDER if remind or number % 2 else Lane.REPLY,
            resend_if_uncertain=number % 2 == 0,
        )
        for number, phone in enumerate(phones)
    ]


def nobody_gets_too_many(
    rows: Sequence[Any], phones: Sequence[Phone], before: dict[int, int] | None = None
) -> None:
    """Hold what stands on the phones against what we promise of each kind."""
    assert len(rows) == len(phones)
    found = {}
    for row in rows:
        phone = phones[int(row.chat_key.rpartition(" ")[2])]
        copies = len(of_the_bot(phone)) - (before or {}).get(phone.chat_id, 0)
        found[row.chat_key] = copies
        assert row.state in ENDED
        assert copies <= (2 if row.resend_if_uncertain else 1), row.chat_key
        if row.state == OutboxState.SENT:
            assert copies >= 1, row.chat_key
            assert copies == 1 or row.maybe_sent, row.chat_key
    assert {0, 1, 2} == set(found.values()), "the trouble should have led to each of these"


def of_the_bot(phone: Phone) -> list[Any]:
    """Return what the bot put onto a phone."""
    return [each for each in phone.messages if each.from_bot]


async def all_rows(database: Database) -> Sequence[Any]:
    """Return the whole outbox."""
    async with database.read() as tx:
        return await tx.rows(select(t.outbox).order_by(t.outbox.c.id))


async def _put_into(practice: MortalPractice, new: Sequence[NewMessage]) -> None:
    async with practice.database.write() as tx:
        await outbox.add(tx, new, practice.clock.now())
