from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from scheduler.clock import HandClock
from scheduler.dispatch import GivenUp, Later, Sent, Uncertain
from scheduler.settle import MAX_ATTEMPTS
from storage import claims, outbox
from storage import tables as t
from storage.database import Database, Tx
from storage.records import Lane, OutboxMessage, OutboxState
from tests.databases import on_sqlite_only
from tests.wires import START, Wire, active_patient, alerts_of, message

SENT, PENDING, SENDING = OutboxState.SENT, OutboxState.PENDING, OutboxState.SENDING


async def test_everything_goes_and_is_told_with_its_reference(wire: Wire) -> None:
    await wire.put(message("a", subject="occurrence:1"), message("b", "ben"))
    await wire.drain()
    assert wire.told == [("occurrence:1", Sent("ref a")), (None, Sent("ref b"))]
    assert await wire.states() == [SENT, SENT]


async def test_with_nothing_to_do_nothing_is_done(wire: Wire) -> None:
    assert await wire.dispatcher.once() == 0


async def test_within_a_chat_and_lane_the_order_is_kept(wire: Wire) -> None:
    await wire.put(*(message(f"{chat}{number}", chat) for number in range(10) for chat in ("anna ", "ben ")))
    await wire.drain()
    for chat in ("anna ", "ben "):
        assert [each for each in wire.tried if each.startswith(chat)] == [f"{chat}{n}" for n in range(10)]


async def test_the_order_holds_across_a_fault(wire: Wire, clock: HandClock) -> None:
    wire.script["first"] = [Later(), Sent("1")]
    await wire.put(message("first"), message("second"))
    await wire.drain()
    assert wire.tried == ["first"]
    clock.forward(seconds=1)
    await wire.drain()
    assert wire.tried == ["first", "first", "second"]


async def test_never_more_than_eight_are_under_way(wire: Wire) -> None:
    wire.gate = asyncio.Event()
    await wire.put(*(message(str(number), f"chat {number}") for number in range(30)))
    running = asyncio.create_task(wire.dispatcher.run())
    await wire.until("7")
    assert (await wire.states()).count(SENDING) == 8
    wire.gate.set()
    await wire.until("29")
    await wire.dispatcher.stop()
    await running
    assert wire.most_under_way == 8
    assert await wire.states() == [SENT] * 30


async def test_a_reply_goes_though_three_hundred_reminders_wait(wire: Wire) -> None:
    wire.gate = asyncio.Event()
    reminders = [message(f"r{number}", f"chat {number}", lane=Lane.REMINDER) for number in range(300)]
    await wire.put(*reminders)
    running = asyncio.create_task(wire.dispatcher.run())
    await wire.until("r5")
    await wire.put(message("reply", "anna"))
    wire.dispatcher.wake()
    await wire.until("reply")
    assert wire.tried == [*(f"r{number}" for number in range(6)), "reply"]
    wire.gate.set()
    await wire.until("r299")
    await wire.dispatcher.stop()
    await running
    assert await wire.states() == [SENT] * 301


async def test_a_flood_parks_its_chat_only_and_is_obeyed_to_the_second(wire: Wire, clock: HandClock) -> None:
    wire.script["a"] = [Later(30, whole_chat=True), Sent("1")]
    await wire.put(message("a"), message("a2"), message("b", "ben"))
    await wire.drain()
    assert wire.tried == ["a", "b"]
    clock.forward(seconds=29)
    await wire.drain()
    assert wire.tried == ["a", "b"]
    clock.forward(seconds=1)
    await wire.drain()
    assert wire.tried == ["a", "b", "a", "a2"]
    assert [row.attempts for row in await wire.rows()] == [1, 1, 1]


async def test_an_uncertain_message_goes_once_more_and_never_a_third_time(
    wire: Wire, clock: HandClock
) -> None:
    wire.script["digest"] = [Uncertain()]
    await wire.put(message("digest", subject="digest:1"))
    await wire.drain()
    assert (wire.tried, wire.told) == (["digest"], [])
    clock.forward(minutes=1)
    await wire.drain()
    clock.forward(hours=1)
    await wire.drain()
    assert wire.tried == ["digest", "digest"]
    assert wire.told == [("digest:1", Uncertain())]
    assert await wire.states() == [OutboxState.UNCERTAIN]


async def test_an_uncertain_reminder_is_not_sent_again(wire: Wire, clock: HandClock) -> None:
    wire.script["moment"] = [Uncertain()]
    await wire.put(message("moment", subject="moment:1", resend_if_uncertain=False))
    await wire.drain()
    clock.forward(hours=1)
    await wire.drain()
    assert wire.tried == ["moment"]
    assert wire.told == [("moment:1", Uncertain())]


