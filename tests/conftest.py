"""What every test may ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.talk import Talk


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    """A practice without a channel, on a fresh database."""
    practice = Talk(tmp_path)
    await practice.open()
    yield practice
    await practice.db.close()
