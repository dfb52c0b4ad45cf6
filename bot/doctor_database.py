"""The doctor's look at the database: whether it is there, whole and writable, and whether anything waits in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from bot.channels.signal_program import TOO_OLD
from bot.finding import Finding, faulty, fine
from bot.settings import Settings
from storage import alerts, programs, vitals
from storage.checkup import Wholeness, room, wholeness, write_something
from storage.crypto import throwaway_key_ring
from storage.database import Database, DatabaseTrouble
from storage.programs import Program
from storage.schema import UNFINISHED, newest_revision, revision_of, revisions
from storage.trouble import Trouble, name_of, trouble_of

LATE = 300.0
"""Seconds that a row may wait before the doctor calls it late."""
MEBIBYTE = 1 << 20
LITTLE_ROOM = 64 * MEBIBYTE
_SEEN_ELSEWHERE = frozenset({TOO_OLD})
"""Alerts about what the doctor looks at by itself."""
_REMEDIES = {
    Trouble.LOCKED: "The database is locked by another program: end whatever else has it open "
    "(a browser for databases, a copy that hangs).",
    Trouble.DISK_FULL: "The disk of the database is full: make room, and the bot goes on by itself.",
    Trouble.DISK_FAILS: "The disk of the database fails: look at the system's log (dmesg), and keep a back-up elsewhere.",
    Trouble.READ_ONLY: "The database can be read but not written: check who owns the file and its folder, whether the "
    "disk is mounted read-only, and whether a server is a copy of another one.",
    Trouble.DAMAGED: "The database is damaged: stop the bot and put your back-up back (docs/running.md, “Restoring”).",
    Trouble.NOT_REACHED: "The database is not reached: is the folder there, is the server up, is DATABASE_URL right?",
    Trouble.REFUSED: "The database refuses us: check user, password, name and rights in DATABASE_URL.",
}


async def program_noted(settings: Settings, channel: str, now: Callable[[], datetime]) -> Program | None:
    """Return which version answered last on a channel, and since when; None where the database cannot tell."""
    database = Database(settings.database_url, throwaway_key_ring(), now)
    try:
        if await revision_of(database) != newest_revision():
            return None
        async with database.read() as tx:
            return await programs.of(tx, channel)
    except (DatabaseTrouble, OSError):
        return None  # what is wrong with it is found below
    finally:
        await database.close()


async def database_findings(settings: Settings, now: Callable[[], datetime]) -> list[Finding]:
    """Look at the database; after the first fault nothing more is looked at. Nothing is opened, so no key is needed."""
    database = Database(settings.database_url, throwaway_key_ring(), now)
    findings = []
    try:
        for look in (_revision, _whole, partial(_writable, now=now()), _room):
            findings.append(await look(database))
            if findings[-1].is_fault:
                return findings
        findings += [await _alerts(database), await _late(database, now())]
    except (DatabaseTrouble, OSError) as fault:
        findings.append(faulty(_what_to_do(fault)))
    finally:
        await database.close()
    return findings


def _what_to_do(fault: Exception) -> str:
    """Say what is wrong with the database, and how to mend it; the bot then goes on by itself."""
    trouble = Trouble.READ_ONLY if isinstance(fault, PermissionError) else trouble_of(fault)
    if trouble in _REMEDIES:
        return f"{_REMEDIES[trouble]} ({name_of(fault)})"
    return f"The database cannot be used ({name_of(fault)}): check DATABASE_URL, the folder and the disk."


async def _revision(database: Database) -> Finding:
    revision = await revision_of(database)
    if revision is None:
        return fine("The database is empty; `between run` fills it.")
    if revision.startswith(UNFINISHED):
        return faulty(
            "Not everything was moved into this database yet: run `between migrate-database` again.",
        )
    if revision not in revisions():
        return faulty(
            f"The database was written by a newer version of Between (revision {revision}): install that.",
        )
    sentence = f"The database can be opened (revision {revision}; this program knows {newest_revision()})."
    return fine(sentence)


async def _whole(database: Database) -> Finding:
    match await wholeness(database):
        case Wholeness.DAMAGED:
            return faulty(_REMEDIES[Trouble.DAMAGED])
        case Wholeness.WHOLE:
            return fine("The database is whole.")
        case Wholeness.NOT_SEEN:
            return fine("The server looks after the database's files.")


async def _room(database: Database) -> Finding:
    left = room(database)
    if left is None:
        return fine("Mind the room on the server's disk: it cannot be seen from here.")
    sentence = f"{left / MEBIBYTE:,.0f} MiB are left on the disk of the database"
    if left < LITTLE_ROOM:
        return faulty(f"Only {sentence}: make room before nothing can be written.")
    return fine(f"{sentence}.")


async def _writable(database: Database, now: datetime) -> Finding:
    if await revision_of(database) is not None:
        await write_something(database, now)
    return fine("The database can be written.")


async def _alerts(database: Database) -> Finding:
    if await revision_of(database) != newest_revision():
        return fine("What is set aside is shown after the next start of `between run`.")
    async with database.read() as tx:
        waiting = [each for each in await alerts.unseen(tx) if each.kind not in _SEEN_ELSEWHERE]
    if not waiting:
        return fine("Nothing is set aside.")
    kinds = ", ".join(f"{alert.kind} ({alert.subject})" for alert in waiting[:5])
    more = f" and {len(waiting) - 5} more" if len(waiting) > 5 else ""  # noqa: PLR2004 - as many as were shown
    return faulty(f"Set aside and waiting for you: {kinds}{more}. `between alerts` says what to do.")


async def _late(database: Database, now: datetime) -> Finding:
    if await revision_of(database) != newest_revision():
        return fine("What is late is shown after the next start of `between run`.")
    async with database.read() as tx:
        reading = await vitals.read(tx, now)
    late = [
        f"{about} for {seconds / 60:.0f} minutes"
        for about, seconds in (
            ("something due", reading.due_lag),
            ("an update", reading.inbox_oldest),
            ("a message", reading.outbox_oldest),
        )
        if seconds > LATE
    ]
    if late:
        return faulty(
            f"Late: {', '.join(late)}. Does the bot run? Its log tells, and HEALTH_PORT shows more.",
        )
    return fine("Nothing that is due, heard or to be sent is late.")
