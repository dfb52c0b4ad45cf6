"""What could be wrong, looked at one by one, each with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import httpx

from bot.channels.telegram import TelegramChannel
from bot.messages import SendError
from bot.safety.help_lines import help_lines
from bot.settings import Settings, SettingsError, load_settings
from storage import alerts, vitals
from storage.backup import backups_in
from storage.checkup import Wholeness, room, wholeness, write_something
from storage.crypto import KeyFileError, KeyRing, load_key_file
from storage.database import Database, DatabaseTrouble, file_of
from storage.schema import UNFINISHED, newest_revision, revision_of, revisions
from storage.trouble import Trouble, name_of, trouble_of

CLOCK_TOLERANCE = 30.0
"""Seconds that the clock may differ from Telegram's before reminders come noticeably early or late."""
LATE = 300.0
"""Seconds that a row may wait before the doctor calls it late."""
MEBIBYTE = 1 << 20
LITTLE_ROOM = 64 * MEBIBYTE
_PATIENCE = 10.0
_ZONES_EXPECTED = 400
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


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    fine: bool
    sentence: str


async def examine(env_file: Path) -> list[Finding]:
    """Look at everything; what cannot be looked at because of an earlier fault is left out."""
    try:
        settings = load_settings(env_file)
    except SettingsError as fault:
        return [Finding(fine=False, sentence=str(fault)), _zone_data("Europe/Berlin")]
    findings = [
        Finding(fine=True, sentence="The settings can be read."),
        _zone_data(settings.practice_timezone),
    ]
    findings.append(_numbers(settings.practice_country))
    ring, finding = _key(settings)
    findings.append(finding)
    findings += [await _telegram(settings), await _clock(settings)]
    if ring is not None:
        findings += await _database(settings, ring)
    findings.append(_backups(settings))
    return findings


def _backups(settings: Settings) -> Finding:
    """Tell how old the newest back-up is; what is later than it could be lost."""
    folder, database = settings.backup_folder, file_of(settings.database_url)
    if database is None:
        return Finding(fine=True, sentence="Back up PostgreSQL with pg_dump (docs/running.md); we do not.")
    if folder is None:
        return Finding(fine=True, sentence="No back-ups are made (BACKUP_FOLDER is empty).")
    now, every = datetime.now(UTC), timedelta(hours=settings.backup_hours)
    ages = [now - each.at for each in backups_in(folder) if each.at <= now]
    if not ages:
        sentence = f"There is no back-up in {folder} yet; a running bot makes one within minutes."
        return Finding(fine=True, sentence=sentence)
    found = f"The newest of {len(ages)} back-ups in {folder} is {min(ages) / timedelta(hours=1):.0f} h old"
    if min(ages) > 2 * every:
        sentence = f"{found}: `between backup` says why there is none newer, unless the bot was not running."
        return Finding(fine=False, sentence=sentence)
    apart = database.exists() and database.stat().st_dev != folder.stat().st_dev
    return Finding(
        fine=True,
        sentence=f"{found}{'' if apart else ', on the same disk as the database: copy them elsewhere'}.",
    )


def _zone_data(zone: str) -> Finding:
    if len(available_timezones()) < _ZONES_EXPECTED:
        return Finding(fine=False, sentence="Time zone data is missing: install the package tzdata.")
    ZoneInfo(zone)
    return Finding(
        fine=True, sentence=f"Time zone data {version('tzdata')} is there; the practice is in {zone}."
    )


def _numbers(country: str) -> Finding:
    lines = help_lines(country)
    if not lines.listed:
        return Finding(
            fine=False, sentence=f"For {country} only 112 is known: set PRACTICE_COUNTRY or add its numbers."
        )
    shown = ", ".join([lines.emergency, *(line.number for line in lines.lines)])
    if lines.verified is None:
        return Finding(
            fine=True,
            sentence=f"/help shows {shown}: call to check them yourself, nobody has verified them here.",
        )
    return Finding(fine=True, sentence=f"/help shows {shown}, verified on {lines.verified}.")


def _key(settings: Settings) -> tuple[KeyRing | None, Finding]:
    path = settings.encryption_key_file
    if not path.exists():
        sentence = f"There is no key file at {path} yet; `between run` makes it on its first start."
        return None, Finding(fine=True, sentence=sentence)
    try:
        return load_key_file(path), Finding(
            fine=True, sentence=f"The key file {path} can be read, by its owner only."
        )
    except KeyFileError as fault:
        return None, Finding(fine=False, sentence=str(fault))


async def _telegram(settings: Settings) -> Finding:
    channel = TelegramChannel(settings.telegram_token, settings.telegram_api_url)
    try:
        username = await channel.open()
    except SendError as fault:
        advice = (
            "copy the token again from BotFather"
            if fault.permanent
            else "check the network and TELEGRAM_API_URL"
        )
        return Finding(
            fine=False, sentence=f"Telegram did not answer as it should ({fault.fault}): {advice}."
        )
    finally:
        await channel.close()
    return Finding(fine=True, sentence=f"The token is good: the bot is @{username}.")


