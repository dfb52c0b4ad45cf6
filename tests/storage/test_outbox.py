from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update

from scheduler.clock import HandClock
from storage import claims, outbox
from storage import tables as t
from storage.database import Database
from storage.outbox import FLOOD, Settlement
from storage.records import Lane, NewMessage, OutboxMessage, OutboxState, PersonState
from tests.databases import on_sqlite_only
from tests.pairs import two_workers
from tests.wires import START, active_patient, alerts_of, message

LEASE = timedelta(minutes=2)
FAR = START + timedelta(days=1)


async def put(db: Database, *messages: NewMessage, now: datetime = START) -> list[int]:
    async with db.write() as tx:
        return await outbox.add(tx, messages, now)


async def claim(
    db: Database, now: datetime = START, lane: Lane = Lane.REPLY, limit: int = 8
) -> list[OutboxMessage]:
    async with db.write() as tx:
        return await claims.claim(tx, now, channel="telegram", lane=lane, lease=LEASE, limit=limit)


async def texts(db: Database, **how: Any) -> list[str]:
    return [each.payload["text"] for each in await claim(db, **how)]


async def settle(db: Database, state: OutboxState, *ids: int, **more: Any) -> set[int]:
    async with db.write() as tx:
        return await outbox.settle(
            tx, [Settlement(each, state, 1, maybe_sent=False, **more) for each in ids], START
        )


async def test_what_is_put_in_comes_out_whole(db: Database) -> None:
    person = await active_patient(db)
    new = message(
        "x",
        person_id=person.id,
        subject="occurrence:1",
        unasked=True,
        resend_if_uncertain=False,
        lane=Lane.REMINDER,
    )
    [row_id] = await put(db, new)
    [claimed] = await claim(db, lane=Lane.REMINDER)
    assert claimed == OutboxMessage(
        id=row_id,
        channel="telegram",
        chat_key="anna",
        address="at anna",
        lane=Lane.REMINDER,
        person_id=person.id,
        payload={"text": "x"},
        attempts=0,
        resend_if_uncertain=False,
        maybe_sent=False,
        unasked=True,
        subject="occurrence:1",
        created_at=START,
        expires_at=None,
    )


async def test_a_dedupe_key_that_was_used_is_skipped_silently(db: Database) -> None:
    [first] = await put(db, message("first", dedupe_key="moment:1"))
    assert await put(db, message("again", dedupe_key="moment:1"), message("other", "ben")) != [first]
    assert await texts(db) == ["first", "other"]


async def test_messages_without_a_dedupe_key_never_collide(db: Database) -> None:
    assert len(await put(db, message("a"), message("b"))) == 2


async def test_of_a_chat_only_the_oldest_may_go(db: Database) -> None:
    first, second = await put(db, message("first"), message("second"))
    assert await texts(db) == ["first"]
    assert await texts(db) == []
    await settle(db, OutboxState.SENT, first)
    assert [each.id for each in await claim(db)] == [second]


async def test_chats_do_not_wait_for_each_other(db: Database) -> None:
    await put(db, message("a"), message("a2"), message("b", "ben"), message("c", "cora"))
    assert await texts(db, limit=2) == ["a", "b"]
    assert await texts(db) == ["c"]


async def test_of_a_chat_only_one_is_under_way_in_all_lanes(db: Database) -> None:
    [reply, _] = await put(db, message("reply"), message("reminder", lane=Lane.REMINDER))
    assert await texts(db) == ["reply"]
    assert await texts(db, lane=Lane.REMINDER) == []
    await settle(db, OutboxState.SENT, reply)
    assert await texts(db, lane=Lane.REMINDER) == ["reminder"]


async def test_a_reply_does_not_wait_for_an_older_reminder(db: Database) -> None:
    await put(db, message("reminder", lane=Lane.REMINDER), message("reply"))
    assert await texts(db, lane=Lane.REPLY) == ["reply"]


async def test_nothing_goes_before_its_time_and_it_holds_up_nobody(db: Database) -> None:
    await put(db, message("later", not_before=START + timedelta(hours=1)), message("now"))
    assert await texts(db) == ["now"]


async def test_a_message_held_back_after_a_fault_keeps_its_place(db: Database) -> None:
    first, _ = await put(db, message("first"), message("second"))
    await claim(db)
    await settle(db, OutboxState.PENDING, first, held_until=START + timedelta(seconds=30), fault="later")
    assert await texts(db) == []
    assert await texts(db, now=START + timedelta(seconds=30)) == ["first"]


async def test_a_flood_parks_the_whole_chat_also_for_what_is_written_later(db: Database) -> None:
    [first] = await put(db, message("reminder", lane=Lane.REMINDER))
    await claim(db, lane=Lane.REMINDER)
    await settle(db, OutboxState.PENDING, first, held_until=START + timedelta(seconds=30), fault=FLOOD)
    await put(db, message("reply"), message("other", "ben"))
    assert await texts(db) == ["other"]
    assert await texts(db, now=START + timedelta(seconds=30)) == ["reply"]


