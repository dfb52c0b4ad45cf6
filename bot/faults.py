"""What stops a command, in one sentence for whoever runs the server."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from bot.channels.signal_challenge import CaptchaError
from bot.copying import CopyError
from bot.doors import NotAcceptedError
from bot.erasing import NobodyHereError, NotConfirmedError
from bot.inviting import NobodyInvitedError
from bot.library.loader import LibraryError
from bot.sending import SendError
from bot.set_aside import NothingThereError
from bot.settings import SettingsError
from storage.backup import BackupError
from storage.checkup import DatabaseDamagedError
from storage.crypto import KeyFileError
from storage.database import DatabaseTrouble
from storage.erased import ErasedListError
from storage.moving import MoveError
from storage.restoring import RestoreError
from storage.schema import DatabaseTooNewError, DatabaseUnfinishedError
from storage.sealed_file import SealedFileError
from storage.single import InUseError
from storage.trouble import name_of


def sentence_of(fault: BaseException) -> str | None:
    """Say what is wrong and what to do; None for a fault of ours. Of several at once the first is said."""
    match fault:
        case BaseExceptionGroup():
            return sentence_of(fault.exceptions[0])
        case (
            SettingsError()
            | NobodyInvitedError()
            | KeyFileError()
            | LibraryError()
            | DatabaseTooNewError()
            | DatabaseDamagedError()
            | DatabaseUnfinishedError()
        ):
            return str(fault)
        case (
            NotAcceptedError()
            | BackupError()
            | RestoreError()
            | SealedFileError()
            | InUseError()
            | MoveError()
            | CaptchaError()
            | NothingThereError()
            | NobodyHereError()
            | NotConfirmedError()
            | CopyError()
            | ErasedListError()
        ):
            return str(fault)
        case SendError():
            return f"Telegram did not accept the bot ({fault.fault}): run `between doctor` to see why."
        case DatabaseTrouble() | OSError():
            return f"A file, folder, port or server cannot be used ({_told(fault)}): {_to_do(fault)}, or run `between doctor`."
        case _:
            return None


def _told(fault: DatabaseTrouble | OSError) -> str:
    """Name a fault, and where the system says it, which file and why; what a driver adds of its own is left out."""
    if not isinstance(fault, OSError):
        return name_of(fault)
    why = os.strerror(fault.errno) if fault.errno else ""
    place = fault.filename or next((each for each in fault.args if isinstance(each, Path)), "")
    more = ", ".join(str(each) for each in (why, place) if each)
    return f"{name_of(fault)}: {more}" if more else name_of(fault)


def _to_do(fault: DatabaseTrouble | OSError) -> str:
    if isinstance(fault, OSError) and fault.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "make room on that disk"
    if isinstance(fault, OSError) and (fault.filename or any(isinstance(each, Path) for each in fault.args)):
        return "check that file and its folder"
    return "check DATABASE_URL"
