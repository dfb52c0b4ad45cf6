from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update

from scheduler.clock import HandClock
from storage import notes, people
from storage import tables as t
from storage.crypto import SealBroken
from storage.database import Database, DatabaseTrouble, Tx
from storage.ids import IdSource
from storage.records import Note, NoteKind, Role
from storage.trouble import TakenBackError, Trouble, trouble_of
from tests.databases import on_sqlite_only
from tests.wires import START, active_patient


async def add_note(db: Database, words: str) -> int:
    person = await active_patient(db)
    async with db.write() as tx:
        values: Mapping[str, Any] = {
            "kind": NoteKind.INSIGHT,
            "text": words,
            "at": START,
            "revision": 1,
            "before": [],
        }
        return await tx.add(t.notes, patient_id=person.id, **values)


async def test_words_are_sealed_in_the_file_and_whole_in_the_record(db: Database, tmp_path: Path) -> None:
    note_id = await add_note(db, "the neighbours were loud")
    async with db.read() as tx:
        note = await notes.get(tx, note_id)
    assert note is not None
    assert note.text == "the neighbours were loud"
    await db.close()
    for file in tmp_path.iterdir():  # noqa: ASYNC240 - nothing else runs
        assert b"neighbours" not in file.read_bytes(), file.name


async def test_words_copied_to_another_row_do_not_open(db: Database) -> None:
    first, second = await add_note(db, "mine"), await add_note(db, "yours")
    async with db.write() as tx:
        copied = await tx.value(select(t.notes.c.text).where(t.notes.c.id == first))
        await tx.run(update(t.notes).where(t.notes.c.id == second).values(text=copied))
        with pytest.raises(SealBroken):
            await tx.one(Note, t.notes, select(t.notes).where(t.notes.c.id == second))


async def test_a_transaction_that_fails_leaves_nothing(db: Database) -> None:
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - the write before the fault is the point
        async with db.write() as tx:
            await people.add(tx, Role.PATIENT, now=START, language="en", zone="UTC")
            raise ZeroDivisionError
    async with db.read() as tx:
        assert await people.get_many(tx, {1}) == {}
        assert await tx.rows(select(t.people)) == []


async def test_a_savepoint_that_fails_takes_back_its_own_part_only(db: Database) -> None:
    async with db.write() as tx:
        kept = await people.add(tx, Role.PATIENT, now=START, language="en", zone="UTC")
        with pytest.raises(ZeroDivisionError):  # noqa: PT012 - the write before the fault is the point
            async with tx.savepoint():
                await people.add(tx, Role.PATIENT, now=START, language="en", zone="UTC")
                raise ZeroDivisionError
    async with db.read() as tx:
        assert [row.id for row in await tx.rows(select(t.people.c.id))] == [kept.id]


async def _fills_the_disk(tx: Tx) -> None:
    """Let SQLite find no room for another page, and write more than fits."""
    pages = await tx.value(text("SELECT page_count FROM pragma_page_count"))
    await tx.run(text(f"PRAGMA max_page_count={pages}"))
    for _ in range(1000):
        await people.add(tx, Role.PATIENT, now=START, language="en", zone="UTC")


@on_sqlite_only
async def test_a_disk_that_is_full_in_a_part_is_told_as_what_it_is(db: Database) -> None:
    """SQLite takes the whole transaction back then, and knows of no savepoint any more."""
    with pytest.raises(DatabaseTrouble) as raised:
        async with db.write() as tx, tx.savepoint():
            await _fills_the_disk(tx)
    assert trouble_of(raised.value) is Trouble.DISK_FULL
    async with db.read() as tx:
        assert await tx.rows(select(t.people)) == []


@on_sqlite_only
async def test_whoever_goes_on_in_a_transaction_that_was_taken_back_is_stopped(db: Database) -> None:
    with pytest.raises(TakenBackError):  # noqa: PT012 - that somebody goes on is the point
        async with db.write() as tx:
            with suppress(DatabaseTrouble):
                async with tx.savepoint():
                    await _fills_the_disk(tx)
    async with db.read() as tx:
        assert await tx.rows(select(t.people)) == []


