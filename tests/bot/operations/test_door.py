"""The local port, over real HTTP: who asks gets numbers, and only numbers."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from bot.operations.door import door
from bot.serving import listen
from storage import due, outbox
from storage.due import NewDue
from storage.records import DueKind
from tests.bot.operations.watched import Watched
from tests.wires import active_patient, message

HOST = "127.0.0.1"


@asynccontextmanager
async def opened(watched: Watched) -> AsyncIterator[httpx.AsyncClient]:
    """Open the port of these parts."""
    ready: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def listening(port: int) -> None:
        ready.set_result(port)

    serving = asyncio.create_task(listen(door(watched.pulse, watched.vitals.meters), HOST, 0, listening))
    root = f"http://{HOST}:{await asyncio.wait_for(ready, 10)}"
    async with httpx.AsyncClient(base_url=root, trust_env=False) as client:
        yield client
    serving.cancel()
    await asyncio.wait([serving])


async def check(client: httpx.AsyncClient, name: str) -> dict[str, Any]:
    """Ask /readyz; return one check, after making sure that the whole agrees with the parts."""
    answer = await client.get("/readyz")
    told = answer.json()
    fine = all(each["fine"] for each in told["checks"].values())
    assert (answer.status_code, told["ready"]) == ((200, True) if fine else (503, False))
    found: dict[str, Any] = told["checks"][name]
    return found


async def test_when_all_is_well_it_says_so(watched: Watched) -> None:
    async with opened(watched) as client:
        assert (await client.get("/healthz")).status_code == 200
        answer = await client.get("/readyz")
        assert answer.status_code == 200
        assert answer.json() == {
            "ready": True,
            "checks": {
                "database": {"seconds": 0.0, "limit": 0.0, "state": "ok", "fine": True},
                "scheduler": {"seconds": 0.0, "limit": 120.0, "state": "ok", "fine": True},
                "telegram_poller": {"seconds": None, "limit": 150.0, "state": "ok", "fine": True},
                "telegram_channel": {"seconds": 0.0, "limit": 60.0, "state": "ok", "fine": True},
            },
        }


async def test_nothing_else_is_served_and_nothing_is_taken(watched: Watched) -> None:
    async with opened(watched) as client:
        assert (await client.get("/")).status_code == 404
        assert (await client.post("/readyz")).status_code == 405


async def test_a_silent_poller_is_not_ready(watched: Watched) -> None:
    async with opened(watched) as client:
        watched.vitals.listened("telegram")
        watched.clock.forward(seconds=151)
        assert (await check(client, "telegram_poller"))["fine"] is False
        watched.vitals.listened("telegram")
        assert (await check(client, "telegram_poller"))["fine"] is True


async def test_rows_that_are_handed_on_late_are_not_ready(watched: Watched) -> None:
    anna = await active_patient(watched.db)
    async with watched.db.write() as tx:
        await due.plan(tx, NewDue(DueKind.NEWS, watched.clock.now(), anna.id, anna.id))
    async with opened(watched) as client:
        watched.clock.forward(seconds=119)
        assert await check(client, "scheduler") == {
            "seconds": 119.0,
            "limit": 120.0,
            "state": "ok",
            "fine": True,
        }
        watched.clock.forward(seconds=3)
        assert (await check(client, "scheduler"))["fine"] is False


async def test_a_channel_that_fails_for_a_minute_is_not_ready_and_says_how(watched: Watched) -> None:
    async with opened(watched) as client:
        watched.sends(well=False, times=3)
        assert (await check(client, "telegram_channel"))["fine"] is True
        watched.clock.forward(seconds=61)
        assert await check(client, "telegram_channel") == {
            "seconds": 61.0,
            "limit": 60.0,
            "state": "later",
            "fine": False,
        }
        watched.sends(well=True)
        assert (await check(client, "telegram_channel"))["fine"] is True


async def test_a_database_that_is_gone_is_not_ready_and_the_process_still_alive(watched: Watched) -> None:
    async with opened(watched) as client:
        watched.frail.gone = True
        assert (await check(client, "database"))["state"] == "ConnectionRefusedError"
        assert (await client.get("/healthz")).status_code == 200
        shown = (await client.get("/metrics")).text
        assert 'between_check{check="database"} 0.0' in shown
        assert "between_due_lag_seconds" not in shown
        watched.frail.gone = False
        watched.clock.forward(seconds=3)
        assert (await check(client, "database"))["fine"] is True


async def test_a_refused_write_is_not_ready_until_one_succeeds(watched: Watched) -> None:
    async with opened(watched) as client:
        watched.frail.full = True
        await watched.new_alarm().once()
        assert (await check(client, "database"))["state"] == "OSError"
        watched.frail.full = False
        await watched.new_alarm().once()
        assert (await check(client, "database"))["fine"] is True


async def test_however_many_ask_the_database_is_read_once_in_a_while(watched: Watched) -> None:
    async with opened(watched) as client:
        await asyncio.gather(*(client.get(path) for path in ("/readyz", "/metrics") for _ in range(10)))
        assert watched.frail.reads == 1
        watched.clock.forward(seconds=2)
        await client.get("/metrics")
        assert watched.frail.reads == 2


async def test_the_metrics_show_what_waits(watched: Watched) -> None:
    await watched.set_aside("update_parked", 2)
    async with watched.db.write() as tx:
        await outbox.add(tx, [message("one"), message("two")], watched.clock.now())
    watched.clock.forward(seconds=30)
    async with opened(watched) as client:
        answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    for line in (
        'between_outbox_messages{state="pending"} 2.0',
        'between_outbox_messages{state="sending"} 0.0',
        "between_outbox_oldest_seconds 30.0",
        'between_inbox_updates{state="new"} 0.0',
        'between_set_aside{kind="update_parked"} 2.0',
        "between_due_late 0.0",
        "between_workers 0.0",
    ):
        assert line in answer.text.splitlines()
    assert 'database="sqlite"' in answer.text
    assert "process_resident_memory_bytes" in answer.text


async def test_a_port_that_is_taken_is_an_error_and_not_the_end_of_the_process(watched: Watched) -> None:
    async def listening(_: int) -> None:
        raise AssertionError

    app = door(watched.pulse, watched.vitals.meters)
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            await listen(app, HOST, port, listening)
