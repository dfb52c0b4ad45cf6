"""Moving everything to another database, as the person who runs the server asks for it."""

from __future__ import annotations

from collections.abc import Callable

from bot.settings import database_address
from scheduler.clock import Clock
from storage.crypto import throwaway_key_ring
from storage.database import Database, file_of
from storage.moving import Moved, MoveError, move
from storage.single import only_one


async def migrate(source: str, target: str, clock: Clock, say: Callable[[str], None]) -> Moved:
    """Move everything from one address to another, and say so. Raises MoveError, InUseError, DatabaseTrouble, OSError.

    Nothing sealed is opened, so that the keys are not needed: those that will be are the keys of the first database.
    """
    addresses = [_address(source), _address(target)]
    if addresses[0] == addresses[1]:
        raise MoveError("Both addresses are the same: nothing was changed.")
    file = file_of(addresses[0])
    if file is not None and not file.exists():
        raise MoveError(f"There is no database at {file}: check the first address. Nothing was changed.")
    here, there = [Database(each, throwaway_key_ring(), clock.now) for each in addresses]
    with only_one(here.url), only_one(there.url):
        try:
            return await move(here, there, clock.now(), lambda table, rows: say(f"  {table}: {rows}"))
        finally:
            await here.close()
            await there.close()


def _address(written: str) -> str:
    try:
        return database_address(written)
    except ValueError as fault:
        raise MoveError(f"The address of a database {fault}.") from None
