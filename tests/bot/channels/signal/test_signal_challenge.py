"""A captcha that Signal wants: kept, told once, handed in by another process, and over."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.challenging import answer_challenge
from bot.channels.base import Rendered
from bot.channels.signal import SignalChannel
from bot.channels.signal_challenge import CaptchaError, Challenges, hand_in
from bot.channels.signal_rpc import SignalRpc
from bot.cli import main
from bot.keys import first_key_ring
from bot.sending import SendError
from bot.settings import load_settings
from scheduler.clock import HandClock, SystemClock
from storage import alerts, challenges
from storage.database import Database
from storage.schema import bring_up_to_date
from tests.bot.channels.signal.scripted import ACCOUNT, SAM, Daemon, refused, scripted
from tests.bot.commands import TOKEN, called, env_file
from tests.databases import on_sqlite_only
from tests.wires import fresh_database


@pytest.fixture
async def db(tmp_path: Path, clock: HandClock) -> AsyncIterator[Database]:
    async with fresh_database(tmp_path, clock) as database:
        yield database


def channel_with(daemon: Daemon, clock: HandClock, kept: Challenges) -> SignalChannel:
    return SignalChannel(
        ACCOUNT, daemon.socket, clock=clock, on_challenge=kept.demanded, challenged=kept.waiting
    )


async def fails(channel: SignalChannel) -> str:
    with pytest.raises(SendError) as caught:
        await channel.send(SAM, Rendered("x"))
    return caught.value.fault


async def solve(db: Database, clock: HandClock, daemon: Daemon) -> None:
    rpc = SignalRpc(daemon.socket)
    try:
        await hand_in(db, clock, rpc, ACCOUNT, "signalcaptcha://x")
    finally:
        await rpc.close()


async def test_a_solved_captcha_lets_every_process_go_on(
    db: Database, clock: HandClock, daemon: Daemon
) -> None:
    channel = channel_with(daemon, clock, Challenges(db, clock))
    daemon.answers["send"].append(scripted("PROOF"))
    assert [await fails(channel) for _ in range(2)] == ["captcha", "captcha"]
    fresh = channel_with(daemon, clock, Challenges(db, clock))
    assert await fails(fresh) == "captcha"
    async with db.read() as tx:
        assert [each.kind for each in await alerts.unseen(tx)] == ["signal_captcha"]
    await solve(db, clock, daemon)
    assert daemon.asked("submitRateLimitChallenge") == [
        {"account": ACCOUNT, "challenge": "a-challenge-token", "captcha": "signalcaptcha://x"}
    ]
    for each in (channel, fresh):
        assert await each.send(SAM, Rendered("x"))
        await each.close()
    async with db.read() as tx:
        assert await alerts.unseen(tx) == []


async def test_after_the_time_that_signal_said_it_is_tried_without(
    db: Database, clock: HandClock, daemon: Daemon
) -> None:
    channel = channel_with(daemon, clock, Challenges(db, clock))
    daemon.answers["send"].append(scripted("PROOF"))
    await fails(channel)
    clock.forward(hours=23)
    assert await fails(channel) == "captcha"
    clock.forward(hours=1, minutes=2)
    assert await channel.send(SAM, Rendered("x"))
    await channel.close()
    async with db.read() as tx:
        assert await challenges.pending(tx, "signal") is None


async def test_where_signal_says_no_time_a_day_passes(db: Database, clock: HandClock) -> None:
    kept = Challenges(db, clock)
    await kept.demanded("token", None)
    clock.forward(hours=23)
    assert await kept.waiting()
    clock.forward(hours=2)
    assert not await kept.waiting()


async def test_a_challenge_from_before_the_clock_was_set_back_does_not_rest_the_channel_for_as_long(
    db: Database, clock: HandClock
) -> None:
    kept, now = Challenges(db, clock), clock.now()
    clock.set(now + timedelta(days=30))
    await kept.demanded("token", 3600.0)
    assert await kept.waiting()
    clock.set(now)
    assert not await kept.waiting()
    async with db.read() as tx:
        assert await challenges.pending(tx, "signal") is None


async def test_however_long_signal_says_it_is_tried_after_a_day(db: Database, clock: HandClock) -> None:
    kept = Challenges(db, clock)
    await kept.demanded("token", 90 * 86_400.0)
    assert await kept.waiting()
    clock.forward(hours=24, minutes=2)
    assert not await kept.waiting()


async def test_the_store_is_asked_only_while_a_challenge_may_be_pending(
    db: Database, clock: HandClock, tmp_path: Path
) -> None:
    kept = Challenges(db, clock)
    assert not await kept.waiting()
    async with db.write() as tx:
        await challenges.demanded(tx, "signal", "of another worker", clock.now(), clock.now())
    assert not await kept.waiting()


async def test_a_captcha_that_signal_does_not_take_leaves_the_challenge(
    db: Database, clock: HandClock, daemon: Daemon
) -> None:
    await Challenges(db, clock).demanded("token", 60.0)
    for code in (-1, -6):
        daemon.answers["submitRateLimitChallenge"].append(
            refused(
                code,
                "Captcha rejected, it may be outdated, already used or solved from a different IP address.",
            )
        )
        with pytest.raises(CaptchaError, match="did not take the captcha"):
            await solve(db, clock, daemon)
    async with db.read() as tx:
        assert await challenges.pending(tx, "signal") is not None


async def test_after_a_captcha_that_was_not_taken_the_next_message_tries_whether_it_may_go(
    db: Database, clock: HandClock, daemon: Daemon
) -> None:
    channel = channel_with(daemon, clock, Challenges(db, clock))
    daemon.answers["send"].append(scripted("PROOF"))
    await fails(channel)
    assert await fails(channel) == "captcha"
    daemon.answers["submitRateLimitChallenge"].append(refused(-6, "Captcha rejected, it may be outdated"))
    with pytest.raises(CaptchaError):
        await solve(db, clock, daemon)
    daemon.answers["send"].append(scripted("PROOF"))
    assert [await fails(channel) for _ in range(3)] == ["captcha"] * 3
    assert len(daemon.asked("send")) == 2  # the one that met it, and one that tried
    async with db.read() as tx:
        assert [each.kind for each in await alerts.unseen(tx)] == ["signal_captcha"]
    daemon.answers["submitRateLimitChallenge"].append(refused(-6, "Captcha rejected, it may be outdated"))
    with pytest.raises(CaptchaError):
        await solve(db, clock, daemon)
    assert await channel.send(SAM, Rendered("x"))
    await channel.close()


@on_sqlite_only
async def test_what_signal_took_is_written_down_though_the_file_is_locked_for_a_while(
    tmp_path: Path, clock: HandClock, daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database.BUSY_MILLISECONDS", 10)
    async with fresh_database(tmp_path, clock) as database:
        await Challenges(database, clock).demanded("token", None)
        monkeypatch.setattr(clock, "sleep", lambda _: asyncio.sleep(0.01))
        with closing(sqlite3.connect(tmp_path / "between.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(CaptchaError, match=r"\(locked\).*with the same captcha"):
                await solve(database, clock, daemon)
            solving = asyncio.create_task(solve(database, clock, daemon))
            await daemon.until(lambda: len(daemon.asked("submitRateLimitChallenge")) == 2)
            other.execute("ROLLBACK")
        await solving
        async with database.read() as tx:
            assert await challenges.pending(tx, "signal") is None


async def test_where_no_captcha_is_wanted_nothing_is_handed_in(
    db: Database, clock: HandClock, daemon: Daemon
) -> None:
    with pytest.raises(CaptchaError, match="wants no captcha"):
        await solve(db, clock, daemon)
    assert daemon.calls == []


async def test_the_command_hands_it_in_and_each_fault_is_a_sentence(
    tmp_path: Path, daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    settings = load_settings(env_file(tmp_path, telegram_token=TOKEN))
    now = SystemClock().now
    database = Database(settings.database_url, await first_key_ring(settings, now), now)
    await bring_up_to_date(database)
    await Challenges(database, SystemClock()).demanded("token", 600.0)
    with pytest.raises(CaptchaError, match="SIGNAL_ACCOUNT is not set"):
        await answer_challenge(settings, "", daemon.socket, "x")
    with pytest.raises(CaptchaError, match=r"did not do it \(unreachable\)"):
        await answer_challenge(settings, ACCOUNT, str(tmp_path / "nobody"), "x")
    await answer_challenge(settings, ACCOUNT, daemon.socket, " signalcaptcha://x\n")
    assert daemon.asked("submitRateLimitChallenge")[0]["captcha"] == "signalcaptcha://x"
    async with database.read() as tx:
        assert await challenges.pending(tx, "signal") is None
    await database.close()


def test_without_a_captcha_the_command_says_how(capsys: pytest.CaptureFixture[str]) -> None:
    with called("signal-challenge"), pytest.raises(SystemExit) as end:
        main()
    assert not end.value.code
    assert "https://signalcaptchas.org/challenge/generate.html" in capsys.readouterr().out