async def test_a_second_copy_that_arrives_is_marked_as_maybe_the_second(wire: Wire, clock: HandClock) -> None:
    wire.script["digest"] = [Uncertain(), Sent("2")]
    await wire.put(message("digest"))
    await wire.drain()
    clock.forward(minutes=1)
    await wire.drain()
    [row] = await wire.rows()
    assert (row.state, row.maybe_sent, row.message_ref) == (SENT, True, "2")


async def test_a_service_that_stays_down_is_given_up_with_an_alert(
    wire: Wire, clock: HandClock, db: Database
) -> None:
    wire.script["a"] = [Later()]
    [row_id] = await wire.put(message("a", subject="occurrence:1"))
    async with db.write() as tx:
        await tx.change(t.outbox, row_id, attempts=MAX_ATTEMPTS - 3)
    for _ in range(5):
        await wire.drain()
        clock.forward(minutes=30)
    assert len(wire.tried) == 3
    assert wire.told == [("occurrence:1", GivenUp("tries_used_up"))]
    assert await alerts_of(db) == [("message_given_up", f"outbox:{row_id}")]


async def test_a_refused_message_is_parked_with_an_alert_and_the_next_one_goes(
    wire: Wire, db: Database
) -> None:
    wire.script["bad"] = [GivenUp("refused")]
    bad, _ = await wire.put(message("bad", subject="occurrence:1"), message("good"))
    await wire.drain()
    assert wire.told == [("occurrence:1", GivenUp("refused")), (None, Sent("ref good"))]
    assert await alerts_of(db) == [("message_given_up", f"outbox:{bad}")]


async def test_a_blocked_chat_gets_nothing_further_and_each_subject_is_told(wire: Wire, db: Database) -> None:
    wire.script["a"] = [GivenUp("blocked", blocked=True)]
    await wire.put(message("a", subject="o:1"), message("a2", subject="o:2"), message("b", "ben"))
    await wire.drain()
    assert wire.tried == ["a", "b"]
    assert wire.told[:2] == [("o:1", GivenUp("blocked", blocked=True)), ("o:2", GivenUp("blocked"))]
    assert await wire.states() == [OutboxState.DEAD, OutboxState.CANCELLED, SENT]
    assert await alerts_of(db) == []


async def test_an_expired_message_is_told_and_holds_up_nobody(wire: Wire) -> None:
    await wire.put(message("old", subject="moment:1", expires_at=START), message("new"))
    await wire.drain()
    assert wire.tried == ["new"]
    assert wire.told[0] == ("moment:1", GivenUp("expired"))
    assert await wire.states() == [OutboxState.CANCELLED, SENT]


async def test_who_paused_meanwhile_gets_the_reply_but_nothing_unasked(wire: Wire, db: Database) -> None:
    person = await active_patient(db, paused_until=START + timedelta(days=1))
    await wire.put(
        message("reminder", person_id=person.id, unasked=True, subject="moment:1"),
        message("reply", person_id=person.id),
    )
    await wire.drain()
    assert wire.tried == ["reply"]
    assert wire.told[0] == ("moment:1", GivenUp("unwanted"))


@on_sqlite_only  # on a server the lease has to lapse
async def test_a_crash_between_sending_and_settling_is_uncertain_and_follows_each_message_s_wish(
    wire: Wire, clock: HandClock
) -> None:
    wire.gate = asyncio.Event()
    await wire.put(
        message("digest", "dora", subject="digest:1"),
        message("moment", "mia", subject="moment:1", resend_if_uncertain=False),
    )
    await wire.dispatcher.once()
    await asyncio.sleep(0)
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    wire.gate.set()
    wire.dispatcher = wire.new_dispatcher()
    await wire.drain()
    assert await wire.states() == [SENDING, SENDING]
    assert await wire.dispatcher.recover() == 2
    assert wire.told == [("moment:1", Uncertain())]
    clock.forward(minutes=1)
    await wire.drain()
    assert wire.tried == ["digest", "moment", "digest"]
    assert wire.told[1:] == [("digest:1", Sent("ref digest"))]


async def test_what_another_process_held_too_long_is_rescued_and_its_late_receipt_counts_no_more(
    wire: Wire, clock: HandClock, db: Database
) -> None:
    other = Wire(db, clock)
    other.gate = asyncio.Event()
    await wire.put(message("moment", subject="moment:1", resend_if_uncertain=False))
    await other.dispatcher.once()
    clock.forward(minutes=2)
    await wire.drain()
    assert wire.told == [("moment:1", Uncertain())]
    other.gate.set()
    await other.drain()
    assert other.told == []
    assert await wire.states() == [OutboxState.UNCERTAIN]


