"""SIGTERM: the bot lets what it has begun come to its end, and ends by itself; nothing is lost, nothing comes twice."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from bot.playground import Playground
from bot.playground.signal import SignalDaemon
from storage import tables as t
from tests.e2e.bot_process import HOUSE, LAST_SECONDS, Nursery
from tests.e2e.mortal import PATIENCE, open_mortal_practice
from tests.e2e.practice import SIGNAL, TOKEN, Ways, on_both

ENDS = 4
QUESTIONS = 5
HELP = "is in danger right now"


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


@on_both
async def test_whenever_it_is_told_to_end_it_ends_in_order(
    nursery: Nursery, tmp_path: Path, ways: Ways
) -> None:
    chance = Random(7)
    async with open_mortal_practice(nursery, tmp_path, ways) as (practice, invitation):
        stern = practice.hand("Dr. Stern", ways.therapists)
        stern.enters(invitation)
        typed = []
        for _ in range(ENDS):
            typed += [stern.types("/invite") for _ in range(3)]
            await asyncio.sleep(chance.uniform(0, 0.4))
            assert await practice.bot.end(signal.SIGTERM) == 0
            assert await practice.under_way() == set()
            await practice.bot.start()
        await practice.quiet()
        pictures = [message.text.split()[0] for message in stern.messages if message.photo]
        assert pictures == [f"P-{number}" for number in range(1, 3 * ENDS + 1)]
        async with practice.database.read() as tx:
            assert not await tx.rows(select(t.outbox.c.id).where(t.outbox.c.maybe_sent))
        if ways == SIGNAL:
            assert {stamp for _, stamps in stern.phone.receipts for stamp in stamps} >= set(typed)


@on_both
async def test_an_answer_that_never_comes_holds_up_the_end_for_less_than_ten_seconds(
    nursery: Nursery, tmp_path: Path, ways: Ways
) -> None:
    async with open_mortal_practice(nursery, tmp_path, ways) as (practice, invitation):
        stern, ben = practice.hand("Dr. Stern", ways.therapists), practice.hand("Ben", ways.patients)
        stern.enters(invitation)
        await practice.comes(stern, "First step: /invite")
        await practice.quiet()
        if practice.playground.signal is None:
            practice.playground.faults.next("sendPhoto", chat=stern.phone, kind="timeout_after_delivery")
        else:
            practice.playground.signal.faults.next("send", to=stern.phone, kind="silent_after")
        stern.types("/invite")
        await practice.comes(stern, "P-1 is invited")
        ben.types("/help")
        assert await practice.bot.end(signal.SIGTERM) == 0  # it is killed after LAST_SECONDS
        in_doubt = await practice.under_way()
        assert len(in_doubt) == 1
        await practice.bot.start()
        await practice.quiet()
        assert await practice.under_way() == set()
        assert sum("P-1 is invited" in message.text for message in stern.messages) == 2
        assert sum(HELP in message.text for message in ben.messages) == 1


async def test_the_program_ends_with_0_when_it_is_told_to_and_answers_the_rest_later(tmp_path: Path) -> None:
    async with Playground(token=TOKEN) as playground:
        anna = playground.phone("Anna")
        async with running(playground, tmp_path):
            for _ in range(QUESTIONS):
                anna.types("/help")
            await playground.until(lambda: HELP in anna.screen, PATIENCE)
        async with running(playground, tmp_path):
            await playground.until(lambda: anna.screen.count(HELP) >= QUESTIONS, PATIENCE)
        assert anna.screen.count(HELP) == QUESTIONS
        assert playground.violations == []


async def test_on_signal_too_it_ends_with_0_and_answers_the_rest_later_also_when_the_daemon_dies(
    tmp_path: Path,
) -> None:
    async with SignalDaemon(str(tmp_path / "s")) as daemon:
        anna = daemon.phone("Anna")
        async with running_on_signal(daemon, tmp_path):
            for _ in range(QUESTIONS):
                anna.types("/help")
            await daemon.until(lambda: HELP in anna.screen, PATIENCE)
        assert daemon.listeners == 0
        anna.types("/help")
        async with running_on_signal(daemon, tmp_path):
            await daemon.until(lambda: anna.screen.count(HELP) > QUESTIONS, PATIENCE)
            await daemon.stop()
            anna.types("/help")
            await daemon.start()
            await daemon.until(lambda: anna.screen.count(HELP) > QUESTIONS + 1, PATIENCE)
        assert anna.screen.count(HELP) == QUESTIONS + 2
        assert daemon.violations == []


@asynccontextmanager
async def running(playground: Playground, folder: Path) -> AsyncIterator[None]:
    """Run the program on Telegram."""
    polled = _polls(playground)
    at_telegram = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": playground.root}
    async with _running(at_telegram, folder):
        await playground.until(lambda: _polls(playground) > polled, PATIENCE)
        yield


@asynccontextmanager
async def running_on_signal(daemon: SignalDaemon, folder: Path) -> AsyncIterator[None]:
    """Run the program on Signal alone."""
    at_signal = {"SIGNAL_ACCOUNT": daemon.account, "SIGNAL_SOCKET": daemon.socket, "SIGNAL_LINK": daemon.link}
    async with _running(at_signal, folder):
        await daemon.until(lambda: daemon.listeners, PATIENCE)
        yield


@asynccontextmanager
async def _running(settings: dict[str, str], folder: Path) -> AsyncIterator[None]:
    """Start the program as its manual says, and tell it to end at the end of the block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "run"),
        cwd=folder,
        env={
            **{name: value for name, value in os.environ.items() if name[:6] not in {"TELEGR", "SIGNAL"}},
            "PYTHONPATH": str(HOUSE),
            **settings,
        },
    )
    try:
        yield
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(LAST_SECONDS):
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _polls(playground: Playground) -> int:
    return sum(method == "getUpdates" for method, _ in playground.requests)
