from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from scheduler.clock import HandClock
from storage.database import Database
from tests.wires import START, Wire, fresh_database


@pytest.fixture
def clock() -> HandClock:
    return HandClock(START)


@pytest.fixture
async def db(tmp_path: Path, clock: HandClock) -> AsyncIterator[Database]:
    async with fresh_database(tmp_path, clock) as database:
        yield database


@pytest.fixture
def wire(db: Database, clock: HandClock) -> Wire:
    return Wire(db, clock)
