"""Waking the other workers: what one has put in, another may answer or send at once (PostgreSQL's LISTEN and NOTIFY).

A ring that is lost costs a second: every worker also looks by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.trouble import Complaint
from storage.tx import Tx

CHANNEL = "between"
INBOX, OUTBOX = "inbox", "outbox"
_AGAIN_SECONDS = 1.0
STILL_THERE_SECONDS = 10.0
"""How long it may be silent before it is asked whether it is there: a dead line says nothing by itself."""
_RING = select(func.pg_notify(CHANNEL, bindparam("bell")))


async def ring(tx: Tx) -> None:
    """Ring what the transaction asked for; it is heard when the transaction has committed."""
    for bell in sorted(tx.bells):
        await tx.run(_RING, {"bell": bell})


async def listen(engine: AsyncEngine, rung: Callable[[str], None]) -> None:
    """Tell of every ring for ever; a connection that is lost is made anew."""
    complaint = Complaint("bell.lost")
    while True:
        try:
            await _listen_until_lost(engine, rung, complaint)
        except Exception as fault:  # noqa: BLE001 - the driver's own errors too: nobody else would listen again
            complaint.about(fault)
        await asyncio.sleep(_AGAIN_SECONDS)


async def _listen_until_lost(engine: AsyncEngine, rung: Callable[[str], None], complaint: Complaint) -> None:
    """Tell of every ring while the connection lasts, and of every bell once, for what rang before."""

    def heard(connection: object, process: int, channel: str, bell: str) -> None:
        del connection, process, channel
        rung(bell)

    lost = asyncio.Event()
    async with engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        driver.add_termination_listener(lambda _: lost.set())
        await driver.add_listener(CHANNEL, heard)
        complaint.over()
        for bell in (INBOX, OUTBOX):
            rung(bell)
        try:
            while not lost.is_set():
                with suppress(TimeoutError):
                    async with asyncio.timeout(STILL_THERE_SECONDS):
                        await lost.wait()
                    break
                await driver.execute("SELECT 1", timeout=STILL_THERE_SECONDS)
        finally:
            await connection.invalidate()  # it listens: nobody else may get it from the pool
