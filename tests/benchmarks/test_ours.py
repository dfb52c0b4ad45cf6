"""Our side of each benchmark does the whole job, and counts it right; nothing is timed here."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.ours import burst as ours
from benchmarks.ours.burst import burst, register, restart
from benchmarks.ours.inbound import check_ins
from benchmarks.ours.parts import CHANNEL, START, SteadyClock, opened
from benchmarks.ours.year import year
from bot.messages import Say, Words
from storage import outbox
from storage.crypto import load_key_file
from storage.records import NewMessage


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'between.db'}"


async def test_everybody_due_gets_one_message_and_nobody_else(tmp_path: Path, url: str) -> None:
    await register(url, str(tmp_path), 12, due=5)
    found = await burst(url, str(tmp_path), 5)
    assert (found["sent"], found["doubled"]) == (5, 0)


async def test_messages_are_counted_and_not_chats(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await register(url, str(tmp_path), 2, due=2)
    say = Say(Words("form-over")).to_json()
    key = load_key_file(tmp_path / "between.key").index(CHANNEL, "1")
    payload = {"say": say, "language": "en", "formality": "sie"}
    async with opened(url, tmp_path, SteadyClock(START)) as parts, parts.database.write() as tx:
        await outbox.add(tx, [NewMessage(CHANNEL, key, "1", payload)], START)
    monkeypatch.setattr(ours, "PATIENCE", 5.0)
    found = await burst(url, str(tmp_path), 3, alone=True)
    assert (found["sent"], found["doubled"]) == (3, 1)
    assert found["seconds"] < ours.PATIENCE, "three were waited for, and three were sent"


async def test_a_burst_is_written_to_its_ledger(tmp_path: Path, url: str) -> None:
    await register(url, str(tmp_path), 3, due=3)
    await burst(url, str(tmp_path), 3, ledger=str(tmp_path / "ledger"))
    assert sorted((tmp_path / "ledger").read_text().split()) == ["1", "2", "3"]


async def test_ten_minutes_late_loses_nobody(tmp_path: Path, url: str) -> None:
    await register(url, str(tmp_path), 20, due=20)
    assert (await burst(url, str(tmp_path), 20, late=600.0))["sent"] == 20


async def test_a_restart_finds_everything_planned(tmp_path: Path, url: str) -> None:
    await register(url, str(tmp_path), 10)
    found = await restart(url, str(tmp_path))
    assert found["rss_mb"] > 0
    assert found["idle_tick_ms"] > 0


@pytest.mark.parametrize("per_second", [0.0, 500.0])
async def test_every_press_is_replied_to(tmp_path: Path, url: str, per_second: float) -> None:
    await register(url, str(tmp_path), 6, due=6)
    await burst(url, str(tmp_path), 6)
    found = await check_ins(url, str(tmp_path), first=2, count=4, per_second=per_second)
    assert found["replied"] == 4
    assert 0 < found["p50_ms"] <= found["p99_ms"]


async def test_days_pass_and_every_promise_is_kept(tmp_path: Path, url: str) -> None:
    found = await year(url, str(tmp_path), 1, days=4)
    assert found["messages"] > 3 * 2
    assert found["updates"] > 0
    assert {name: value for name, value in found.items() if name.startswith("broken_") and value} == {}
