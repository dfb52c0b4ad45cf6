"""Answering Signal's captcha from the command line."""

from __future__ import annotations

from bot.channels.signal_challenge import CAPTCHA_PAGE, CaptchaError, hand_in
from bot.channels.signal_errors import send_error
from bot.channels.signal_rpc import RpcError, SignalRpc
from bot.keys import key_ring, refuse_other_keys
from bot.settings import Settings
from scheduler.clock import SystemClock
from storage.database import Database

HOW = f"""Signal sends nothing more before a person has solved a captcha.

1. Open {CAPTCHA_PAGE} from the address of the server on which signal-cli runs: in a
   browser there, or through `ssh -D 1080` to it, with the browser's SOCKS proxy set to it.
2. Solve it, and copy the address of the link "Open Signal"; it begins with signalcaptcha://.
3. Within a few minutes: between signal-challenge 'signalcaptcha://…'
"""


async def answer_challenge(settings: Settings, account: str, socket: str, captcha: str) -> None:
    """Hand in a solved captcha; the running bot goes on within a minute. Raises CaptchaError, KeyFileError, DatabaseTrouble, OSError."""
    if not account:
        raise CaptchaError("SIGNAL_ACCOUNT is not set: there is no Signal to hand a captcha to.")
    clock = SystemClock()
    database = Database(settings.database_url, key_ring(settings), clock.now)
    rpc = SignalRpc(socket)
    try:
        await refuse_other_keys(settings, database)
        await hand_in(database, clock, rpc, account, captcha.strip())
    except RpcError as fault:
        raise CaptchaError(
            f"signal-cli did not do it ({send_error(fault).fault}): run `between doctor` to see why."
        ) from fault
    finally:
        await rpc.close()
        await database.close()