async def test_after_an_outage_of_the_database_each_sender_first_writes_down_what_came_back(
    wire: Wire, clock: HandClock, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> object:
        raise OSError("no database")

    other = Wire(db, clock)
    await wire.put(message("digest", subject="digest:1"))
    await other.dispatcher.once()
    with monkeypatch.context() as patched:
        patched.setattr(claims, "give_back", fails)
        for _ in range(3):
            clock.forward(minutes=1)
            for each in (wire, other):
                with pytest.raises(OSError, match="no database"):
                    await each.dispatcher.once()
    await wire.drain()
    await other.drain()
    assert (wire.told, other.told) == ([], [("digest:1", Sent("ref digest"))])
    assert (wire.tried, other.tried) == ([], ["digest"])


async def test_what_we_are_still_sending_is_held_on_to_however_long_it_takes(
    wire: Wire, clock: HandClock
) -> None:
    wire.gate = asyncio.Event()
    await wire.put(message("slow", subject="o:1"))
    await wire.dispatcher.once()
    clock.forward(hours=3)
    await wire.put(message("b", "ben"))
    await wire.dispatcher.once()
    assert await wire.states() == [SENDING, SENDING]
    wire.gate.set()
    await wire.drain()
    assert ("o:1", Sent("ref slow")) in wire.told


async def test_one_end_that_cannot_be_told_spoils_no_other_and_leaves_an_alert(
    wire: Wire, db: Database
) -> None:
    wire.untold = {"o:2"}
    ids = await wire.put(*(message(f"{n}", f"chat {n}", subject=f"o:{n}") for n in range(1, 4)))
    await wire.drain()
    assert wire.told == [("o:1", Sent("ref 1")), ("o:3", Sent("ref 3"))]
    assert await wire.states() == [SENT] * 3
    assert await alerts_of(db) == [("receipt_untold", f"outbox:{ids[1]}")]
    async with db.read() as tx:
        from sqlalchemy import func, select

        from storage import tables as t

        assert await tx.value(select(func.count()).select_from(t.people)) == 0


async def test_a_defect_in_delivering_is_given_up_not_repeated(wire: Wire, db: Database) -> None:
    wire.script["a"] = [ValueError("the neighbours were loud")]
    await wire.put(message("a", subject="o:1"), message("b", "ben"))
    await wire.drain()
    assert dict(wire.told) == {"o:1": GivenUp("defect"), None: Sent("ref b")}
    assert len(await alerts_of(db)) == 1


async def test_a_receipt_survives_a_database_that_fails_for_a_moment(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wire.put(message("a", subject="o:1"))
    await wire.dispatcher.once()
    real = outbox.settle
    faults = [OSError("disk full")]

    async def settle(*args: object) -> object:
        if faults:
            raise faults.pop()
        return await real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(outbox, "settle", settle)
    with pytest.raises(OSError, match="disk full"):
        await wire.drain()
    await wire.drain()
    assert wire.told == [("o:1", Sent("ref a"))]
    assert wire.tried == ["a"]


async def test_what_was_perhaps_claimed_is_remembered_once_however_often_that_fails(
    wire: Wire, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> object:
        raise OSError("disk full")

    await wire.put(message("a", subject="o:1"), message("b", "ben"))
    with monkeypatch.context() as patched:
        patched.setattr("scheduler.dispatch.sift", fails)
        for _ in range(20):
            with pytest.raises(OSError, match="disk full"):
                await wire.dispatcher.once()
            clock.forward(seconds=1)
    assert len(wire.dispatcher._perhaps_claimed) == 2
    await wire.drain()
    assert wire.tried == ["a", "b"]
    assert wire.dispatcher._perhaps_claimed == set()


async def test_a_claim_of_which_nobody_was_told_is_given_back_and_another_s_is_not(
    db: Database, wire: Wire, clock: HandClock
) -> None:
    mine, theirs = await wire.put(message("a"), message("b", "ben"))
    until, later = clock.now() + timedelta(minutes=1), clock.now() + timedelta(minutes=2)
    async with db.write() as tx:
        await claims.take(tx, [mine], until)
        await claims.take(tx, [theirs], later)
        assert await claims.give_back(tx, {(mine, until), (mine, later), (theirs, until)}) == {(mine, until)}
    assert await wire.states() == [PENDING, SENDING]


async def test_run_sends_what_comes_in_and_stop_lets_what_is_under_way_settle(wire: Wire) -> None:
    running = asyncio.create_task(wire.dispatcher.run())
    await wire.put(message("a"))
    wire.dispatcher.wake()
    await wire.until("a")
    wire.gate = asyncio.Event()
    await wire.put(message("b"), message("c"))
    wire.dispatcher.wake()
    await wire.until("b")
    stopping = asyncio.create_task(wire.dispatcher.stop())
    await asyncio.sleep(0)
    wire.gate.set()
    await stopping
    await running
    assert await wire.states() == [SENT, SENT, PENDING]


@on_sqlite_only
async def test_run_begins_with_what_an_earlier_process_left(wire: Wire) -> None:
    wire.gate = asyncio.Event()
    await wire.put(message("a", resend_if_uncertain=False))
    await wire.dispatcher.once()
    wire.dispatcher = wire.new_dispatcher()
    running = asyncio.create_task(wire.dispatcher.run())
    await wire.put(message("b", "ben"))
    wire.dispatcher.wake()
    await wire.until("b")
    wire.gate.set()
    await wire.dispatcher.stop()
    await running
    assert await wire.states() == [OutboxState.UNCERTAIN, SENT]


async def test_run_waits_for_a_database_that_fails_for_long(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim, failures = claims.claim, iter(range(50))

    async def failing(*args: Any, **how: Any) -> list[OutboxMessage]:
        if next(failures, None) is not None:
            raise OSError("disk full")
        return await claim(*args, **how)

    monkeypatch.setattr(claims, "claim", failing)
    monkeypatch.setattr("scheduler.dispatch.IDLE_SECONDS", 0.0)
    await wire.put(message("a"))
    running = asyncio.create_task(wire.dispatcher.run())
    await wire.until("a")
    await wire.dispatcher.stop()
    await running
    assert await wire.states() == [SENT]


async def test_run_gives_up_loudly_over_a_defect_that_stays(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def claim(*args: object, **how: object) -> object:
        raise LookupError("a defect")

    monkeypatch.setattr(claims, "claim", claim)
    monkeypatch.setattr("scheduler.dispatch.IDLE_SECONDS", 0.0)
    with pytest.raises(LookupError, match="a defect"):
        await wire.dispatcher.run()


async def test_what_does_not_come_back_in_time_stays_under_way_for_the_next_start(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.dispatch.STOP_SECONDS", 0.0)
    wire.gate = asyncio.Event()
    await wire.put(message("a"))
    await wire.dispatcher.once()
    await wire.dispatcher.stop()
    assert await wire.states() == [SENDING]


async def test_a_chat_waits_its_second_while_others_go_on(wire: Wire, clock: HandClock) -> None:
    await wire.put(*(message(str(number)) for number in range(8)))
    await wire.drain()
    assert wire.tried == [str(number) for number in range(8)]
    assert clock.monotonic() == pytest.approx(5.0)


async def test_what_is_being_claimed_when_it_is_told_to_stop_comes_to_its_end_too(wire: Wire) -> None:
    wire.gate, claim, stopping = asyncio.Event(), wire.dispatcher._claim, []

    async def told_to_stop_meanwhile(tx: Tx, now: datetime) -> list[OutboxMessage]:
        claimed = await claim(tx, now)
        stopping.append(asyncio.create_task(wire.dispatcher.stop()))
        await asyncio.sleep(0)
        return claimed

    wire.dispatcher._claim = told_to_stop_meanwhile
    await wire.put(message("a"))
    await wire.dispatcher.once()
    for _ in range(20):
        assert await wire.states() == [SENDING]
    assert not stopping[0].done()
    wire.gate.set()
    await stopping[0]
    assert await wire.states() == [SENT]


async def test_what_is_erased_while_it_waits_for_its_turn_is_not_sent(db: Database, clock: HandClock) -> None:
    wire = Wire(db, clock)
    await wire.put(message("one"), message("two", chat="ben"))
    turns = wire.dispatcher._turns
    comes = turns.comes

    async def comes_late(waiting: OutboxMessage) -> bool:
        if waiting.payload["text"] == "one":
            await clock.sleep(2.0)
            async with db.write() as tx:
                await tx.remove(t.outbox, t.outbox.c.id == waiting.id)
        await comes(waiting)
        return True

    turns.comes = comes_late  # type: ignore[method-assign]
    while await wire.dispatcher.once():
        pass
    assert wire.tried == ["two"]
