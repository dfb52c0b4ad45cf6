"""What goes wrong on the way: doubled presses, unreadable updates, steps that raise, and Telegram's own faults."""

from __future__ import annotations

from datetime import date, time
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import ColumnElement, Table, func, select

import bot.app
from bot.channels.telegram import TelegramChannel
from bot.conversation import router
from bot.conversation.turn import Desk, Turn
from storage import alerts
from storage import tables as t
from storage.records import DueKind, DueRow, InboxState, RawUpdate, Role
from tests.e2e.acts import a_patient, a_therapist, agreed, daily, once
from tests.e2e.practice import START, OnThePhone, Practice, open_practice

NOON = time(12, 0)


async def count(practice: Practice, table: Table, *where: ColumnElement[bool]) -> int:
    async with practice.app.database.read() as tx:
        found: int = await tx.value(select(func.count()).select_from(table).where(*where))
    return found


async def alert_kinds(practice: Practice) -> list[str]:
    async with practice.app.database.read() as tx:
        return [alert.kind for alert in await alerts.unseen(tx)]


async def with_a_moment(practice: Practice, name: str = "Anna", follow_up: int = 0) -> OnThePhone:
    """A patient to whom a moment comes at noon every day."""
    dr = practice.people[0] if practice.people else await a_therapist(practice)
    anna = await a_patient(practice, name, dr)
    await agreed(practice, anna, daily(practice, NOON), follow_up=follow_up)
    return anna


async def test_two_presses_at_once_are_one_answer(tmp_path: Path) -> None:
    async with open_practice(tmp_path) as practice:
        anna = await with_a_moment(practice)
        await practice.moves(hours=3)
        await anna.taps("Open")
        anna.phone.taps("Done")
        anna.phone.taps("Done")
        await practice.settle()
        assert anna.screen.count("Thank you. You made room for this.") == 1
        assert await count(practice, t.checkins) == 1
        anna.phone.taps("Partly", message_id=anna.shown[0].message_id)
        anna.phone.taps("Changed", message_id=anna.shown[0].message_id)
        await practice.settle()
        assert await count(practice, t.checkins) == 1


async def test_old_buttons_do_something_sensible_much_later(tmp_path: Path) -> None:
    async with open_practice(tmp_path) as practice:
        anna = await with_a_moment(practice)
        await practice.moves(hours=3)
        first = anna.shown[-1].message_id
        await practice.moves(days=1)
        await anna.taps_old("Open", first)
        assert "How did it go?" in anna.answer
        await anna.taps_old("Not done", first)
        await anna.taps("Cancel")
        card = next(shown for shown in anna.shown if "Not done" in shown.labels)
        await anna.taps_old("Not done", card.message_id)
        assert "I have it down as “Not done”" in anna.answer
        await anna.does("taps_data", "f:abc123:hard:!skip", first)
        assert "earlier moment" in anna.answer
        await anna.does("taps_data", "open:zzzz", first)
        assert "earlier moment" in anna.answer
        await anna.does("taps_data", "nonsense", first)
        assert "earlier moment" in anna.answer
        assert await count(practice, t.checkins) == 1


async def test_unreadable_updates_are_set_aside_and_the_others_go_on(tmp_path: Path) -> None:
    async with open_practice(tmp_path) as practice:
        anna = await with_a_moment(practice)
        anna.phone.sends_raw({"message": {"message_id": "no number", "chat": 7}})
        anna.phone.sends_raw({"callback_query": ["not", "a", "query"]})
        anna.phone.sends_raw({"something_new": {"id": 1}})
        anna.phone.types("/help")
        await practice.settle()
        assert "112" in anna.last
        assert await count(practice, t.inbox, t.inbox.c.state == InboxState.DEAD) == 2
        assert await alert_kinds(practice) == ["update_parked", "update_parked"]


