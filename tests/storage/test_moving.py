"""Moving a database: all of it arrives, also when it is broken off, and nothing is moved where something else is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text, update

from scheduler.clock import HandClock
from storage import alerts, due, files, inbox, moving, outbox, people, workers
from storage import tables as t
from storage.crypto import throwaway_key_ring
from storage.database import Database
from storage.due import NewDue
from storage.moving import TABLES, Moved, MoveError, fingerprint, move
from storage.records import DueKind, RawUpdate, Role
from storage.schema import DatabaseUnfinishedError, bring_up_to_date
from tests.databases import make_empty_on_server
from tests.wires import START, message

RING = throwaway_key_ring()
WORDS = "the neighbours were loud"
VOICE = bytes(range(256)) * 40


class Halt(Exception):  # noqa: N818 - it is no fault
    """Somebody breaks the move off."""


@pytest.fixture
async def source(tmp_path: Path) -> AsyncIterator[Database]:
    """A file with something of every kind of column."""
    db = Database(f"sqlite:///{tmp_path / 'between.db'}", RING, HandClock(START).now)
    await bring_up_to_date(db)
    await db.open()
    await _fill(db)
    yield db
    await db.close()


@pytest.fixture
async def target(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database of a server."""
    db = Database(make_empty_on_server(tmp_path / "target"), RING, HandClock(START).now)
    yield db
    await db.close()


async def _fill(db: Database) -> None:
    async with db.write() as tx:
        stern = await people.add(tx, Role.THERAPIST, now=START, language="de", zone="Europe/Berlin")
        for _ in range(5):
            anna = await people.add(
                tx, Role.PATIENT, now=START, language="en", zone="Europe/Berlin", therapist_id=stern.id
            )
            await people.bind(tx, anna.id, "telegram", anna.code)
            await due.plan(tx, NewDue(DueKind.MOMENT, START + timedelta(microseconds=7), anna.id, anna.id))
        # another worker's clock was behind: the therapist's id is greater than the patient's
        await tx.add(t.people, **await _copy(tx, anna.id, id=1, code="P-77"))
        await tx.add(
            t.series,
            patient_id=anna.id,
            therapist_id=stern.id,
            first=date(2026, 3, 9),
            local_time=START.time(),
            every_weeks=1,
            zone="Europe/Berlin",
        )
        for place in range(moving.OF_FILES + 1):
            await files.add(
                tx,
                person_id=anna.id,
                message_ref="7",
                update_id=1,
                place=place,
                kind="audio/ogg",
                content=VOICE,
                now=START,
            )
        await inbox.keep(tx, "telegram", [RawUpdate("1", WORDS, "anna")], START)
        await outbox.add(tx, [message(WORDS, dedupe_key="once")], START)
        await alerts.raise_alert(tx, "due_parked", "moment:1", START)
        await tx.run(
            insert(t.zone_rules), [{"zone": each, "fingerprint": "f"} for each in ("b", "A", "a/B", "a_b")]
        )


async def _copy(tx: Any, person_id: int, **changed: Any) -> dict[str, Any]:
    (row,) = await tx.rows(select(t.people).where(t.people.c.id == person_id))
    return {**row._mapping, **changed}


async def moved(source: Database, target: Database) -> Moved:
    return await move(source, target, START, lambda _table, _rows: None)


