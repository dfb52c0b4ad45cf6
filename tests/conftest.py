"""What every test may ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from tests.talk import Talk

settings.register_profile(
    "house", deadline=None
)  # how long an example takes depends on what else the machine does
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long stories, so that no worker is left with one at the end."""
    items.sort(key=lambda item: "e2e" not in item.path.parts)


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """Whatever a test sets up for its logs ends with it."""
    yield
    structlog.reset_defaults()


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    """A practice without a channel, on a fresh database."""
    practice = Talk(tmp_path)
    await practice.open()
    yield practice
    await practice.db.close()