async def _clock(settings: Settings) -> Finding:
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE) as client:
            answer = await client.head(settings.telegram_api_url)
        theirs = parsedate_to_datetime(answer.headers["date"])
    except (httpx.HTTPError, KeyError, ValueError):
        return Finding(
            fine=False,
            sentence="The clock could not be compared with Telegram's: the server was not reached.",
        )
    off = (datetime.now(UTC) - theirs).total_seconds()
    if abs(off) > CLOCK_TOLERANCE:
        sentence = f"This machine's clock is {off:+.0f} s off: switch on time synchronisation (NTP)."
        return Finding(fine=False, sentence=sentence)
    return Finding(fine=True, sentence="The clock agrees with Telegram's.")


async def _database(settings: Settings, ring: KeyRing) -> list[Finding]:
    database = Database(settings.database_url, ring, lambda: datetime.now(UTC))
    findings = []
    try:
        for look in (_revision, _whole, _room, _writable):
            findings.append(await look(database))
            if not findings[-1].fine:
                return findings
        findings += [await _alerts(database), await _late(database)]
    except (DatabaseTrouble, OSError) as fault:
        findings.append(Finding(fine=False, sentence=_what_to_do(fault)))
    finally:
        await database.close()
    return findings


def _what_to_do(fault: Exception) -> str:
    """Say what is wrong with the database, and how to mend it; the bot then goes on by itself."""
    trouble = trouble_of(fault)
    if trouble in _REMEDIES:
        return f"{_REMEDIES[trouble]} ({name_of(fault)})"
    return f"The database cannot be used ({name_of(fault)}): check DATABASE_URL, the folder and the disk."


async def _revision(database: Database) -> Finding:
    revision = await revision_of(database)
    if revision is None:
        return Finding(fine=True, sentence="The database is empty; `between run` fills it.")
    if revision.startswith(UNFINISHED):
        return Finding(
            fine=False,
            sentence="Not everything was moved into this database yet: run `between migrate-database` again.",
        )
    if revision not in revisions():
        return Finding(
            fine=False,
            sentence=f"The database was written by a newer version of Between (revision {revision}): install that.",
        )
    sentence = f"The database can be opened (revision {revision}; this program knows {newest_revision()})."
    return Finding(fine=True, sentence=sentence)


async def _whole(database: Database) -> Finding:
    match await wholeness(database):
        case Wholeness.DAMAGED:
            return Finding(fine=False, sentence=_REMEDIES[Trouble.DAMAGED])
        case Wholeness.WHOLE:
            return Finding(fine=True, sentence="The database is whole.")
        case Wholeness.NOT_SEEN:
            return Finding(fine=True, sentence="The server looks after the database's files.")


async def _room(database: Database) -> Finding:
    left = room(database)
    if left is None:
        return Finding(fine=True, sentence="Mind the room on the server's disk: it cannot be seen from here.")
    sentence = f"{left / MEBIBYTE:,.0f} MiB are left on the disk of the database"
    if left < LITTLE_ROOM:
        return Finding(fine=False, sentence=f"Only {sentence}: make room before nothing can be written.")
    return Finding(fine=True, sentence=f"{sentence}.")


async def _writable(database: Database) -> Finding:
    if await revision_of(database) is not None:
        await write_something(database, datetime.now(UTC))
    return Finding(fine=True, sentence="The database can be written.")


async def _alerts(database: Database) -> Finding:
    if await revision_of(database) != newest_revision():
        return Finding(
            fine=True, sentence="What is set aside is shown after the next start of `between run`."
        )
    async with database.read() as tx:
        waiting = await alerts.unseen(tx)
    if not waiting:
        return Finding(fine=True, sentence="Nothing is set aside.")
    kinds = ", ".join(f"{alert.kind} ({alert.subject})" for alert in waiting[:5])
    more = f" and {len(waiting) - 5} more" if len(waiting) > 5 else ""  # noqa: PLR2004 - as many as were shown
    return Finding(fine=False, sentence=f"Set aside and waiting for you: {kinds}{more}. The log tells more.")


async def _late(database: Database) -> Finding:
    if await revision_of(database) != newest_revision():
        return Finding(fine=True, sentence="What is late is shown after the next start of `between run`.")
    async with database.read() as tx:
        reading = await vitals.read(tx, datetime.now(UTC))
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
        return Finding(
            fine=False,
            sentence=f"Late: {', '.join(late)}. Does the bot run? Its log tells, and HEALTH_PORT shows more.",
        )
    return Finding(fine=True, sentence="Nothing that is due, heard or to be sent is late.")
