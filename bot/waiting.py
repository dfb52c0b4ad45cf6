"""Waiting at the start for a database that somebody else starts, or still holds."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from bot.settings import Settings
from scheduler.clock import SystemClock
from storage.checkup import say_something
from storage.crypto import throwaway_key_ring
from storage.database import Database, DatabaseTrouble
from storage.trouble import Complaint, Trouble, trouble_of

AGAIN_SECONDS = 1.0


async def database_answers(settings: Settings, stop: asyncio.Event) -> bool:
    """Wait until the database answers; False when we were asked to stop before it did.

    What does not pass by itself (a wrong password, a folder that is not there) is left to whoever opens it next.
    """
    database = Database(settings.database_url, throwaway_key_ring(), SystemClock().now)
    passing = {Trouble.LOCKED, Trouble.NOT_REACHED} if database.shared else {Trouble.LOCKED}
    complaint = Complaint("start.waits_for_the_database")
    try:
        while not stop.is_set():
            try:
                async with database.read() as tx:
                    await say_something(tx)
            except DatabaseTrouble as fault:
                if trouble_of(fault) not in passing:
                    return True
                complaint.about(fault)
            else:
                complaint.over()
                return True
            with suppress(TimeoutError):
                async with asyncio.timeout(AGAIN_SECONDS):
                    await stop.wait()
    finally:
        await database.close()
    return False
