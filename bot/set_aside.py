"""What is set aside, shown to whoever runs the server: what each means, what to do, and a mark that it was looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from bot.settings import Settings
from storage import alerts, set_aside
from storage.alerts import Alert
from storage.crypto import throwaway_key_ring
from storage.database import Database, Tx, file_of
from storage.schema import newest_revision, revision_of
from storage.set_aside import CAN_BE_TRIED, About

_BY_ITSELF: Final = "This mark goes by itself when that is so."
MEANING: Final = {
    "update_parked": (
        "Something that was sent to the bot could not be answered. It is kept, sealed, for 90 days at most.",
        "Mend what was at fault (an upgrade, the right key file), then have it tried again with --again.",
    ),
    "due_parked": (
        "Something that came due failed five times. It counts against nobody.",
        "Mend what was at fault, then have it tried again with --again: what is over by then is not said any more.",
    ),
    "message_given_up": (
        "A message was refused for good, and its words are erased.",
        "Where that cannot be left so, tell the therapist that something did not arrive; then mark it with --seen.",
    ),
    "receipt_untold": (
        "A message went out, and what should follow from that could not be written down.",
        "A defect: report it with the line of the log (outbox.untold); then mark it with --seen.",
    ),
    "outbox_seal_broken": (
        "A message could not be opened with the keys that are there, and was not sent.",
        "Was another key file in use, or does the disk fail? Mend that; then mark it with --seen.",
    ),
    "plan_failed": (
        "What lies ahead of an exercise or a session could not be planned. It is tried again every hour.",
        f"Upgrade, or report it with the line of the log (heal.failed, ahead.failed). {_BY_ITSELF}",
    ),
    "therapist_unreachable": (
        "A therapist cannot be reached: they blocked the bot, or their account is gone.",
        f"Ask them to open the chat again, or `between invite-therapist --again` with their code. {_BY_ITSELF}",
    ),
    "therapist_unproven": (
        "A therapist has a new safety number on Signal, and gets nothing until they show who they are.",
        f"`between invite-therapist --again` with their code, handed over in person. {_BY_ITSELF}",
    ),
    "clock_set_back": (
        "The machine's clock was ahead and was put right; what ended before its time is planned anew.",
        "See that the clock is synchronised (timedatectl); then mark it with --seen.",
    ),
    "paid_cap_reached": (
        "All that TELEGRAM_PAID_MESSAGES_PER_DAY allows was used up on a day; other reminders came some minutes late.",
        "Raise it, or leave it; then mark it with --seen.",
    ),
    "channel_refused": (
        "A messenger does not let the bot in; the other one goes on.",
        f"`between doctor` says why; it is asked again every ten minutes. {_BY_ITSELF}",
    ),
    "backup_failed": ("No back-up could be made.", f"`between backup` says why. {_BY_ITSELF}"),
    "signal_captcha": (
        "Signal sends nothing until a person has solved a captcha.",
        f"`between signal-challenge` says how. {_BY_ITSELF}",
    ),
    "signal_cli_old": (
        "signal-cli is so old that Signal may refuse it any day.",
        f"Install its newest release (docs/signal.md). {_BY_ITSELF}",
    ),
    "scheduler_late": (
        "What has come due is handed on late.",
        f"Look at the log, and `between doctor`. {_BY_ITSELF}",
    ),
    "poller_silent": (
        "A messenger does not answer when it is asked for news.",
        f"`between doctor` says why. {_BY_ITSELF}",
    ),
    "channel_failing": ("Messages cannot be sent.", f"`between doctor` says why. {_BY_ITSELF}"),
}
"""What each kind of alert means, and what to do about it."""

_OTHER: Final = ("The log of that time names the fault.", "Look there; then mark it with --seen.")


class NothingThereError(LookupError):
    """Nothing is set aside that was asked for, or it cannot be looked up; the sentence says which."""


async def look(
    settings: Settings, now: Callable[[], datetime], *, number: int | None, seen: bool, again: bool
) -> list[str]:
    """Return the lines that show what is set aside, all or one; mark it as looked at, or have it tried again.

    Raises NothingThereError, DatabaseTrouble, OSError.
    """
    file = file_of(settings.database_url)
    if file is not None and not file.exists():
        raise NothingThereError("There is no database yet: start the bot.")
    database = Database(settings.database_url, throwaway_key_ring(), now)
    try:
        if await revision_of(database) != newest_revision():
            raise NothingThereError("The database is not of this version of Between: start the bot once.")
        async with database.write() if seen or again else database.read() as tx:
            found = await _found(tx, number)
            lines = [line for each in found for line in _shown(each, await set_aside.about(tx, each))]
            if again:
                return [*lines, await _try_again(tx, found, now())]
            if seen:
                await alerts.seen(tx, [each.id for each in found], now())
    finally:
        await database.close()
    if not found:
        return ["Nothing is set aside."]
    told = (
        "Marked as looked at." if seen else "Looked at? `between alerts --seen` marks all, with a number one."
    )
    return [*lines, told]


async def _found(tx: Tx, number: int | None) -> list[Alert]:
    found = await alerts.unseen(tx)
    chosen = [each for each in found if number in {None, each.id}]
    if number is not None and not chosen:
        raise NothingThereError(f"Nothing with the number {number} is set aside: `between alerts` lists all.")
    return chosen


def _shown(alert: Alert, whom: About) -> list[str]:
    means, to_do = MEANING.get(alert.kind, _OTHER)
    more = [
        alert.subject or "",
        f"for {whom.code}" if whom.code else "",
        whom.fault and f"fault {whom.fault}",
    ]
    told = ", ".join(each for each in more if each)
    told = f" ({told})" if told else ""
    return [
        f"{alert.id}  {alert.at:%Y-%m-%d %H:%M} UTC  {alert.kind}{told}",
        f"    {means}",
        f"    {to_do}",
        "",
    ]


async def _try_again(tx: Tx, found: list[Alert], now: datetime) -> str:
    """Have tried again what can be; what of it is not there any more is marked too."""
    can = [each for each in found if each.kind in CAN_BE_TRIED]
    tried = sum([await set_aside.try_again(tx, each) for each in can])
    await alerts.seen(tx, [each.id for each in can], now)
    gone = f" Of {len(can) - tried} nothing is there any more." if tried < len(can) else ""
    left = f" {len(found) - len(can)} cannot be tried again." if len(found) > len(can) else ""
    return f"A running bot tries {tried} again within a minute.{gone}{left}"
