from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from storage import tables as t
from storage.database import Database, DatabaseTrouble
from storage.trouble import (
    SAID_AGAIN,
    TRIES,
    Complaint,
    Trouble,
    in_spite_of_others,
    name_of,
    passes,
    trouble_of,
)
from tests.databases import ON_POSTGRES, on_sqlite_only
from tests.wires import START


def of_a_file(code: int) -> DatabaseTrouble:
    fault = sqlite3.OperationalError("as SQLite says it")
    fault.sqlite_errorcode = code  # type: ignore[misc] # otherwise it is only SQLite that sets it
    return OperationalError("SELECT", None, fault)


def of_a_server(state: str) -> DatabaseTrouble:
    fault = asyncpg.PostgresError.new({"C": state, "M": "as PostgreSQL says it"})
    return OperationalError("SELECT", None, fault)


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        (of_a_file(sqlite3.SQLITE_BUSY_SNAPSHOT), Trouble.LOCKED),
        (of_a_file(sqlite3.SQLITE_FULL), Trouble.DISK_FULL),
        (of_a_file(sqlite3.SQLITE_IOERR_FSYNC), Trouble.DISK_FAILS),
        (of_a_file(sqlite3.SQLITE_READONLY_DBMOVED), Trouble.READ_ONLY),
        (of_a_file(sqlite3.SQLITE_NOTADB), Trouble.DAMAGED),
        (of_a_file(sqlite3.SQLITE_ERROR), None),
        (of_a_file(sqlite3.SQLITE_CONSTRAINT_UNIQUE), None),
        (of_a_file(sqlite3.SQLITE_TOOBIG), None),
        (of_a_server("40P01"), Trouble.GAVE_WAY),
        (of_a_server("40001"), Trouble.GAVE_WAY),
        (of_a_server("53100"), Trouble.DISK_FULL),
        (of_a_server("53300"), Trouble.NOT_REACHED),
        (of_a_server("57P03"), Trouble.NOT_REACHED),
        (of_a_server("25006"), Trouble.READ_ONLY),
        (of_a_server("28P01"), Trouble.REFUSED),
        (of_a_server("XX001"), Trouble.DAMAGED),
        (of_a_server("23505"), None),
        (of_a_server("22003"), None),
        (of_a_server("42703"), None),
        (OperationalError("connect", None, ConnectionRefusedError()), Trouble.NOT_REACHED),
        (OperationalError("SELECT", None, TimeoutError()), Trouble.NOT_REACHED),
        (
            OperationalError("SELECT", None, asyncpg.InterfaceError("connection is closed")),
            Trouble.NOT_REACHED,
        ),
        (OperationalError("SELECT", None, asyncpg.DataError("an integer is required")), None),
        (ValueError("of ours"), None),
    ],
)
def test_what_is_said_is_told_apart(fault: Exception, trouble: Trouble | None) -> None:
    assert trouble_of(fault) is trouble
    assert passes(fault) == (trouble not in {None, Trouble.DAMAGED})


def test_a_fault_without_a_trouble_is_called_by_its_class() -> None:
    assert name_of(of_a_server("23505")) == "UniqueViolationError"
    assert name_of(of_a_server("53100")) == "disk_full"


async def test_what_breaks_a_rule_of_its_table_is_the_row_s_own_fault(db: Database) -> None:
    with pytest.raises(DatabaseTrouble) as raised:  # noqa: PT012 - the second row is the fault
        async with db.write() as tx:
            await tx.add(t.alerts, id=1, at=START, kind="x")
            await tx.add(t.alerts, id=1, at=START, kind="x")
    assert not passes(raised.value)


async def test_what_does_not_fit_its_column_is_the_row_s_own_fault(db: Database) -> None:
    with pytest.raises(Exception, match=r".") as raised:
        async with db.write() as tx:
            await tx.add(t.alerts, id=2**70, at=START, kind="x")
    assert not passes(raised.value)


async def test_a_statement_that_is_wrong_is_nobody_s_trouble(db: Database) -> None:
    with pytest.raises(DatabaseTrouble) as raised:
        async with db.read() as tx:
            await tx.connection.execute(text("SELECT nothing FROM nowhere"))
    assert not passes(raised.value)


@on_sqlite_only
async def test_a_file_that_another_process_writes_is_locked(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database.BUSY_MILLISECONDS", 10)
    with closing(sqlite3.connect(tmp_path / "between.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseTrouble) as raised:
            async with db.write():
                pass
        assert trouble_of(raised.value) is Trouble.LOCKED


@pytest.mark.skipif(not ON_POSTGRES, reason="Where there is one writer at a time nobody gives way.")
async def test_of_two_that_wait_for_each_other_one_gives_way_and_both_come_through(db: Database) -> None:
    async with db.write() as tx:
        ids = [await tx.add(t.alerts, at=START, kind="0") for _ in range(2)]
    both_hold, tries = asyncio.Barrier(2), [0]

    async def deed(first: int, second: int) -> None:
        tries[0] += 1
        async with db.write() as tx:
            await tx.change(t.alerts, first, subject=str(first))
            if tries[0] <= 2:
                await both_hold.wait()
            await tx.change(t.alerts, second, subject=str(first))

    await asyncio.gather(
        in_spite_of_others(lambda: deed(ids[0], ids[1])), in_spite_of_others(lambda: deed(ids[1], ids[0]))
    )
    assert tries == [3]
    async with db.read() as tx:
        told = {row.subject for row in await tx.rows(select(t.alerts))}
    assert len(told) == 1


async def test_who_gives_way_again_and_again_is_told_of_at_last() -> None:
    tries = []

    async def work() -> None:
        tries.append(1)
        raise of_a_server("40P01")

    with pytest.raises(DatabaseTrouble):
        await in_spite_of_others(work)
    assert len(tries) == TRIES


async def test_other_trouble_is_not_tried_again_at_once() -> None:
    tries = []

    async def work() -> None:
        tries.append(1)
        raise of_a_server("53100")

    with pytest.raises(DatabaseTrouble):
        await in_spite_of_others(work)
    assert len(tries) == 1


def test_a_complaint_is_made_once_a_minute_and_taken_back_once() -> None:
    now = [0.0]
    complaint = Complaint("x.no_database", lambda: now[0])
    with capture_logs() as log:
        complaint.over()
        for second in range(130):
            now[0] = float(second)
            complaint.about(of_a_file(sqlite3.SQLITE_FULL))
            complaint.about(of_a_file(sqlite3.SQLITE_BUSY))
        complaint.over()
        complaint.over()
    said = [(line["event"], line.get("fault", "")) for line in log]
    assert said == [("x.no_database", "disk_full"), ("x.no_database", "locked")] * 3 + [
        ("database.well_again", "")
    ]
    assert SAID_AGAIN == 60