async def test_a_row_is_taken_by_one_claimer_only(db: Database) -> None:
    await put(db, *(message(str(number), f"chat {number}") for number in range(20)))
    async with db.write() as tx:
        first = await claims.claim(tx, START, channel="telegram", lane=Lane.REPLY, lease=LEASE, limit=12)
        second = await claims.claim(tx, START, channel="telegram", lane=Lane.REPLY, lease=LEASE, limit=12)
    assert [len(first), len(second)] == [12, 8]
    assert not {each.id for each in first} & {each.id for each in second}


async def test_a_limit_of_nothing_takes_nothing(db: Database) -> None:
    await put(db, message("a"))
    assert await texts(db, limit=0) == []


async def test_an_expired_message_is_found_out_even_while_it_is_held_back(db: Database) -> None:
    [row_id] = await put(db, message("moment", expires_at=START + timedelta(minutes=1)))
    await claim(db)
    await settle(db, OutboxState.PENDING, row_id, held_until=START + timedelta(hours=1), fault="later")
    late = START + timedelta(minutes=1)
    claimed = await claim(db, now=late)
    async with db.read() as tx:
        assert await outbox.unfit(tx, late, claimed) == {row_id: "expired"}


@pytest.mark.parametrize(
    "change",
    [
        {"paused_until": START + timedelta(days=1)},
        {"blocked_at": START},
        {"state": PersonState.LEFT},
        {"state": PersonState.DECLINED},
    ],
)
async def test_who_paused_left_or_blocked_is_not_written_to_unasked(
    db: Database, change: dict[str, Any]
) -> None:
    person = await active_patient(db, **change)
    await put(
        db, message("asked", person_id=person.id), message("unasked", "b", person_id=person.id, unasked=True)
    )
    claimed = await claim(db)
    async with db.read() as tx:
        assert await outbox.unfit(tx, START, claimed) == {claimed[1].id: "unwanted"}


async def test_a_pause_that_is_over_holds_nothing_back(db: Database) -> None:
    person = await active_patient(db, paused_until=START)
    await put(db, message("unasked", person_id=person.id, unasked=True))
    claimed = await claim(db)
    async with db.read() as tx:
        assert await outbox.unfit(tx, START, claimed) == {}


@pytest.mark.parametrize(
    "state", [OutboxState.SENT, OutboxState.UNCERTAIN, OutboxState.DEAD, OutboxState.CANCELLED]
)
async def test_content_is_erased_at_every_end_and_reference_and_subject_stay(
    db: Database, state: OutboxState
) -> None:
    [row_id] = await put(db, message("x", subject="occurrence:1"))
    await claim(db)
    await settle(db, state, row_id, message_ref="77")
    async with db.read() as tx:
        row = (await tx.rows(select(t.outbox)))[0]
    assert (row.payload, row.message_ref, row.subject, row.settled_at) == (None, "77", "occurrence:1", START)


async def test_a_receipt_counts_once(db: Database) -> None:
    [row_id] = await put(db, message("x"))
    await claim(db)
    assert await settle(db, OutboxState.SENT, row_id) == {row_id}
    assert await settle(db, OutboxState.DEAD, row_id) == set()
    async with db.read() as tx:
        assert await outbox.waiting(tx) == {OutboxState.SENT: 1}


async def test_what_is_under_way_lapses_with_its_lease_unless_renewed(db: Database) -> None:
    kept, lost = await put(db, message("kept"), message("lost", "ben"))
    await claim(db)
    late = START + LEASE
    async with db.write() as tx:
        assert (
            await claims.lapsed(tx, late, channel="telegram", by=late - timedelta(seconds=1), beyond=FAR)
            == []
        )
        await claims.renew(tx, [kept], late + LEASE)
        assert [
            each.id for each in await claims.lapsed(tx, late, channel="telegram", by=late, beyond=FAR)
        ] == [lost]
        assert [each.id for each in await claims.under_way(tx, late, channel="telegram")] == [kept, lost]


async def test_a_pause_takes_back_what_was_not_asked_for_and_leaving_takes_back_all(db: Database) -> None:
    person = await active_patient(db)
    await put(
        db,
        message("reply", person_id=person.id),
        message("reminder", person_id=person.id, unasked=True),
        message("other", "ben"),
    )
    async with db.write() as tx:
        assert await outbox.cancel_for_person(tx, person.id, START) == 1
        assert await outbox.cancel_for_person(tx, person.id, START, unasked_only=False) == 1
        assert await outbox.waiting(tx) == {OutboxState.CANCELLED: 2, OutboxState.PENDING: 1}


async def test_what_is_under_way_is_not_taken_back(db: Database) -> None:
    await put(db, message("x"))
    await claim(db)
    async with db.write() as tx:
        assert await outbox.cancel_chat(tx, "telegram", "anna", START) == []