async def halted(source: Database, target: Database, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Begin to move, row by row, and break off after so many."""
    left = iter(range(after))
    write = Database.write

    def write_until(db: Database, **how: Any) -> Any:
        if db is target and next(left, None) is None:
            raise Halt
        return write(db, **how)

    with monkeypatch.context() as patch:
        patch.setattr(moving, "BATCH", 1)
        patch.setattr(Database, "write", write_until)
        with pytest.raises(Halt):
            await moved(source, target)


async def rows_of(db: Database) -> dict[str, Any]:
    async with db.read() as tx:
        return {
            table.name: sorted(tuple(row) for row in await tx.rows(select(table)))
            for table in (t.people, t.addresses, t.series, t.zone_rules, t.outbox)
        }


async def test_everything_arrives_as_it_was_and_can_be_read(source: Database, target: Database) -> None:
    told: dict[str, int] = {}
    done = await move(source, target, START, lambda table, rows: told.update({table: rows}))
    assert told == {table.name: (await fingerprint(source, table)).rows for table in TABLES}
    assert done == Moved(sum(told.values()), 0)
    assert await rows_of(target) == await rows_of(source)
    await bring_up_to_date(target)
    async with target.read() as tx:
        (heard,) = {(each.person_id, each.kind) for each in await files.of_update(tx, 1)}
        assert heard[1] == "audio/ogg"
        kept = [await files.content(tx, each.id) for each in await files.of_message(tx, heard[0], "7")]
        assert kept == [("audio/ogg", VOICE)] * (moving.OF_FILES + 1)
        (update_,) = await inbox.claim(tx, 1)
        assert update_.raw == WORDS
        assert await people.at_address(tx, "telegram", "P-3") is not None


async def test_a_server_knows_its_tables_at_once(source: Database, target: Database) -> None:
    """Else the first start plans blindly, and with 100,000 patients waits longer than a statement may take."""
    await moved(source, target)
    async with target.read() as tx:
        counted = text("SELECT reltuples FROM pg_class WHERE relname = 'people'")
        assert (await tx.run(counted)).scalar() == await tx.value(select(func.count()).select_from(t.people))


async def test_it_goes_back_the_same_way(source: Database, target: Database, tmp_path: Path) -> None:
    await moved(source, target)
    back = Database(f"sqlite:///{tmp_path / 'back.db'}", RING, HandClock(START).now)
    await moved(target, back)
    assert await rows_of(back) == await rows_of(source)
    await back.close()


async def test_broken_off_anywhere_it_goes_on_and_until_then_no_bot_starts_on_it(
    source: Database, target: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for after in (1, 1, 2, 3, 5, 8, 1):
        await halted(source, target, monkeypatch, after)
        with pytest.raises(DatabaseUnfinishedError, match=r"migrate-database` again"):
            await bring_up_to_date(target)
    done = await moved(source, target)
    assert 0 < done.before < done.rows
    assert await rows_of(target) == await rows_of(source)


async def test_moving_once_more_finds_that_all_of_it_is_there(source: Database, target: Database) -> None:
    first = await moved(source, target)
    assert await moved(source, target) == Moved(first.rows, first.rows)


async def test_nothing_is_called_finished_when_the_two_sides_differ(
    source: Database, target: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await halted(source, target, monkeypatch, 9)
    async with target.write() as tx:
        await tx.run(update(t.people).values(digest_minute=1))
    with pytest.raises(MoveError, match="The table people is not the same on both sides"):
        await moved(source, target)
    with pytest.raises(DatabaseUnfinishedError):
        await bring_up_to_date(target)


async def test_a_database_that_a_bot_works_with_is_never_written_over(
    source: Database, target: Database
) -> None:
    await bring_up_to_date(target)
    async with target.write() as tx:
        await people.add(tx, Role.THERAPIST, now=START, language="en", zone="UTC")
    before = await rows_of(target)
    with pytest.raises(MoveError, match="one that a bot works with"):
        await moved(source, target)
    assert await rows_of(target) == before


async def test_a_database_of_somebody_else_is_left_alone(source: Database, target: Database) -> None:
    async with target.write() as tx:
        await tx.connection.exec_driver_sql("CREATE TABLE bills (id INTEGER)")
    with pytest.raises(MoveError, match="not empty"):
        await moved(source, target)


async def test_where_nothing_is_nothing_is_moved(source: Database, target: Database) -> None:
    with pytest.raises(MoveError, match="no database to move"):
        await moved(target, source)


async def test_a_database_whose_workers_live_is_not_moved(
    source: Database, target: Database, tmp_path: Path
) -> None:
    await moved(source, target)
    async with target.write() as tx:
        await workers.join(tx, "somebody", START, gone_after=timedelta(seconds=10))
    back = Database(f"sqlite:///{tmp_path / 'back.db'}", RING, HandClock(START).now)
    with pytest.raises(MoveError, match="A bot is running on the first database"):
        await moved(target, back)
    await back.close()


async def test_a_checksum_notices_each_change_and_no_change_of_order(
    source: Database, target: Database
) -> None:
    await moved(source, target)
    before = await fingerprint(source, t.zone_rules)
    assert before == await fingerprint(target, t.zone_rules)
    assert before.rows == 4
    changes = (
        update(t.zone_rules).where(t.zone_rules.c.zone == "A").values(fingerprint="g"),
        delete(t.zone_rules).where(t.zone_rules.c.zone == "A"),
    )
    for change in changes:
        async with source.write() as tx:
            await tx.run(change)
        assert await fingerprint(source, t.zone_rules) != before


async def test_only_what_is_about_processes_is_left_behind(source: Database, target: Database) -> None:
    async with source.write() as tx:
        await workers.join(tx, "long gone", START - timedelta(days=1), gone_after=timedelta(seconds=10))
    await moved(source, target)
    async with target.read() as tx:
        assert await tx.value(select(func.count()).select_from(t.workers)) == 0
    assert {*t.metadata.sorted_tables} - {*TABLES} == {t.workers}
