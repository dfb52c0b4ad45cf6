"""A statement that comes again is run by the driver alone; what it finds and does must be what the library finds and does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, case, delete, event, func, literal, select, update
from sqlalchemy.exc import StatementError
from sqlalchemy.sql.expression import Executable

from storage import outbox, prepared
from storage import tables as t
from storage.database import Database, DatabaseTrouble, Tx
from storage.records import Lane, OutboxState
from storage.trouble import trouble_of
from tests.databases import on_sqlite_only
from tests.wires import START, message

pytestmark = on_sqlite_only

_out = t.outbox.c
_IDS: Any = bindparam("ids", expanding=True)


async def kept(db: Database, count: int) -> list[int]:
    async with db.write() as tx:
        put = [message(f"{one}", unasked=bool(one % 2), lane=Lane(one % 2)) for one in range(count)]
        return await outbox.add(tx, put, START)


async def by_the_library(tx: Tx, statement: Executable, values: Any = None) -> list[Any]:
    return [tuple(row) for row in tx.connection.plain.execute(statement, values)]  # type: ignore[union-attr]


async def by_the_driver(tx: Tx, statement: Executable, values: Any = None) -> Any:
    for _ in range(2):
        found = prepared.prepared(statement, tx.connection.dialect)
    assert found is not None
    return found.run(tx.connection.plain, values)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "statement",
    [
        select(t.outbox).where(_out.id.in_(_IDS)).order_by(_out.id),
        select(t.outbox).where(_out.id.not_in(_IDS), _out.created_at <= bindparam("now")).order_by(_out.id),
        select(_out.id, _out.lane.label("way"), func.count().over().label("count"))
        .where(_out.state == literal("pending", literal_execute=True), _out.id.in_(_IDS))
        .order_by(case((_out.unasked.is_(True), 0), else_=1), _out.id),
        select(func.count(), func.max(_out.id)).where(_out.id.in_(_IDS)),
        select(_out.created_at, _out.lease_until, _out.maybe_sent).where(_out.id.in_(_IDS), _out.lane == 0),
    ],
)
async def test_it_finds_the_same_for_lists_of_every_length(db: Database, statement: Any) -> None:
    ids = await kept(db, 20)
    async with db.write() as tx:
        for length in [*range(12), 20, 3, 0]:
            values = {"ids": ids[:length], "now": START}
            found = await by_the_driver(tx, statement, values)
            rows = found.all()
            assert [tuple(row) for row in rows] == await by_the_library(tx, statement, values), length
            names = tx.connection.plain.execute(statement, values).keys()  # type: ignore[union-attr]
            for row in rows:
                assert [getattr(row, name) for name in names] == list(row)
            assert found.first() == (rows[0] if rows else None)
            assert found.scalar() == (rows[0][0] if rows else None)


async def test_a_list_that_is_long_is_run_and_not_kept(db: Database) -> None:
    [one, *_] = await kept(db, 3)
    statement = select(_out.id).where(_out.id.in_(_IDS))
    async with db.write() as tx:
        found = await by_the_driver(tx, statement, {"ids": [one, *range(2000)]})
        assert [row.id for row in found] == [one]
        ready = prepared.prepared(statement, tx.connection.dialect)
        assert ready is not None
        assert not ready._shapes


async def test_it_changes_each_row_of_many_and_says_how_many_there_were(db: Database) -> None:
    ids = await kept(db, 5)
    statement = (
        update(t.outbox)
        .where(_out.id == bindparam("of_id"), _out.state == OutboxState.PENDING)
        .values(lease_until=bindparam("until"), state=OutboxState.SENDING)
    )
    each = [{"of_id": one, "until": START + timedelta(seconds=one % 7)} for one in [*ids[:3], 1]]
    async with db.write() as tx:
        found = await by_the_driver(tx, statement, each)
        assert found.rowcount == 3
        rows = await tx.rows(select(_out.id, _out.lease_until).where(_out.state == OutboxState.SENDING))
        assert {row.id: row.lease_until for row in rows} == {
            one: START + timedelta(seconds=one % 7) for one in ids[:3]
        }


async def test_it_returns_what_it_changed_and_removes(db: Database) -> None:
    ids = await kept(db, 5)
    claims = update(t.outbox).where(_out.id.in_(_IDS)).values(lease_until=bindparam("until"))
    claims = claims.returning(_out.id, _out.lease_until)
    async with db.write() as tx:
        found = await by_the_driver(tx, claims, {"ids": ids[:3], "until": START})
        assert sorted(found.all()) == [(one, START) for one in ids[:3]]
        gone = await by_the_driver(tx, delete(t.outbox).where(_out.id.in_(_IDS)), {"ids": ids[1:]})
        assert (gone.all(), gone.rowcount) == ([], 4)
        assert await tx.value(select(_out.id)) == ids[0]


async def test_what_the_file_refuses_is_told_as_the_library_tells_it(db: Database) -> None:
    ids = await kept(db, 2)
    doubles = update(t.outbox).where(_out.id.in_(_IDS)).values(dedupe_key="the same")
    async with db.write() as tx:
        with pytest.raises(DatabaseTrouble) as refused:
            await by_the_driver(tx, doubles, {"ids": ids})
        assert trouble_of(refused.value) is None
        assert "the same" not in str(refused.value)
        tx.connection.plain.exec_driver_sql("PRAGMA query_only=ON")  # type: ignore[union-attr]
        with pytest.raises(DatabaseTrouble) as refused:
            await by_the_driver(tx, doubles, {"ids": ids[:1]})
        assert trouble_of(refused.value) == "read_only"
        tx.connection.plain.exec_driver_sql("PRAGMA query_only=OFF")  # type: ignore[union-attr]


async def test_what_comes_once_is_left_to_the_library_and_who_listens_hears_of_all(db: Database) -> None:
    ids = await kept(db, 1)
    heard: list[str] = []

    def note(*told: Any) -> None:
        heard.append(told[2])

    async with db.write() as tx:
        assert prepared.prepared(select(_out.id), tx.connection.dialect) is None
        event.listen(db.engine, "before_cursor_execute", note)
        found = await by_the_driver(tx, select(_out.id).where(_out.id.in_(_IDS)), {"ids": ids})
        event.remove(db.engine, "before_cursor_execute", note)
    assert found.all() == [(ids[0],)]
    [statement] = heard
    assert statement.startswith("SELECT outbox.id")


async def test_whatever_holds_the_values_of_a_list_does(db: Database) -> None:
    ids = await kept(db, 3)
    statement = select(_out.id).where(_out.id.in_(_IDS)).order_by(_out.id)
    async with db.write() as tx:
        for some in (set(ids), tuple(ids), dict.fromkeys(ids)):
            assert [row.id for row in await by_the_driver(tx, statement, {"ids": some})] == ids


async def test_a_value_that_does_not_fit_is_told_as_the_library_tells_it(db: Database) -> None:
    statement = select(_out.id).where(_out.created_at <= bindparam("now"))
    naive = {"now": START.replace(tzinfo=None)}
    async with db.write() as tx:
        with pytest.raises(StatementError) as by_library:
            await by_the_library(tx, statement, naive)
        with pytest.raises(StatementError) as by_driver:
            await by_the_driver(tx, statement, naive)
    assert type(by_driver.value.orig) is type(by_library.value.orig)
    assert trouble_of(by_driver.value) is None


async def test_of_statements_that_were_built_for_once_no_more_are_kept_than_a_few(db: Database) -> None:
    async with db.write() as tx:
        for number in range(prepared._MOST + 10):
            await by_the_driver(tx, select(_out.id).where(_out.id == number))
    assert prepared._compiled.cache_info().currsize == prepared._MOST
