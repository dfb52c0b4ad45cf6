from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from bot.operations.meters import Meters
from bot.operations.pulse import Pulse
from bot.operations.vitals import Vitals
from scheduler.clock import HandClock
from storage.database import Database
from tests.bot.operations.watched import Frail, Watched
from tests.wires import START, fresh_database


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Watched]:
    clock = HandClock(START)
    vitals = Vitals(clock.monotonic, Meters("sqlite"), ["telegram"])
    async with fresh_database(tmp_path, clock) as db:
        frail = Frail(db)
        pulse = Pulse(cast("Database", frail), clock, vitals)
        yield Watched(db, frail, clock, vitals, pulse)
