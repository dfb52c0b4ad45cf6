"""Moving everything to another database, as the person who runs the server asks for it."""

from __future__ import annotations

from collections.abc import Callable

from bot.keys import key_ring, refuse_other_keys
from bot.settings import Settings
from scheduler.clock import Clock
from storage.checkup import say_something
from storage.crypto import throwaway_key_ring
from storage.database import Database, DatabaseTrouble, file_of
from storage.moving import Moved, MoveError, move
from storage.single import only_one
from storage.trouble import name_of
from storage.urls import database_address


async def migrate(
    source: str, target: str, clock: Clock, say: Callable[[str], None], settings: Settings | None = None
) -> Moved:
    """Move everything from one address to another, and say so.

    Nothing sealed is opened, so that the keys are not needed; but where there are settings, their key file has to be that
    of the first database, since no other will open the second. Raises MoveError, InUseError, KeyFileError,
    DatabaseTrouble, OSError.
    """
    addresses = [_address(source), _address(target)]
    if addresses[0] == addresses[1]:
        raise MoveError("Both addresses are the same: nothing was changed.")
    file = file_of(addresses[0])
    if file is not None and not file.exists():
        raise MoveError(f"There is no database at {file}: check the first address. Nothing was changed.")
    ring = throwaway_key_ring() if settings is None else key_ring(settings)
    here, there = [Database(each, ring, clock.now) for each in addresses]
    with only_one(here.url), only_one(there.url):
        try:
            await _must_answer(here, "first")
            await _must_answer(there, "second")
            if settings is not None:
                await refuse_other_keys(settings, here)
            return await move(here, there, clock.now(), lambda table, rows: say(f"  {table}: {rows}"))
        finally:
            await here.close()
            await there.close()


async def _must_answer(database: Database, which: str) -> None:
    """Raise MoveError where one cannot be reached, since nobody would know which; nothing is written."""
    try:
        async with database.read() as tx:
            await say_something(tx)
    except (DatabaseTrouble, OSError) as fault:
        raise MoveError(
            f"The {which} database cannot be used ({name_of(fault)}): check the {which} address, its user and its password, "
            "and whether that server is up. Nothing was changed."
        ) from fault


def _address(written: str) -> str:
    try:
        return database_address(written)
    except ValueError as fault:
        raise MoveError(f"The address of a database {fault}.") from None