async def test_a_step_that_raises_is_set_aside_with_a_sentence_and_an_alert(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(turn: Turn, rest: str) -> None:
        turn.say("nothing-to-cancel")
        raise RuntimeError(rest)

    monkeypatch.setitem(router.COMMANDS[Role.PATIENT], "current", breaks)
    async with open_practice(tmp_path) as practice:
        anna = await with_a_moment(practice)
        ben = await with_a_moment(practice, "Ben")
        anna.phone.types("/current")
        ben.phone.types("/help")
        anna.phone.types("/note what a day")
        await practice.settle()
        assert "Something went wrong on my side" in anna.screen
        assert "There is nothing under way" not in anna.screen
        assert "What is it about?" in anna.last
        assert "112" in ben.last
        assert await alert_kinds(practice) == ["update_parked"]


async def test_somebody_whose_due_step_raises_holds_up_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_practice(tmp_path) as practice:
        anna, ben = await with_a_moment(practice), await with_a_moment(practice, "Ben")
        broken, real = (await anna.person()).id, router.DUE[DueKind.MOMENT]

        async def breaks(desk: Desk, rows: list[DueRow]) -> None:
            if any(row.person_id == broken for row in rows):
                raise RuntimeError
            await real(desk, rows)

        monkeypatch.setitem(router.DUE, DueKind.MOMENT, breaks)
        await practice.moves(hours=3)
        assert len(ben.unasked) == 1
        assert anna.unasked == []
        monkeypatch.setitem(router.DUE, DueKind.MOMENT, real)
        await practice.moves(minutes=10)
        assert len(anna.unasked) == 1


@pytest.mark.parametrize("how", ["my_chat_member", "403"])
async def test_who_blocks_the_bot_gets_nothing_more_until_they_unblock_it(tmp_path: Path, how: str) -> None:
    async with open_practice(tmp_path) as practice:
        anna = await with_a_moment(practice)
        dr = practice.people[0]
        if how == "403":
            practice.playground.faults.next("sendMessage", chat=anna.phone, kind="403")
        else:
            await anna.does("blocks")
        await practice.moves(hours=6)
        assert anna.shown == []
        assert [shown.text for shown in dr.unasked] == ["News from P-1."]
        await dr.taps("Open")
        assert "messages have not been reaching P-1" in dr.answer
        await practice.moves(days=1)
        assert anna.shown == []
        await anna.does("unblocks" if how == "my_chat_member" else "starts")
        await practice.moves(days=1)
        assert [shown.labels[0] for shown in anna.unasked] == ["Open"]


async def test_a_flood_answer_for_one_chat_delays_nobody_else(tmp_path: Path) -> None:
    async with open_practice(tmp_path) as practice:
        anna, ben = await with_a_moment(practice), await with_a_moment(practice, "Ben")
        practice.playground.faults.next("sendMessage", chat=anna.phone, kind="429", retry_after=90)
        await practice.moves_to(START.replace(hour=11))
        assert len(ben.unasked) == 1
        assert anna.unasked == []
        await practice.moves(seconds=89)
        assert anna.unasked == []
        await practice.moves(seconds=2)
        assert len(anna.unasked) == 1
        assert await alert_kinds(practice) == []


@pytest.mark.parametrize("kind", ["timeout_after_delivery", "reset_after_delivery"])
async def test_what_may_have_arrived_is_sent_once_more_if_it_is_a_moment_and_not_if_it_only_reminds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(bot.app, "TelegramChannel", partial(TelegramChannel, answer_seconds=0.5))
    async with open_practice(tmp_path) as practice:
        anna = await with_a_moment(practice, follow_up=60)
        practice.playground.faults.next("sendMessage", chat=anna.phone, kind=kind)
        await practice.moves_to(START.replace(hour=11))
        await practice.moves(seconds=5)
        first, second = anna.unasked
        assert first.text == second.text
        assert [button.data for row in first.buttons for button in row] == [
            button.data for row in second.buttons for button in row
        ]
        practice.playground.faults.next("sendMessage", chat=anna.phone, kind=kind)
        await practice.moves(hours=2)
        assert [shown.text for shown in anna.unasked[2:]] == [
            "Still open, no pressure. Now, later, or not today?"
        ]
        await anna.taps_old("Open", first.message_id)
        await anna.taps_old("Done", first.message_id)
        await anna.taps_old("Open", second.message_id)
        await anna.taps_old("Done", second.message_id)
        assert await count(practice, t.checkins) == 1


async def test_a_summary_that_may_have_arrived_is_announced_once_more(tmp_path: Path) -> None:
    async with open_practice(tmp_path) as practice:
        dr = await a_therapist(practice)
        await a_patient(practice, "Anna", dr)
        await dr.types("/session P-1 2026-03-06 10:00")
        practice.playground.faults.next("sendMessage", chat=dr.phone, kind="reset_after_delivery")
        await practice.moves(hours=9)
        await practice.moves(seconds=5)
        assert [shown.text for shown in dr.unasked] == ["Summary ready.", "Summary ready."]
        for shown in dr.unasked:
            await dr.taps_old("Open", shown.message_id)
            assert "session Fri" in dr.answer
        assert await count(practice, t.digests) == 1


async def test_a_moment_that_was_refused_counts_as_not_delivered_with_an_alert(tmp_path: Path) -> None:
    async with open_practice(tmp_path) as practice:
        dr = await a_therapist(practice)
        anna = await a_patient(practice, "Anna", dr)
        await agreed(practice, anna, once(date(2026, 3, 5), NOON))
        practice.playground.faults.next("sendMessage", chat=anna.phone, kind="400")
        await practice.moves(hours=4)
        assert anna.shown == []
        assert await alert_kinds(practice) == ["message_given_up"]
        await dr.types("/digest P-1")
        assert "1 not delivered" in dr.answer
        assert "no answer" not in dr.answer.casefold().replace("no answers and no notes", "")


async def test_what_was_heard_on_a_channel_that_is_not_set_up_any_more_ends_as_what_was_to_be_said_there(
    tmp_path: Path,
) -> None:
    async with open_practice(tmp_path) as practice:
        await practice.app.keep("signal", [RawUpdate("1", "{}", "anna")])
        assert await practice.app.answerer.once() == 0
        assert await practice.app.idle()
        await practice.app.purge()
        assert await count(practice, t.inbox, t.inbox.c.state == InboxState.NEW) == 1
        await practice.moves(days=2)
        await practice.app.purge()
        assert await count(practice, t.inbox, t.inbox.c.state == InboxState.DEAD) == 1
        assert await alert_kinds(practice) == ["update_parked"]


async def test_words_that_could_not_be_answered_are_not_thrown_away_before_anybody_has_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_practice(tmp_path) as practice:
        anna = await a_patient(practice, "Anna", await a_therapist(practice))

        async def fails(turn: Turn) -> None:
            raise RuntimeError

        monkeypatch.setattr(router, "hear", fails)
        await anna.types("a hard week")
        dead = t.inbox.c.state == InboxState.DEAD
        for days, left in ((15, 1), (74, 1), (2, 0)):
            await practice.moves(days=days)
            await practice.app.purge()
            assert await count(practice, t.inbox, dead) == left