async def test_two_writers_that_read_first_lose_no_update(db: Database) -> None:
    person = await active_patient(db)

    async def add_one() -> None:
        async with db.write() as tx:
            await people.hold(tx, [person.id])
            found = await people.get(tx, person.id)
            assert found is not None
            await asyncio.sleep(0)
            await people.change(tx, person.id, digest_minute=found.digest_minute + 1)

    await asyncio.gather(*(add_one() for _ in range(10)))
    async with db.read() as tx:
        found = await people.get(tx, person.id)
    assert found is not None
    assert found.digest_minute == person.digest_minute + 10


async def test_a_reader_waits_for_no_writer(db: Database) -> None:
    async with db.write() as writing:
        await people.add(writing, Role.PATIENT, now=START, language="en", zone="UTC")
        async with db.read() as reading:
            assert await reading.rows(select(t.people)) == []


async def test_a_wall_clock_without_a_zone_is_refused(db: Database) -> None:
    with pytest.raises(Exception, match="without a time zone"):
        async with db.write() as tx:
            await tx.add(t.alerts, at=datetime(2026, 3, 5, 12, 0), kind="x")  # noqa: DTZ001 - that is the fault


async def test_moments_come_back_to_the_microsecond(db: Database) -> None:
    moments = [START + timedelta(microseconds=1), START - timedelta(days=40_000, microseconds=1)]
    async with db.write() as tx:
        await tx.add_many(t.alerts, [{"at": moment, "kind": "x"} for moment in moments])
        found = await tx.rows(select(t.alerts.c.at).order_by(t.alerts.c.id))
    assert [row.at for row in found] == moments


@on_sqlite_only
async def test_the_file_is_set_up_as_measured_best(db: Database) -> None:
    async with db.read() as tx:
        for pragma, expected in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
            assert (await tx.connection.exec_driver_sql(f"PRAGMA {pragma}")).scalar() == expected


async def test_new_ids_follow_old_ones_though_the_clock_was_set_back(db: Database, clock: HandClock) -> None:
    async with db.write() as tx:
        old = await tx.add(
            t.inbox, channel="telegram", update_key="1", raw="{}", received_at=clock.now(), state="new"
        )
    clock.set(START - timedelta(days=400))
    again = Database(db.url, db.keys, clock.now)
    await again.open()
    async with again.write() as tx:
        assert tx.ids.some(1)[0] > old
    await again.close()


async def test_new_ids_follow_those_of_every_table_though_the_clock_stood_still(
    db: Database, clock: HandClock
) -> None:
    newest = await add_note(db, "written after everything else")
    again = Database(db.url, db.keys, clock.now)
    await again.open()
    async with again.write() as tx:
        assert tx.ids.some(1)[0] > newest
    await again.close()


def test_ids_ascend_within_a_millisecond_and_when_the_clock_goes_back() -> None:
    clock = HandClock(START)
    source = IdSource(clock.now)
    ids = [source.some(1)[0] for _ in range(5)]
    clock.set(START - timedelta(hours=1))
    ids.append(source.some(1)[0])
    clock.set(START + timedelta(hours=1))
    ids.append(source.some(1)[0])
    assert ids == sorted(set(ids))
    assert ids[-1] < 2**63


@pytest.mark.parametrize("newest", [5 << 60, (5 << 60) + 7, (5 << 60) + 1023])
def test_nor_do_they_where_the_clock_has_not_reached_the_newest_id(newest: int) -> None:
    """Whoever made that one."""
    clock = HandClock(START)
    made: list[int] = []
    for offset in (0, 1, 7, 1023):
        source = IdSource(clock.now, after=newest, offset=offset)
        mine = [source.some(1)[0] for _ in range(50)]
        assert mine == sorted(mine)
        assert mine[0] > newest
        made += mine
    assert len(set(made)) == 4 * 50


def test_two_processes_never_make_the_same_id() -> None:
    one, other = IdSource(lambda: START), IdSource(lambda: START, offset=1)
    assert not {one.some(1)[0] for _ in range(2000)} & {other.some(1)[0] for _ in range(2000)}
