"""Migrations: an empty database is filled, what the tables say is what is there, and a newer one is left alone."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from storage import server
from storage import tables as t
from storage.crypto import throwaway_key_ring
from storage.database import Database
from storage.schema import (
    DatabaseTooNewError,
    bring_up_to_date,
    configuration,
    newest_revision,
    revision_of,
    revisions,
)
from tests.databases import make_empty_on_server


def database_in(folder: Path) -> Database:
    return Database(
        f"sqlite:///{folder / 'schema.db'}",
        throwaway_key_ring(),
        lambda: datetime(2026, 3, 5, tzinfo=UTC),
    )


async def tables_of(database: Database) -> set[str]:
    async with database.read() as tx:
        return set(await tx.connection.run_sync(lambda sync: inspect(sync).get_table_names()))


async def test_an_empty_database_gets_every_table(tmp_path: Path) -> None:
    database = database_in(tmp_path)
    assert await revision_of(database) is None
    await bring_up_to_date(database)
    assert await revision_of(database) == newest_revision()
    assert await tables_of(database) == {*t.metadata.tables, "alembic_version"}
    await database.close()


async def test_what_the_migrations_made_is_what_the_tables_say(tmp_path: Path) -> None:
    database = database_in(tmp_path)
    await bring_up_to_date(database)

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": _same_type})
        return list(compare_metadata(context, t.metadata))

    async with database.write() as tx:
        assert await tx.connection.run_sync(differences) == []
        await tx.run(text("alter table notes add column forgotten integer"))
        assert await tx.connection.run_sync(differences) != []
    await database.close()


def _same_type(context: object, column: object, ours: object, found: object, meant: object) -> bool | None:
    """Our own types are whole numbers and bytes to the database; alembic compares all others itself."""
    del context, column, found, meant
    return False if isinstance(ours, t.Instant | t.Sealed) else None


async def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    database = database_in(tmp_path)
    await bring_up_to_date(database)
    await database.close()
    before = (tmp_path / "schema.db").read_bytes()
    again = database_in(tmp_path)
    await bring_up_to_date(again)
    await again.close()
    assert (tmp_path / "schema.db").read_bytes() == before


async def test_a_database_of_a_newer_program_is_refused_with_a_sentence_and_left_as_it_is(
    tmp_path: Path,
) -> None:
    database = database_in(tmp_path)
    await bring_up_to_date(database)
    async with database.write() as tx:
        await tx.run(text("update alembic_version set version_num = '9999'"))
    await database.close()
    before = (tmp_path / "schema.db").read_bytes()
    newer = database_in(tmp_path)
    with pytest.raises(DatabaseTooNewError, match=r"newer version of Between.*nothing was changed\.$"):
        await bring_up_to_date(newer)
    await newer.close()
    assert (tmp_path / "schema.db").read_bytes() == before


def test_each_migration_is_known_by_its_number() -> None:
    assert sorted(revisions()) == [f"{number:04}" for number in range(1, len(revisions()) + 1)]
    assert newest_revision() == max(revisions())


async def test_whoever_was_unreachable_before_there_were_second_addresses_is_so_at_their_only_one(
    tmp_path: Path,
) -> None:
    database = database_in(tmp_path)
    async with database.write() as tx:
        await tx.connection.run_sync(lambda sync: command.upgrade(configuration(sync), "0006"))
        await tx.run(
            text(
                "insert into people (id, role, code, state, language, formality, zone, quiet_from, quiet_to,"
                " blocked_at, digest_days_before, digest_minute, created_at)"
                " values (1, 'patient', 'P-1', 'active', 'en', 'sie', 'UTC', 0, 0, 5, 1, 1, 1)"
            )
        )
        await tx.run(
            text(
                "insert into addresses (id, person_id, channel, chat_key, address)"
                " values (2, 1, 'telegram', 'k', x'00')"
            )
        )
    await bring_up_to_date(database)
    async with database.read() as tx:
        rows = await tx.rows(text("select dead_since, held_since, place from addresses"))
    assert [tuple(row) for row in rows] == [(5, None, 0)]
    await database.close()


def on_server(folder: Path) -> Database:
    url = make_empty_on_server(folder / "schema.db")
    return Database(url, throwaway_key_ring(), lambda: datetime(2026, 3, 5, tzinfo=UTC))


async def test_workers_that_start_at_once_on_an_old_database_all_come_up(tmp_path: Path) -> None:
    workers = [on_server(tmp_path) for _ in range(3)]
    await asyncio.gather(*(bring_up_to_date(each) for each in workers))
    assert [await revision_of(each) for each in workers] == [newest_revision()] * 3
    assert await tables_of(workers[0]) == {*t.metadata.tables, "alembic_version"}
    for each in workers:
        await each.close()


async def test_a_server_may_take_its_time_over_an_upgrade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as statements of the talk never may: 0007 has to wait here for one that reads the addresses."""
    monkeypatch.setattr(server, "TO_ANSWER", 0.5)
    database, other = on_server(tmp_path), on_server(tmp_path)
    async with database.write() as tx:
        await tx.connection.run_sync(lambda sync: command.upgrade(configuration(sync), "0006"))
    async with other.write() as tx:
        await tx.run(text("lock table addresses"))
        upgrading = asyncio.create_task(bring_up_to_date(database))
        await asyncio.wait([upgrading], timeout=1.0)
    await upgrading
    assert await revision_of(database) == newest_revision()
    for each in (database, other):
        await each.close()


async def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    database = database_in(tmp_path)
    async with database.write() as tx:
        await tx.run(text("create table typed (id integer)"))
    with pytest.raises(Exception, match="typed"):
        await bring_up_to_date(database)
    assert await tables_of(database) == {"typed"}
    await database.close()


async def test_summaries_of_before_it_was_kept_who_was_told_count_as_told(tmp_path: Path) -> None:
    """Otherwise every week that ever was summarised would be summarised once more."""
    database = database_in(tmp_path)
    async with database.write() as tx:
        await tx.connection.run_sync(lambda sync: command.upgrade(configuration(sync), "0009"))
        await tx.run(
            text(
                "insert into people (id, role, code, state, language, formality, zone, quiet_from, quiet_to,"
                " digest_days_before, digest_minute, created_at)"
                " values (1, 'patient', 'P-1', 'active', 'en', 'sie', 'UTC', 0, 0, 1, 1, 1)"
            )
        )
        await tx.run(text("insert into digests (id, patient_id, built_at, sent) values (2, 1, 1, false)"))
    await bring_up_to_date(database)
    async with database.read() as tx:
        assert await tx.value(text("select told from digests")) == 1
    await database.close()