async def test_a_chat_that_is_gone_gives_back_what_waited(db: Database) -> None:
    first, second, _ = await put(db, message("a"), message("b"), message("c", "ben"))
    async with db.write() as tx:
        assert [each.id for each in await outbox.cancel_chat(tx, "telegram", "anna", START)] == [
            first,
            second,
        ]
    assert await texts(db) == ["c"]


async def test_a_message_that_does_not_open_is_set_aside_with_an_alert_and_stops_nobody(db: Database) -> None:
    broken, _ = await put(db, message("broken"), message("whole", "ben"))
    async with db.write() as tx:
        await tx.run(update(t.outbox).where(t.outbox.c.id == broken).values(payload=b"\x01nonsense"))
    assert await texts(db) == ["whole"]
    assert await texts(db) == []
    assert await alerts_of(db) == [("outbox_seal_broken", f"outbox:{broken}")]


async def test_purging_leaves_what_waits(db: Database) -> None:
    [ended] = await put(db, message("ended"))
    await claim(db)
    await settle(db, OutboxState.SENT, ended)
    await put(db, message("waits"))
    async with db.write() as tx:
        assert await outbox.purge(tx, START) == 0
        assert await outbox.purge(tx, START + timedelta(seconds=1)) == 1
        assert await outbox.waiting(tx) == {OutboxState.PENDING: 1}


@on_sqlite_only
async def test_claiming_reads_indexes_and_never_the_whole_table(db: Database) -> None:
    await put(db, message("a"))
    async with db.write() as tx:
        seen: list[str] = []

        def note(*event: Any) -> None:
            seen.append(event[2])

        from sqlalchemy import event

        event.listen(db.engine, "before_cursor_execute", note)
        await claims.claim(tx, START, channel="telegram", lane=Lane.REPLY, lease=LEASE, limit=8)
        statement = next(each for each in seen if "UPDATE" in each)
        plan = await tx.connection.execute(
            text("EXPLAIN QUERY PLAN " + statement.replace("?", "NULL").replace(":", r"\:"))
        )
        steps = [row.detail for row in plan]
    assert any("ix_outbox_waiting" in step for step in steps), steps
    assert any("ix_outbox_unfinished" in step for step in steps), steps
    assert not any(step.startswith("SCAN") and step != "SCAN candidates" for step in steps), steps


async def test_what_is_withheld_goes_never_and_holds_up_nothing_until_it_is_taken_back(db: Database) -> None:
    person = await active_patient(db)
    held, free = await put(
        db,
        message("a", person_id=person.id, not_before=outbox.WITHHELD),
        message("b", person_id=person.id),
    )
    assert [each.id for each in await claim(db)] == [free]
    async with db.write() as tx:
        assert await outbox.any_waiting(tx, START) is True  # "b" is under way
        taken = await outbox.take_back(tx, person.id, START, withheld_only=True)
    assert [(each.id, each.payload) for each in taken] == [(held, {"text": "a"})]
    assert await claim(db) == []


async def test_all_that_waits_for_somebody_can_be_taken_back_to_go_elsewhere(db: Database) -> None:
    anna, ben = await active_patient(db), await active_patient(db)
    first, second, _ = await put(
        db,
        message("a", person_id=anna.id),
        message("b", "anna's other", person_id=anna.id),
        message("c", "ben", person_id=ben.id),
    )
    async with db.write() as tx:
        assert [each.id for each in await outbox.take_back(tx, anna.id, START)] == [first, second]
        assert await outbox.take_back(tx, anna.id, START) == []


async def test_what_is_taken_back_is_what_is_told_of(
    tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another worker writes a message between our looking at what waits and our taking it back."""
    async with two_workers(tmp_path, clock) as (ours, theirs):
        [first] = await put(ours, message("first"))
        opened = outbox.opened

        async def meanwhile(*args: Any) -> list[OutboxMessage]:
            await put(theirs, message("meanwhile"))
            return await opened(*args)

        monkeypatch.setattr(outbox, "opened", meanwhile)
        async with ours.write() as tx:
            taken = await outbox.cancel_chat(tx, "telegram", "anna", START)
        assert [each.id for each in taken] == [first]
        monkeypatch.undo()
        assert await texts(theirs) == ["meanwhile"]


async def test_several_ends_are_written_down_at_once_and_what_is_not_ours_any_more_is_left_out(
    db: Database,
) -> None:
    ids = await put(db, *[message(f"{one}", f"chat {one}") for one in range(4)])
    await claim(db)
    assert await settle(db, OutboxState.SENT, *ids[:2]) == set(ids[:2])
    assert await settle(db, OutboxState.DEAD, *ids) == set(ids[2:])
    assert await settle(db, OutboxState.PENDING, *ids) == set()
    async with db.read() as tx:
        assert await outbox.waiting(tx) == {OutboxState.SENT: 2, OutboxState.DEAD: 2}
