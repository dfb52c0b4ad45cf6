"""When a back-up is made and what follows from it; putting one back so that nothing of the past is said again."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.keys import key_ring, refuse_other_keys
from bot.settings import Settings
from scheduler.clock import Clock
from scheduler.heal import plan_everybody
from scheduler.whole import Whole
from storage import alerts, erased, erasure, restoring
from storage.backup import Backup, BackupError, Keeping, back_up, backups_in
from storage.crypto import KeyRing
from storage.database import Database, DatabaseTrouble, file_of
from storage.erased import Erasure
from storage.restored import Past, end_the_past, refuse_while_running
from storage.restoring import Restored
from storage.schema import bring_up_to_date
from storage.single import InUseError, only_one

log = structlog.get_logger()

FAILED = "backup_failed"
AGAIN_AFTER = timedelta(hours=1)
"""After a failure: a full disk does not empty itself within minutes, and a large copy takes its time."""


class BackUps:
    """The job that sees to it that there is a back-up younger than BACKUP_HOURS. The files say when the last one was."""

    def __init__(self, settings: Settings, database: Database, clock: Clock) -> None:
        self._settings = settings
        self._database = database
        self._clock = clock
        self._not_before: datetime | None = None

    async def once(self, whole: Whole) -> int:
        """Make a back-up if it is time; return how many were made. Cancelled, it breaks off and leaves no half file."""
        await self._list_the_erased()
        now = self._clock.now()
        if not self._is_time(now):
            return 0
        try:
            made = await make_backup(self._settings, self._database.keys, now)
        except InUseError:
            return 0  # somebody makes one by hand at this moment
        except BackupError as fault:
            self._not_before = now + AGAIN_AFTER
            log.error("backup.failed", fault=type(fault.__cause__ or fault).__name__)
            await whole.do(self._raise_alert(now))
            return 0
        log.info("backup.made", file=made.path.name, bytes=made.path.stat().st_size)
        await whole.do(self._take_alert_back(now))
        return 1

    async def _list_the_erased(self) -> None:
        """Write beside the back-ups who was erased, so that putting one back erases them again."""
        try:
            await list_the_erased(self._settings, self._database)
        except (OSError, erased.ErasedListError, DatabaseTrouble) as fault:
            log.error("erased.not_listed", fault=type(fault).__name__)

    def _is_time(self, now: datetime) -> bool:
        folder = self._settings.backup_folder
        if folder is None or file_of(self._settings.database_url) is None:
            return False
        if self._not_before is not None and self._not_before - AGAIN_AFTER <= now < self._not_before:
            return False
        return is_due(backups_in(folder), now, timedelta(hours=self._settings.backup_hours))

    async def _raise_alert(self, now: datetime) -> None:
        async with self._database.write() as tx:
            await alerts.raise_once(tx, FAILED, "backup", now)

    async def _take_alert_back(self, now: datetime) -> None:
        async with self._database.write() as tx:
            await alerts.seen(tx, [each.id for each in await alerts.unseen_of(tx, [FAILED])], now)


async def list_the_erased(settings: Settings, database: Database) -> None:
    """Write who was erased beside the back-ups, as far as it does not stand there. Raises ErasedListError, OSError."""
    if settings.backup_folder is None:
        return
    async with database.read() as tx:
        known = await erased.known(tx)
    if known:
        erased.list_in(settings.backup_folder, known)


def is_due(found: list[Backup], now: datetime, every: timedelta) -> bool:
    """Whether none is there that was made within `every`. One from the future tells of a wrong clock, and counts for none."""
    return not any(timedelta(0) <= now - each.at < every for each in found)


async def make_backup(settings: Settings, ring: KeyRing, now: datetime) -> Backup:
    """Make a back-up now, in a thread. Raises BackupError, InUseError."""
    database, folder = file_of(settings.database_url), settings.backup_folder
    if database is None:
        raise BackupError("PostgreSQL is backed up with pg_dump: docs/running.md has the commands.")
    if folder is None:
        raise BackupError("Back-ups are off: set BACKUP_FOLDER to the folder in which they shall be kept.")
    keeping = Keeping(settings.backup_days, settings.backup_weeks)
    enough = threading.Event()

    def going_on() -> None:
        if enough.is_set():
            raise BackupError("The back-up was broken off.")

    try:
        return await asyncio.to_thread(back_up, database, folder, ring, now, keeping, going_on=going_on)
    except asyncio.CancelledError:
        enough.set()
        raise


async def by_hand(settings: Settings, clock: Clock) -> Backup:
    """Make a back-up now, with the keys of the database and no others. Raises BackupError, InUseError, KeyFileError."""
    ring, file = key_ring(settings), file_of(settings.database_url)
    if file is not None and file.exists():
        database = Database(settings.database_url, ring, clock.now)
        try:
            await refuse_other_keys(settings, database)
        except (DatabaseTrouble, OSError):
            pass  # which the back-up itself says better
        finally:
            await database.close()
    return await make_backup(settings, ring, clock.now())


async def restore(settings: Settings, backup: Path, clock: Clock) -> Restored:
    """Put a back-up back. Raises what `storage.restoring.restore` raises, KeyFileError, ErasedListError."""
    ring = key_ring(settings)
    listed = _listed(settings, backup.parent)

    async def over(database: Database) -> Past:
        await refuse_other_keys(settings, database)
        return await _over(database, clock.now(), listed)

    return await restoring.restore(backup, settings.database_url, ring, clock.now, over)


async def after_restore(settings: Settings, clock: Clock) -> Past:
    """End the past of a database that was put back by other means. Raises KeyFileError, InUseError, ErasedListError."""
    ring = key_ring(settings)
    listed = _listed(settings)
    database = Database(settings.database_url, ring, clock.now)
    with only_one(settings.database_url):
        try:
            async with database.read() as tx:
                await refuse_while_running(tx, clock.now())
            await refuse_other_keys(settings, database)
            await bring_up_to_date(database)
            await database.open()
            return await _over(database, clock.now(), listed)
        finally:
            await database.close()


def told(past: Past) -> Iterator[str]:
    """Say what putting a database back has ended, to whoever runs the server."""
    yield f"Moments of the past that count as not delivered: {past.moments}."
    yield f"Messages of the past that are not sent any more: {past.messages}."
    yield f"People who had been erased, and are erased again: {past.erased}."
    if not past.listed:
        yield "No list of who was erased (erased.list) lies beside the back-ups. Whoever was erased since is back:"
        yield "erase them again before you start the bot, each with: between erase P-7"


def _listed(settings: Settings, *folders: Path) -> list[Erasure] | None:
    """Read the lists of the erased in these folders and in that of the back-ups; None where there is none."""
    places = {each.resolve() for each in (*folders, settings.backup_folder) if each is not None}
    found = [each for place in sorted(places) if (each := erased.listed_in(place)) is not None]
    return [one for each in found for one in each] if found else None


async def _over(database: Database, now: datetime, listed: list[Erasure] | None) -> Past:
    """Erase again who had been erased; plan what nobody planned since, so that it too is said not to have been delivered; then end the past."""
    async with database.write(apart=True) as tx:
        await erased.take_up(tx, listed or ())
        again = await erasure.erase_again(tx, now)
    await plan_everybody(database, now)
    async with database.write(apart=True) as tx:
        past = await end_the_past(tx, now)
    return replace(past, erased=again, listed=listed is not None)
