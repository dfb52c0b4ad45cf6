"""The commands about one patient: a copy of all that is kept of them, and its erasing; beside the running bot or not."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.backups import list_the_erased
from bot.conversation.turn import Practice
from bot.copying import Copy, copy_of, places_of
from bot.erasing import Erased, Erasing, NobodyHereError, NotConfirmedError
from bot.keys import key_ring, refuse_other_keys
from bot.library.loader import load_library
from bot.settings import Settings, load_settings
from scheduler.clock import SystemClock
from storage.database import Database, file_of
from storage.schema import newest_revision, revision_of
from storage.workers import NUMBERS

_ENV: Final = Path(".env")
NOT_ALL: Final = 1
"""The exit code where a copy was written, but not all could be opened."""
_FOLDS: Final = 20
_FOLD_SECONDS: Final = 0.5
_SHOWN: Final = {
    "assignments": "exercises",
    "occurrences": "planned moments",
    "checkins": "answers",
    "notes": "notes",
    "files": "files",
    "appointments": "sessions",
}

Code = Annotated[str, typer.Argument(metavar="CODE", help="The patient's code, such as P-7.")]
EnvFile = Annotated[Path, typer.Option("--env-file", help="Where the settings are.", show_default=True)]


def add_to(app: typer.Typer) -> None:
    """Add the commands to those of the program."""
    app.command("copy", short_help="Write out all that is kept of a patient.")(copy)
    app.command("erase", short_help="Erase all that is kept of a patient.")(erase)


def copy(
    code: Code,
    folder: Annotated[Path, typer.Argument(help="Where the copy is written, readable by you alone.")],
    env_file: EnvFile = _ENV,
) -> None:
    """Write everything that is kept of a patient into a folder, opened: a page to read, JSON, and what they sent.

    The exit code is 1 where something could not be opened any more; all the rest is written, and what is missing is named.
    """
    made = asyncio.run(_copy(load_settings(env_file), code.upper(), folder))
    typer.echo(
        f"{made.page} is for reading, {made.data} for other programs; files beside them: {made.files}."
    )
    typer.echo("Nothing in them is encrypted: hand them over, and delete them here.")
    if made.unopened:
        typer.echo(
            f"Not all of it could be opened, and what could not is missing there: {places_of(made.unopened)}."
            " It is damaged, or sealed with a key that is not in the key file: a key file or a back-up of before may have it.",
            err=True,
        )
        raise typer.Exit(NOT_ALL)


def erase(
    code: Code,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for the code once more.")] = False,  # noqa: FBT002 - an option of the command line
    env_file: EnvFile = _ENV,
) -> None:
    """Erase everything that is kept of a patient, for good, while the bot runs or not. Their therapist is told."""
    if not asyncio.run(_erase(load_settings(env_file), code.upper(), asked=not yes)):
        typer.echo(
            "The database's log could not be emptied yet, because a back-up or another program reads it:"
        )
        typer.echo(
            "the bot does so within six hours, and at its start. Until then the log may hold sealed traces."
        )
    typer.echo(
        "Back-ups of before still hold them; the list beside the back-ups erases them again after a restore."
    )


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Erasing]:
    """Open the database without asking any messenger. Raises NobodyHereError where it is not there, or too old, and KeyFileError."""
    file = file_of(settings.database_url)
    if file is not None and not file.exists():
        raise NobodyHereError(f"There is no database at {file}: check DATABASE_URL.")
    clock = SystemClock()
    database = Database(settings.database_url, key_ring(settings), clock.now)
    practice = Practice(
        settings.practice_timezone, settings.practice_language, settings.practice_country, lambda _: ""
    )
    try:
        if await revision_of(database) != newest_revision():
            raise NobodyHereError("The database is not of this version of Between: start the bot on it once.")
        await refuse_other_keys(settings, database)
        await database.open(NUMBERS + secrets.randbelow(NUMBERS))
        yield Erasing(database, clock, load_library(), practice, {})
    finally:
        await database.close()


async def _copy(settings: Settings, code: str, folder: Path) -> Copy:
    async with _opened(settings) as erasing:
        patient = await erasing.patient(code)
        return await copy_of(erasing.database, patient, folder, erasing.clock.now())


async def _erase(settings: Settings, code: str, *, asked: bool) -> bool:
    """Erase; return whether the log is empty, too."""
    async with _opened(settings) as erasing:
        patient = await erasing.patient(code)
        if asked:
            _ask(code, await erasing.counted(patient), f"{patient.created_at:%Y-%m-%d}")
        erased = await erasing.erase(patient)
        if erased is not Erased.NOBODY:
            told = "is told" if erased is Erased.TOLD else "cannot be told by the bot, so please tell them"
            typer.echo(f"{code} is erased. Nothing was said to them; their therapist {told}.")
        await list_the_erased(settings, erasing.database)
        for _ in range(_FOLDS):
            if await erasing.database.fold():
                return True
            await asyncio.sleep(_FOLD_SECONDS)
        return False


def _ask(code: str, counts: Mapping[str, int], since: str) -> None:
    """Show what would go, and have the code typed once more. Raises NotConfirmedError."""
    kept = ", ".join(f"{shown} {counts[name]}" for name, shown in _SHOWN.items())
    typer.echo(
        f"{code}, here since {since}: {kept}, and everything else of theirs. Nobody can bring it back."
    )
    typed = typer.prompt(f"Type {code} once more to erase it", default="", show_default=False)
    if typed.strip().upper() != code:
        raise NotConfirmedError("That was not the code: nothing was erased.")
