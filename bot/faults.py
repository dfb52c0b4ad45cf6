"""What stops a command, in one sentence for whoever runs the server."""

from __future__ import annotations

from bot.channels.signal_challenge import CaptchaError
from bot.doors import NotAcceptedError
from bot.inviting import NobodyInvitedError
from bot.library.loader import LibraryError
from bot.sending import SendError
from bot.set_aside import NothingThereError
from bot.settings import SettingsError
from storage.backup import BackupError
from storage.checkup import DatabaseDamagedError
from storage.crypto import KeyFileError
from storage.database import DatabaseTrouble
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
        ):
            return str(fault)
        case SendError():
            return f"Telegram did not accept the bot ({fault.fault}): run `between doctor` to see why."
        case DatabaseTrouble() | OSError():
            return f"A file, folder, port or server cannot be used ({name_of(fault)}): check DATABASE_URL, or run `between doctor`."
        case _:
            return None
