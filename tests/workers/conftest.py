from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.bot_process import Nursery


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Where the workers of all tests come from."""
    made = Nursery()
    yield made
    made.close()
