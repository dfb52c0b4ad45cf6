"""Write the next migration from what the tables say now: `make migration name="what it is for"`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from alembic import command

from storage.crypto import throwaway_key_ring
from storage.database import Database
from storage.schema import bring_up_to_date, configuration, revisions


async def write(name: str) -> None:
    """Compare the tables with a database that has every migration so far, and write the difference down."""
    number = len(revisions()) + 1
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'empty.db'}"
        database = Database(url, throwaway_key_ring(), lambda: datetime.now(UTC))
        await bring_up_to_date(database)
        async with database.read() as tx:
            await tx.connection.run_sync(
                lambda sync: command.revision(
                    configuration(sync), message=name, autogenerate=True, rev_id=f"{number:04}"
                )
            )
        await database.close()


if __name__ == "__main__":
    asyncio.run(write(" ".join(sys.argv[1:]) or "change"))
