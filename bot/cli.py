"""The commands for the person who runs the server. A fault is one sentence on standard error and exit code 2."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import segno
import structlog
import typer

from bot import backups, logs, one_patient
from bot import doctor as checks
from bot.app import built
from bot.challenging import HOW, answer_challenge
from bot.demo import run_demo
from bot.faults import sentence_of
from bot.inviting import TherapistInvitation, invite_a_therapist
from bot.migrating import migrate
from bot.running import run as run_app
from bot.set_aside import look
from bot.settings import Settings, SettingsError, load_settings, slips
from bot.waiting import database_answers
from scheduler.clock import SystemClock
from storage.restored import Past
from storage.single import only_one

log = structlog.get_logger()

FAULT = 2
OURS_ALONE = 0o077
"""What is written is for its owner alone: SQLite makes its files by the umask, and a container has one that is open to all."""

app = typer.Typer(
    name="between",
    help="Between accompanies psychotherapy between the sessions: exercises, reminders, answers, and a digest.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
one_patient.add_to(app)

EnvFile = Annotated[Path, typer.Option("--env-file", help="Where the settings are.", show_default=True)]
_ENV = Path(".env")


@app.command(short_help="Run the bot until it is stopped.")
def run(env_file: EnvFile = _ENV) -> None:
    """Run the bot until it is stopped (Ctrl-C or SIGTERM)."""
    settings = load_settings(env_file)
    logs.set_up(settings)
    for name, meant in slips(os.environ).items():
        log.warning("settings.not_read", name=name, like=meant)
    asyncio.run(_run(settings))


@app.command(short_help="Play the whole story in a browser.")
def demo(
    port: Annotated[int, typer.Option(help="Port of the page on this machine; 0 takes a free one.")] = 8765,
    language: Annotated[str, typer.Option(help="Language of the patient's phone: en or de.")] = "en",
) -> None:
    """Play the whole story on a page in the browser: no account, no settings, nothing is kept."""
    if language not in {"en", "de"}:
        raise SettingsError("--language has to be en or de.")
    try:
        asyncio.run(run_demo(port, language, _stopped))
    except OSError as fault:
        if fault.errno != errno.EADDRINUSE:
            raise
        raise SettingsError(
            f"Port {port} is in use already: take another with --port, or --port 0."
        ) from fault


@app.command(short_help="Check everything, and say what to do.")
def doctor(env_file: EnvFile = _ENV) -> None:
    """Check the channels, database, key, clock and time zone data; say what to do about each fault and each warning.

    The exit code is 1 where there is a fault; warnings leave it at 0.
    """
    findings = asyncio.run(checks.examine(env_file))
    for finding in findings:
        typer.echo(f"{finding.degree:<5}  {finding.sentence}")
    if any(finding.is_fault for finding in findings):
        raise typer.Exit(1)


@app.command("invite-therapist", short_help="Print an invitation for a therapist.")
def invite_therapist(
    again: Annotated[str, typer.Option(help="Invite a known therapist anew, by their code (T-1).")] = "",
    env_file: EnvFile = _ENV,
) -> None:
    """Make a single-use invitation for a therapist: a link, its code, and a QR code to scan."""
    invitation = asyncio.run(_invite(load_settings(env_file), again))
    typer.echo(f"\nFor {invitation.person}, once, until {invitation.until}:\n")
    if invitation.link:
        typer.echo(f"  {invitation.link}\n")
        typer.echo(f"or send this code to the bot:  {invitation.code}\n")
        segno.make(invitation.link, micro=False).terminal(compact=True)
    else:
        typer.echo(f"Send this code to the bot on Signal:  {invitation.code}\n")
    if invitation.signal:
        typer.echo(f"\nOn Signal: open this link, and send the code there.\n\n  {invitation.signal}\n")
        segno.make(invitation.signal, micro=False).terminal(compact=True)
    if invitation.known:
        typer.echo(
            f"\n{invitation.person} is somebody new, without patients. There is {', '.join(invitation.known)} already:"
            f" for a new phone or another messenger of theirs, use --again {invitation.known[0]} instead.\n"
        )


@app.command(short_help="Show what is set aside, and what to do about it.")
def alerts(
    *,
    number: Annotated[int, typer.Argument(help="Only the one with this number.", show_default=False)] = 0,
    seen: Annotated[bool, typer.Option("--seen", help="Mark what is shown as looked at.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Have tried again what can be.")] = False,
    env_file: EnvFile = _ENV,
) -> None:
    """Show what could not be handled and waits for you: when, of which kind, about whom, and what to do."""
    if seen and again:
        raise SettingsError("Give --seen or --again: what is tried again is marked too.")
    settings = load_settings(env_file)
    looked = look(settings, SystemClock().now, number=number or None, seen=seen, again=again)
    for line in asyncio.run(looked):
        typer.echo(line)


@app.command("signal-challenge", short_help="Answer a captcha that Signal wants.")
def signal_challenge(
    captcha: Annotated[str, typer.Argument(help="The solved captcha; without it you are told how.")] = "",
    env_file: EnvFile = _ENV,
) -> None:
    """Hand in the captcha that Signal wants before it takes anything more, while the bot runs."""
    if not captcha:
        typer.echo(HOW)
        return
    settings = load_settings(env_file)
    asyncio.run(answer_challenge(settings, settings.signal_account, settings.signal_socket, captcha))
    typer.echo("Signal has taken the captcha. The bot goes on sending within a minute.")


@app.command(short_help="Make a back-up now.")
def backup(env_file: EnvFile = _ENV) -> None:
    """Make a sealed back-up of the SQLite file now, while the bot runs or not, and read it back."""
    settings = load_settings(env_file)
    made = asyncio.run(backups.by_hand(settings, SystemClock()))
    typer.echo(f"{made.path} is written, and was read back whole ({made.path.stat().st_size} bytes).")
    typer.echo(f"The keys are not in it: keep a copy of {settings.encryption_key_file} apart from it.")


@app.command(short_help="Put a back-up back.")
def restore(
    file: Annotated[Path, typer.Argument(help="The back-up.", exists=True, dir_okay=False)],
    env_file: EnvFile = _ENV,
) -> None:
    """Put a back-up back where no database is. Nothing of the time since is sent or counted against anybody."""
    done = asyncio.run(backups.restore(load_settings(env_file), file, SystemClock()))
    typer.echo(f"Restored as it was on {done.at:%Y-%m-%d %H:%M} UTC. What was said since is not in it:")
    typer.echo("tell therapists and patients. Then start the bot.")
    _tell_the_past(done.past)


@app.command("after-restore", short_help="Say that the database was put back by other means.")
def after_restore(env_file: EnvFile = _ENV) -> None:
    """After pg_restore, or a snapshot of the disk: end what lies in the past, before the first bot is started."""
    _tell_the_past(asyncio.run(backups.after_restore(load_settings(env_file), SystemClock())))


def _tell_the_past(past: Past) -> None:
    for line in backups.told(past):
        typer.echo(line)


@app.command("migrate-database", short_help="Move everything to another database.")
def migrate_database(
    source: Annotated[str, typer.Argument(metavar="FROM", help="Address of the database as it is.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="Address of an empty database.")],
    env_file: EnvFile = _ENV,
) -> None:
    """Move everything to another database, from SQLite to PostgreSQL or back, while no bot runs; compare all of it.

    Broken off, it goes on where it was when it is started again. The first database is left as it is.
    """
    settings = None
    with suppress(SettingsError):  # it may be moved where no bot will run
        settings = load_settings(env_file)
    typer.echo("Moving, and comparing both sides. It may be broken off: the same command goes on.")
    moved = asyncio.run(migrate(source, target, SystemClock(), typer.echo, settings))
    typer.echo(f"All {moved.rows} rows are there and the same ({moved.before} had been moved before).")
    typer.echo("Now set DATABASE_URL to the second address, and start the bot. The key file stays the same.")
    typer.echo("Put the first database away: a bot that is started on it would send everything once more.")


def main() -> None:
    """Run a command; whatever can be said in a sentence is said in one."""
    os.umask(OURS_ALONE)
    try:
        app(standalone_mode=True)
    except Exception as fault:
        sentence = sentence_of(fault)
        if sentence is None:
            raise
        sys.stderr.write(f"{sentence}\n")
        raise SystemExit(FAULT) from None


async def _stopped() -> None:
    """Wait until somebody ends the program."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop.set)
    await stop.wait()


async def _run(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop.set)
    with only_one(settings.database_url):
        if not await database_answers(settings, stop):
            return
        async with built(settings) as practice:
            await run_app(practice, stop)


async def _invite(settings: Settings, again: str) -> TherapistInvitation:
    async with built(settings) as practice:
        return await invite_a_therapist(practice, again)
