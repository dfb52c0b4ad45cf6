"""The line of reminders is read ahead: what happens meanwhile counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from scheduler.clock import HandClock
from scheduler.line import AHEAD, AHEAD_FOR, Line
from storage import outbox
from storage import tables as t
from storage.database import Database
from storage.records import Lane, OutboxState
from tests.databases import on_sqlite_only
from tests.wires import START, Wire, alerts_of, message

pytestmark = on_sqlite_only  # a server's line is not read ahead


async def put(wire: Wire, *texts: str) -> None:
    await wire.put(*(message(text, text[0], lane=Lane.REMINDER) for text in texts))


async def taken(
    line: Line, db: Database, limit: int, busy: set[str] | None = None, after: timedelta = timedelta()
) -> list[str]:
    async with db.write() as tx:
        return [
            each.payload["text"] for each in await line.reminders(tx, START + after, limit, busy or set())
        ]


async def test_a_few_are_taken_at_a_time_in_their_order(wire: Wire, db: Database) -> None:
    await put(wire, "a1", "b1", "c1", "a2")
    line = Line("telegram", START)
    assert await taken(line, db, 2) == ["a1", "b1"]
    assert (await wire.states()).count(OutboxState.SENDING) == 2
    assert await taken(line, db, 2) == ["c1"]


async def test_of_one_chat_nothing_overtakes(wire: Wire, db: Database) -> None:
    await put(wire, "a1", "a2")
    line = Line("telegram", START)
    assert await taken(line, db, 8) == ["a1"]
    assert await taken(line, db, 8) == []


async def test_a_chat_that_has_a_message_under_way_is_passed_over(wire: Wire, db: Database) -> None:
    await put(wire, "a1", "b1")
    assert await taken(Line("telegram", START), db, 8, {"a"}) == ["b1"]


async def test_a_rest_of_the_line_that_would_leave_places_empty_is_read_anew(
    wire: Wire, db: Database
) -> None:
    await wire.put(*(message(f"{chat}", f"chat {chat}", lane=Lane.REMINDER) for chat in range(AHEAD + 8)))
    line = Line("telegram", START)
    assert await taken(line, db, AHEAD - 2) == [f"{chat}" for chat in range(AHEAD - 2)]
    assert await taken(line, db, 8) == [f"{chat}" for chat in range(AHEAD - 2, AHEAD + 6)]
    assert await taken(line, db, 8) == [f"{AHEAD + 6}", f"{AHEAD + 7}"]


async def test_what_was_cancelled_meanwhile_is_not_taken(wire: Wire, db: Database) -> None:
    await put(wire, "a1", "b1", "c1")
    line = Line("telegram", START)
    assert await taken(line, db, 1) == ["a1"]
    async with db.write() as tx:
        assert len(await outbox.cancel_chat(tx, "telegram", "b", START)) == 1
    assert await taken(line, db, 8) == ["c1"]


async def test_what_was_put_in_meanwhile_is_seen_when_the_line_is_forgotten_or_old(
    wire: Wire, db: Database
) -> None:
    await put(wire, "a1", "b1")
    line = Line("telegram", START)
    assert await taken(line, db, 1) == ["a1"]
    await put(wire, "c1", "d1")
    assert await taken(line, db, 8) == ["b1"]
    line.forget()
    assert await taken(line, db, 1) == ["c1"]
    await put(wire, "e1")
    assert await taken(line, db, 8, after=AHEAD_FOR) == ["d1", "e1"]


async def test_a_claim_that_fails_leaves_all_of_them_in_line(
    wire: Wire, db: Database, clock: HandClock
) -> None:
    await put(wire, "a1", "b1")
    line = Line("telegram", clock.now())
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - the claim before the fault is the point
        async with db.write() as tx:
            await line.reminders(tx, START, 1, set())
            raise ZeroDivisionError
    line.forget()
    assert await taken(line, db, 8) == ["a1", "b1"]


async def test_a_message_that_does_not_open_is_set_aside_and_stops_nobody(wire: Wire, db: Database) -> None:
    await put(wire, "a1", "b1")
    async with db.write() as tx:
        await tx.run(update(t.outbox).where(t.outbox.c.chat_key == "a").values(payload=b"damaged"))
    line = Line("telegram", START)
    assert await taken(line, db, 8) == ["b1"]
    assert [kind for kind, _ in await alerts_of(db)] == ["outbox_seal_broken"]
