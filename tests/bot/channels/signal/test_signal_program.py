"""Which release of signal-cli answers, over a socket: kept since when, and told to the operator once it is too old."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.signal import SignalChannel
from bot.channels.signal_program import Program
from bot.channels.signal_releases import numbers_of, past_its_time, released
from scheduler.clock import HandClock
from storage import alerts, programs
from storage.database import Database
from tests.bot.channels.signal.conftest import Store
from tests.bot.channels.signal.scripted import ACCOUNT, Daemon, text
from tests.wires import START, fresh_database

NEWER: dict[str, object] = {"result": {"version": "0.99.1"}}


@pytest.fixture
async def db(tmp_path: Path, clock: HandClock) -> AsyncIterator[Database]:
    async with fresh_database(tmp_path, clock) as database:
        yield database


@pytest.fixture
async def channel(db: Database, daemon: Daemon, clock: HandClock) -> AsyncIterator[SignalChannel]:
    kept = Program(db, clock)
    made = SignalChannel(ACCOUNT, daemon.socket, clock=clock, on_version=kept.answered, answer_seconds=0.3)
    yield made
    await made.close()


async def since(db: Database) -> tuple[str, datetime] | None:
    async with db.read() as tx:
        found = await programs.of(tx, "signal")
    return None if found is None else (found.version, found.since)


async def told(db: Database) -> list[str]:
    async with db.read() as tx:
        return [each.kind for each in await alerts.unseen(tx)]


async def answers(daemon: Daemon, channel: SignalChannel, store: Store, version: str) -> None:
    daemon.answers["version"].append({"result": {"version": version}})
    await channel.listen_once(store, 0)


async def test_since_when_a_release_answers_is_kept_until_another_one_does(
    db: Database, channel: SignalChannel, daemon: Daemon, store: Store, clock: HandClock
) -> None:
    await answers(daemon, channel, store, "0.99.1")
    assert await since(db) == ("0.99.1", START)
    clock.forward(days=60)
    await answers(daemon, channel, store, "0.99.1")
    assert await since(db) == ("0.99.1", START)
    await answers(daemon, channel, store, "0.99.2")
    assert await since(db) == ("0.99.2", START + timedelta(days=60))


async def test_the_operator_hears_once_of_a_release_that_grew_too_old_and_no_more_after_its_update(
    db: Database, channel: SignalChannel, daemon: Daemon, store: Store, clock: HandClock
) -> None:
    await answers(daemon, channel, store, "0.99.1")
    clock.forward(days=91)
    await answers(daemon, channel, store, "0.99.1")
    assert await told(db) == []
    for _ in range(3):
        clock.forward(days=1)
        await answers(daemon, channel, store, "0.99.1")
        assert await told(db) == ["signal_cli_old"]
    await answers(daemon, channel, store, "0.99.2")
    assert await told(db) == []


async def test_a_database_in_trouble_does_not_keep_anybody_from_being_heard(
    channel: SignalChannel, daemon: Daemon, store: Store, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(db, "write", full)
        await answers(daemon, channel, store, "0.99.1")
        daemon.says(text("hello"))
        await channel.listen_once(store, 1)
    assert store.texts == ["hello"]
    assert await since(db) is None
    await answers(daemon, channel, store, "0.99.1")
    assert await since(db) == ("0.99.1", START)


async def test_a_daemon_that_says_no_version_is_listened_to(
    channel: SignalChannel, daemon: Daemon, store: Store, db: Database
) -> None:
    daemon.answers["version"] += [{"result": {}}, {"result": None}, {"result": "0.99"}]
    for _ in range(3):
        await channel.listen_once(store, 0)
    assert await since(db) is None


def test_a_release_is_dated_by_the_table_and_one_between_two_by_the_later() -> None:
    assert released("0.14.6") == date(2026, 7, 13)
    assert released("0.14.4.1") == released("0.14.4") == date(2026, 5, 24)
    assert released("0.14.3.7") == date(2026, 5, 24)
    assert released("0.14.5-SNAPSHOT") == date(2026, 6, 11)
    assert released("0.14.10") is None
    assert numbers_of("0.14.10") > numbers_of("0.14.9")


@pytest.mark.parametrize(
    ("version", "days", "old"),
    [("0.14.6", 91, False), ("0.14.6", 92, True), ("0.14.5", 0, True), ("", 0, True)],
)
def test_three_months_are_the_life_of_a_release(version: str, days: int, *, old: bool) -> None:
    now = datetime(2026, 7, 13, 12, tzinfo=UTC) + timedelta(days=days)
    assert past_its_time(version, None, now) is old
