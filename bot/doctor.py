"""What could be wrong, looked at one by one, each with what to do about it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import httpx

from bot.channels.telegram import TelegramChannel
from bot.doctor_database import database_findings, program_noted
from bot.doctor_key import key_found
from bot.doctor_ports import port_findings
from bot.doctor_signal import signal_findings
from bot.finding import Finding, faulty, fine, warning
from bot.library.loader import LibraryError, load_library
from bot.safety.help_lines import help_lines
from bot.sending import SendError
from bot.settings import SIGNAL, TELEGRAM, Settings, SettingsError, load_settings, slips
from scheduler.clock import Clock, SystemClock
from storage.backup import backups_in
from storage.database import file_of

CLOCK_TOLERANCE = 30.0
"""Seconds that the clock may differ from Telegram's before reminders come noticeably early or late."""
_PATIENCE = 10.0
_ZONES_EXPECTED = 400


async def examine(env_file: Path, clock: Clock | None = None) -> list[Finding]:
    """Look at everything; what cannot be looked at because of an earlier fault is left out."""
    now = (clock or SystemClock()).now
    try:
        settings = load_settings(env_file)
    except SettingsError as fault:
        return [faulty(str(fault)), _zone_data("Europe/Berlin")]
    findings = [
        fine("The settings can be read."),
        *(
            warning(f"{name} in the environment is not a setting of Between, and not read. Is {meant} meant?")
            for name, meant in slips(os.environ).items()
        ),
        _zone_data(settings.practice_timezone),
    ]
    findings += [_numbers(settings.practice_country), _library(settings)]
    ring, finding = await key_found(settings, now)
    findings.append(finding)
    file = file_of(settings.database_url)
    there = ring is not None or file is None or file.exists()
    if TELEGRAM in settings.channels:
        findings += [await _telegram(settings), await _clock(settings, now)]
    if SIGNAL in settings.channels:
        noted = await program_noted(settings, SIGNAL, now) if there else None
        findings += await signal_findings(settings, noted, now())
    if there:
        findings += await database_findings(settings, now)
    findings += await port_findings(settings)
    findings.append(_backups(settings, now()))
    return findings


def _backups(settings: Settings, now: datetime) -> Finding:
    """Tell how old the newest back-up is; what is later than it could be lost."""
    folder, database = settings.backup_folder, file_of(settings.database_url)
    if database is None:
        return fine("Back up PostgreSQL with pg_dump (docs/running.md); we do not.")
    if folder is None:
        return warning("No back-ups are made (BACKUP_FOLDER is empty): what is lost then is lost.")
    every = timedelta(hours=settings.backup_hours)
    ages = [now - each.at for each in backups_in(folder) if each.at <= now]
    if not ages:
        sentence = f"There is no back-up in {folder} yet; a running bot makes one within minutes."
        return fine(sentence)
    found = f"The newest of {len(ages)} back-ups in {folder} is {min(ages) / timedelta(hours=1):.0f} h old"
    if min(ages) > 2 * every:
        sentence = f"{found}: `between backup` says why there is none newer, unless the bot was not running."
        return faulty(sentence)
    apart = database.exists() and database.stat().st_dev != folder.stat().st_dev
    if not apart:
        return warning(f"{found}, on the same disk as the database: copy them elsewhere too.")
    return fine(f"{found}.")


def _zone_data(zone: str) -> Finding:
    if len(available_timezones()) < _ZONES_EXPECTED:
        return faulty("Time zone data is missing: install the package tzdata.")
    ZoneInfo(zone)
    return fine(f"Time zone data {version('tzdata')} is there; the practice is in {zone}.")


def _numbers(country: str) -> Finding:
    lines = help_lines(country)
    if not lines.listed:
        return faulty(f"For {country} only 112 is known: set PRACTICE_COUNTRY or add its numbers.")
    shown = ", ".join([lines.emergency, *(line.number for line in lines.lines)])
    if lines.verified is None:
        return warning(
            f"/help shows {shown}: call to check them yourself, nobody has verified them here "
            "(docs/before-you-start.md)."
        )
    return fine(f"/help shows {shown}, verified on {lines.verified}.")


def _library(settings: Settings) -> Finding:
    """Read every exercise; of each pack say who has looked at it."""
    try:
        library = load_library(settings.packs)
    except LibraryError as fault:
        return faulty(f"LIBRARY_PACKS cannot be used: {' '.join(fault.faults)}")
    packs = "; ".join(f"{pack.id} {pack.version}: {pack.review_status['en']}" for pack in library.packs)
    return fine(f"There are {len(library.exercises)} exercises ({packs}).")


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
        return faulty(f"Telegram did not answer as it should ({fault.fault}): {advice}.")
    finally:
        await channel.close()
    return fine(f"The token is good: the bot is @{username}.")


async def _clock(settings: Settings, now: Callable[[], datetime]) -> Finding:
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE) as client:
            answer = await client.head(settings.telegram_api_url)
        theirs = parsedate_to_datetime(answer.headers["date"])
    except (httpx.HTTPError, KeyError, ValueError):
        return faulty(
            "The clock could not be compared with Telegram's: the server was not reached.",
        )
    off = (now() - theirs).total_seconds()
    if abs(off) > CLOCK_TOLERANCE:
        sentence = f"This machine's clock is {off:+.0f} s off: switch on time synchronisation (NTP)."
        return faulty(sentence)
    return fine("The clock agrees with Telegram's.")
