from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.clock import HandClock
from storage import tables
from storage.crypto import throwaway_key_ring
from storage.database import Database

START = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(START)


@pytest.fixture
async def db(tmp_path: Path, clock: HandClock) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'between.db'}", throwaway_key_ring(), clock.now)
    async with database.write() as tx:
        await tx.connection.run_sync(tables.metadata.create_all)
    yield database
    await database.close()
