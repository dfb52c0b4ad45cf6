"""The peers do what is said of them: measured at their best, and losing what they are said to lose."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.peers import job_queue, job_store, queue
from benchmarks.places import on_a_server


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has sent nothing for a moment will send nothing any more."""
    monkeypatch.setattr(job_queue, "QUIET_SECONDS", 0.2)


async def test_the_job_queue_registers_and_forgets_what_is_past(hasty: None) -> None:
    assert (await job_queue.register(5))["seconds"] > 0
    assert (await job_queue.burst(3, down=600.0))["sent"] == 0


async def test_the_job_store_keeps_what_it_registered(tmp_path: Path) -> None:
    path = str(tmp_path / "jobs.db")
    await job_store.register(path, 4)
    assert (await job_store.restart(path))["seconds"] > 0
    found = await job_store.burst(path, 3, down=600.0, ledger=str(tmp_path / "ledger"))
    assert found["sent"] == 3
    assert sorted((tmp_path / "ledger").read_text().split()) == ["0", "1", "2"]


async def test_the_job_store_at_its_defaults_drops_what_is_late(tmp_path: Path, hasty: None) -> None:
    path = str(tmp_path / "jobs.db")
    await job_store.register(path, 3, defaults=True)
    assert (await job_store.burst(path, 3, down=600.0, defaults=True))["sent"] == 0


async def test_the_queue_works_off_what_is_due(tmp_path: Path) -> None:
    with on_a_server() as server:
        url = server.database()
        await queue.register(url, 6, due=4)
        assert (await queue.burst(url, 4, ledger=str(tmp_path / "ledger")))["sent"] == 4
    assert len(set((tmp_path / "ledger").read_text().split())) == 4
