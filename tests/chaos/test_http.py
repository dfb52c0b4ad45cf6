"""The same deaths with a real wire below: aiohttp, a server that lives on, and what was on the way at the kill."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.playground import Playground
from scheduler.clock import HandClock
from storage import tables as t
from storage.records import OutboxState
from tests.chaos.lives import Lives
from tests.chaos.oracle import Model, differences, model_of
from tests.chaos.story import Story
from tests.chaos.test_deaths import chosen, unheard
from tests.chaos.wire import SHOWING
from tests.databases import ON_POSTGRES
from tests.e2e.practice import START, TOKEN

DEATHS = 20 if ON_POSTGRES else 40


@contextmanager
def served(clock: HandClock) -> Iterator[Playground]:
    """Run the stand-in in a thread of its own, so that it outlives every bot."""
    loop = asyncio.new_event_loop()
    playground = Playground(token=TOKEN, now=clock.now)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(playground.start(), loop).result()
    try:
        yield playground
    finally:
        asyncio.run_coroutine_threadsafe(playground.stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def a_model(folder: Path) -> Model:
    folder.mkdir()
    clock = HandClock(START)
    with served(clock) as playground, Lives(folder, playground=playground, clock=clock) as lives:
        Story(lives).plays()
        return model_of(lives)


@unheard
@pytest.mark.timeout(300)
def test_killed_over_http_nothing_is_lost_and_nothing_counts_twice(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    model, clock = a_model(tmp_path / "model"), HandClock(START)
    (tmp_path / "killed").mkdir()
    points = chosen(model, 2, DEATHS, 0)
    with (
        served(clock) as playground,
        Lives(tmp_path / "killed", points, playground=playground, clock=clock) as lives,
    ):
        Story(lives).plays()
        assert len(lives.fate.deaths) > DEATHS / 2
        known = lives.eye.facts()
        assert known == model.facts, differences(model.facts, known)
        rows = lives.eye.rows(select(t.outbox))
        assert {row.state for row in rows} <= {OutboxState.SENT, OutboxState.UNCERTAIN}
        shown = sum(method in SHOWING and "chat_id" in str(params) for method, params in playground.requests)
        sent = sum(row.state == OutboxState.SENT for row in rows)
        assert sent <= shown <= len(rows) + sum(row.maybe_sent for row in rows)
        assert playground.violations == []
        record_property("deaths over HTTP", len(lives.fate.deaths))
