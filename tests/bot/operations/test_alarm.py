"""The operator's word: once, in counts and kinds, never a storm, never twice, and once more when all is well."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import cast

from sqlalchemy import select

from bot.channels.base import Channel
from bot.operations.alarm import CONDITIONS, DATABASE_FAILING, SET_ASIDE, Alarm, Operator
from bot.words import catalogue
from scheduler.dispatch import Dispatcher
from scheduler.pace import Pace
from scheduler.receipts import GivenUp, Receipt
from scheduler.settle import Pair
from storage import alerts, due
from storage import tables as t
from storage.database import Database, Tx
from storage.due import NewDue
from storage.records import DueKind, OutboxMessage
from tests.bot.operations.watched import CHAT, Watched
from tests.wires import active_patient

ROOT = Path(__file__).parents[3]


async def test_ten_thousand_rows_that_were_set_aside_are_one_message(watched: Watched) -> None:
    await watched.set_aside("due_parked", 10_000)
    await watched.set_aside("update_parked", 2)
    await watched.minutes(watched.new_alarm(), 59)
    (said,) = await watched.told()
    assert "set aside after five attempts: 10,000" in said
    assert "could not be answered: 2" in said
    assert "between doctor" in said
    assert "inbox" not in said


async def test_what_comes_after_a_message_waits_for_the_next_hour(watched: Watched) -> None:
    alarm = watched.new_alarm()
    await watched.set_aside("due_parked")
    await watched.minutes(alarm, 1)
    await watched.set_aside("due_parked", 3)
    await watched.minutes(alarm, 59)
    assert len(await watched.told()) == 1
    await watched.minutes(alarm, 70)
    assert ["attempts: 3" in said for said in await watched.told()] == [False, True]


async def test_a_restart_repeats_nothing(watched: Watched) -> None:
    await watched.set_aside("due_parked")
    for _ in range(3):
        watched.clock.forward(hours=1)
        await watched.new_alarm().once()
    assert len(await watched.told()) == 1


async def test_of_several_workers_one_tells(watched: Watched) -> None:
    alarms = [watched.new_alarm() for _ in range(4)]
    await watched.set_aside("due_parked")
    await asyncio.gather(*(alarm.once() for alarm in alarms))
    for alarm in alarms:
        await watched.set_aside("due_parked")
        await alarm.once()
    assert len(await watched.told()) == 1


async def test_without_a_chat_nobody_is_told_but_the_doctor_knows(watched: Watched) -> None:
    alarm = watched.new_alarm(chat="")
    watched.sends(well=False, times=3)
    await watched.minutes(alarm, 6)
    assert await watched.told() == []
    assert await watched.unseen() == ["channel_failing"]


async def test_what_somebody_has_looked_at_is_not_told(watched: Watched) -> None:
    await watched.set_aside("due_parked")
    async with watched.db.write() as tx:
        await alerts.seen(tx, [alert.id for alert in await alerts.unseen(tx)], watched.clock.now())
    await watched.minutes(watched.new_alarm(), 2)
    assert await watched.told() == []


async def test_a_channel_that_fails_is_told_after_five_minutes_and_its_end_after_five_more(
    watched: Watched,
) -> None:
    alarm = watched.new_alarm()
    watched.sends(well=False, times=3)
    await watched.minutes(alarm, 5)
    assert await watched.told() == []
    await watched.minutes(alarm, 10)
    (said,) = await watched.told()
    assert "Messages cannot be sent." in said
    watched.sends(well=True)
    await watched.minutes(alarm, 5)
    assert len(await watched.told()) == 1
    await watched.minutes(alarm, 60)
    assert (await watched.told())[1:] == ["Between is in order again. Nothing is set aside."]
    assert await watched.unseen() == []


async def test_what_trembles_around_its_threshold_is_one_trouble(watched: Watched) -> None:
    alarm = watched.new_alarm()
    for _ in range(9):
        watched.sends(well=False, times=3)
        await watched.minutes(alarm, 6)
        watched.sends(well=True)
        await watched.minutes(alarm, 2)
    (said,) = await watched.told()
    assert "cannot be sent" in said


async def test_the_end_of_a_trouble_that_nobody_was_told_of_is_not_told(watched: Watched) -> None:
    alarm = watched.new_alarm()
    await watched.set_aside("due_parked")
    await watched.minutes(alarm, 1)
    watched.sends(well=False, times=3)
    await watched.minutes(alarm, 6)
    watched.sends(well=True)
    await watched.minutes(alarm, 10)
    watched.clock.forward(hours=1)
    await alarm.once()
    assert len(await watched.told()) == 1
    assert await watched.unseen() == ["due_parked"]


async def test_after_a_restart_the_end_is_still_told_and_counts_what_is_set_aside(watched: Watched) -> None:
    alarm = watched.new_alarm()
    watched.sends(well=False, times=3)
    await watched.minutes(alarm, 5)
    await watched.set_aside("due_parked", 2)
    await watched.minutes(alarm, 1)
    watched.sends(well=True)
    await watched.minutes(watched.new_alarm(language="de"), 61)
    assert (await watched.told())[-1] == (
        "Between ist wieder in Ordnung. 2 Sachen liegen noch beiseite: between doctor."
    )


async def test_whoever_has_a_chat_on_each_channel_is_told_on_each(watched: Watched) -> None:
    operators = [Operator("telegram", CHAT, "en"), Operator("signal", CHAT, "de")]
    channels = {"telegram": cast("Channel", watched.channel), "signal": cast("Channel", watched.channel)}
    database = cast("Database", watched.frail)
    alarm = Alarm(watched.pulse, watched.vitals, database, watched.clock, channels, operators)
    await watched.set_aside("due_parked")
    await watched.minutes(alarm, 1)
    async with watched.db.read() as tx:
        rows = await tx.rows(select(t.outbox.c.channel).order_by(t.outbox.c.id))
    assert [row.channel for row in rows] == ["telegram", "signal"]
    watched.frail.full = True
    await watched.minutes(alarm, 2)
    assert len(watched.channel.said) == 2


async def test_a_silent_poller_and_late_rows_are_told_in_one_message(watched: Watched) -> None:
    anna = await active_patient(watched.db)
    async with watched.db.write() as tx:
        await due.plan(tx, NewDue(DueKind.NEWS, watched.clock.now(), anna.id, anna.id))
    watched.vitals.listened("telegram")
    await watched.minutes(watched.new_alarm(), 30)
    (said,) = await watched.told()
    assert "handed on late" in said
    assert "No answer when asking for new messages" in said


async def test_a_message_that_the_operator_cannot_get_raises_no_further_one(watched: Watched) -> None:
    async def refuses(_: OutboxMessage) -> Receipt:
        return GivenUp("blocked", blocked=True)

    async def settled(_: Tx, __: list[Pair]) -> None:
        return

    sending = Dispatcher(watched.db, watched.clock, refuses, settled, Pace(watched.clock), channel="telegram")
    alarm = watched.new_alarm()
    await watched.set_aside("due_parked")
    for _ in range(3):
        watched.clock.forward(hours=1)
        await alarm.once()
        while await sending.once():
            pass
    assert (await watched.unseen()).count("message_given_up") <= 1
    async with watched.db.read() as tx:
        assert len(await tx.rows(select(t.outbox))) == 1


async def test_a_database_that_fails_is_told_past_the_outbox_once_and_its_end_through_it(
    watched: Watched,
) -> None:
    alarm = watched.new_alarm()
    watched.frail.full = True
    await watched.minutes(alarm, 1)
    assert watched.channel.said == []
    watched.channel.refuses = True
    await watched.minutes(alarm, 3)
    watched.channel.refuses = False
    await watched.minutes(alarm, 90)
    ((address, html),) = watched.channel.said
    assert address == "4711"
    assert "The database does not work" in html
    watched.frail.full = False
    await watched.minutes(alarm, 2)
    assert await watched.told() == ["Between is in order again. Nothing is set aside."]
    assert watched.vitals.signs().database == "ok"


async def test_a_database_that_comes_and_goes_is_told_once_an_hour(watched: Watched) -> None:
    alarm = watched.new_alarm()
    for _ in range(10):
        watched.frail.gone = True
        await watched.minutes(alarm, 3)
        watched.frail.gone = False
        await watched.minutes(alarm, 1)
    assert len(watched.channel.said) == 1


def test_every_kind_of_alert_has_words() -> None:
    raised = re.compile(r"raise_(?:alert|once)\(\s*[\w.]+,\s*\"(\w+)\"")
    kinds = {
        kind
        for folder in ("bot", "scheduler", "storage")
        for file in (ROOT / folder).rglob("*.py")
        for kind in raised.findall(file.read_text(encoding="utf-8"))
    }
    assert kinds >= {"due_parked", "update_parked"}
    assert kinds - SET_ASIDE == set()
    for kind in {*SET_ASIDE, *CONDITIONS.values(), DATABASE_FAILING, "other"}:
        for language in ("en", "de"):
            assert catalogue(language).has_message(f"operator-kind-{kind}"), kind
