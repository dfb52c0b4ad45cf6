"""A server in trouble: killed in the middle, connections cut or gone silent, not there yet. The bot is not to be troubled."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.waiting import database_answers
from storage import server as connections
from tests.trouble.house import HELP, House, house, hurry, set_up
from tests.trouble.mortal_postgres import Line, MortalServer, mortal_server

LASTS = 1.5


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)
    monkeypatch.setattr(connections, "TO_ANSWER", 1.0)
    monkeypatch.setattr(connections, "TO_CONNECT", 1.0)


@pytest.fixture
def server() -> Iterator[MortalServer]:
    with mortal_server() as made:
        yield made


def address(port: int) -> str:
    return f"postgresql+asyncpg://between@127.0.0.1:{port}/postgres"


async def test_a_server_that_is_killed_and_comes_back_has_lost_nothing(
    tmp_path: Path, server: MortalServer
) -> None:
    async with house(tmp_path, address(server.port)) as lives:
        anna, ben = lives.playground.phone("Anna"), lives.playground.phone("Ben")
        await lives.asks(anna)
        await lives.answered(anna, 1)
        hears = lives.holds_back()
        await lives.asks(ben)
        await lives.answered(ben, 1)
        before = lives.so_far()
        await lives.asks(anna, 3)
        await asyncio.to_thread(server.kill)
        hears.set()
        await lives.asks(ben)
        await lives.ready(state="not_reached")
        assert "The database is not reached" in await lives.doctor(tmp_path)
        await asyncio.sleep(LASTS)
        lives.has_said_little_since(before)
        await asyncio.to_thread(server.start)
        await lives.answered(anna, 4)
        await lives.answered(ben, 2)
        await lives.ready()
        await lives.all_is_well()
        assert (anna.screen.count(HELP), ben.screen.count(HELP)) == (4, 2)


@pytest.mark.parametrize("how", ["hang_up", "kill_a_backend"])
async def test_connections_that_are_cut_at_any_moment_lose_and_double_nothing(
    tmp_path: Path, server: MortalServer, how: str
) -> None:
    async with house(tmp_path, address(server.port)) as lives:
        phones = [lives.playground.phone(f"Person {number}") for number in range(4)]
        for each in phones:
            await lives.asks(each, 5)
        for _ in range(8):
            await asyncio.sleep(0.15)
            with_luck = getattr(server, how)
            try:
                await asyncio.to_thread(with_luck)
            except Exception as fault:  # noqa: BLE001 - the server may be recovering from the last kill
                assert "Operational" in type(fault).__name__  # noqa: PT017 - of psycopg, not of ours
        for each in phones:
            await lives.answered(each, 5)
        await lives.ready()
        await lives.all_is_well()
        assert [each.screen.count(HELP) for each in phones] == [5] * 4


async def test_a_line_that_falls_silent_is_given_up_and_laid_anew(
    tmp_path: Path, server: MortalServer
) -> None:
    async with Line(server.port).laid() as line, house(tmp_path, address(line.port)) as lives:
        anna = lives.playground.phone("Anna")
        await lives.asks(anna)
        await lives.answered(anna, 1)
        before = lives.so_far()
        line.falls_silent()
        await lives.asks(anna, 3)
        await lives.ready(state="not_reached")
        await asyncio.sleep(LASTS)
        assert anna.screen.count(HELP) == 1
        lives.has_said_little_since(before)
        line.speaks_again()
        await lives.answered(anna, 4)
        await lives.ready()
        await lives.all_is_well()


async def test_the_start_waits_for_a_server_that_is_not_up_yet(tmp_path: Path, server: MortalServer) -> None:
    settings = set_up("http://127.0.0.1:9", tmp_path, address(server.port))
    await asyncio.to_thread(server.kill)
    waiting = asyncio.create_task(database_answers(settings, asyncio.Event()))
    assert await asyncio.wait([waiting], timeout=0.5) == (set(), {waiting})
    await asyncio.to_thread(server.start)
    assert await asyncio.wait_for(waiting, 10)


async def test_whoever_is_told_to_stop_waits_no_longer(tmp_path: Path) -> None:
    settings = set_up("http://127.0.0.1:9", tmp_path, address(9))
    stop = asyncio.Event()
    waiting = asyncio.create_task(database_answers(settings, stop))
    assert await asyncio.wait([waiting], timeout=0.3) == (set(), {waiting})
    stop.set()
    assert not await asyncio.wait_for(waiting, 10)


async def test_a_server_that_is_lost_at_the_start_is_waited_for_with_the_health_port_open(
    tmp_path: Path, server: MortalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking for the database and planning with it the server may go too."""
    from bot import running

    killed = asyncio.Event()
    prepare = running.Running._prepare

    async def later(self: running.Running) -> None:
        await asyncio.to_thread(server.kill)
        killed.set()
        await prepare(self)

    monkeypatch.setattr(running.Running, "_prepare", later)

    async def back_again(lives: House) -> None:
        await lives.ready(state="not_reached")
        await asyncio.to_thread(server.start)

    async with house(tmp_path, address(server.port), meanwhile=back_again) as lives:
        assert killed.is_set()
        anna = lives.playground.phone("Anna")
        await lives.asks(anna)
        await lives.answered(anna, 1)
        await lives.all_is_well()


async def test_it_can_be_ended_while_the_server_is_away(tmp_path: Path, server: MortalServer) -> None:
    loop = asyncio.get_running_loop()
    async with house(tmp_path, address(server.port)) as lives:
        ben = lives.playground.phone("Ben")
        hears = lives.holds_back()
        await lives.asks(ben)
        await lives.answered(ben, 1)
        await asyncio.to_thread(server.kill)
        hears.set()
        await lives.ready(state="not_reached")
        told_to_end = loop.time()
    assert loop.time() - told_to_end < 10
    assert [line["messages"] for line in lives.log if line["event"] == "dispatch.not_written"] == [1]
