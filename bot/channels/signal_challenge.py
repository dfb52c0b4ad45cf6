"""When Signal wants a captcha: the challenge is kept until somebody has solved it, in another process, or it has passed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import SystemRandom

import structlog

from bot.channels.signal_errors import is_rejected_captcha
from bot.channels.signal_rpc import RpcRefused, SignalRpc
from scheduler.clock import Clock
from storage import challenges
from storage.database import Database, DatabaseTrouble
from storage.trouble import in_spite_of_others, name_of, passes

log = structlog.get_logger()

CHANNEL = "signal"
CAPTCHA_PAGE = "https://signalcaptchas.org/challenge/generate.html"
UNSAID_SECONDS = 24 * 3600.0
"""So long sending rests where Signal does not say when it may be tried again, and at most."""
_LONGEST = timedelta(seconds=UNSAID_SECONDS + 120)
"""A challenge that would last for longer is from before the clock was set back: sending is tried again."""
TRIES, PAUSE_SECONDS = 6, 5.0
"""So often, and so far apart, what Signal said is written down where the database is busy; each try waits itself."""
_LUCK = SystemRandom().random


class CaptchaError(Exception):
    """A captcha cannot be handed in; the sentence says why, and what to do."""


class Challenges:
    """What the channel tells of challenges, and asks about them; it asks the store only while one may be pending."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._perhaps = True

    async def demanded(self, token: str, wait: float | None) -> None:
        """Keep a challenge, and have the operator told once. `wait`: seconds after which sending may be tried without."""
        now = self._clock.now()
        seconds = UNSAID_SECONDS if wait is None else min(wait, UNSAID_SECONDS)
        async with self._database.write() as tx:
            until = now + timedelta(seconds=seconds + 60 * _LUCK())
            await challenges.demanded(tx, CHANNEL, token, now, until)
        self._perhaps = True

    async def waiting(self) -> bool:
        """Say whether a challenge is still to be solved. Raises DatabaseTrouble."""
        if not self._perhaps:
            return False
        async with self._database.read() as tx:
            found = await challenges.pending(tx, CHANNEL)
        if found is not None and timedelta(0) < found.until - self._clock.now() <= _LONGEST:
            return True
        if found is not None:
            await forget(self._database, self._clock)
        self._perhaps = False
        return False


async def forget(database: Database, clock: Clock) -> None:
    """Say that sending may go on."""
    async with database.write() as tx:
        await challenges.over(tx, CHANNEL, clock.now())


async def hand_in(database: Database, clock: Clock, rpc: SignalRpc, account: str, captcha: str) -> None:
    """Give Signal the solved captcha of the pending challenge, and let sending go on. Raises CaptchaError, RpcError.

    One that is not taken may have been before, without our having written it down: the next message shows it.
    """
    async with database.read() as tx:
        found = await challenges.pending(tx, CHANNEL)
    if found is None:
        raise CaptchaError("Signal wants no captcha at the moment: nothing was handed in.")
    try:
        await rpc.call("submitRateLimitChallenge", account=account, challenge=found.token, captcha=captcha)
    except RpcRefused as fault:
        if not is_rejected_captcha(fault):
            raise
        await _written(clock, lambda: _try_without(database, clock))
        raise CaptchaError(
            "Signal did not take the captcha: it is too old, was used before, or was solved from another address "
            "than the server's. Solve a new one, from the server's address."
        ) from None
    await _written(clock, lambda: forget(database, clock))
    log.info("signal.captcha_solved")


async def _try_without(database: Database, clock: Clock) -> None:
    async with database.write() as tx:
        await challenges.try_without(tx, CHANNEL, clock.now())


async def _written(clock: Clock, work: Callable[[], Awaitable[None]]) -> None:
    """Do a transaction, also where the database is busy for a while. Raises CaptchaError."""
    for left in reversed(range(TRIES)):
        try:
            return await in_spite_of_others(work)
        except DatabaseTrouble as fault:
            if not left or not passes(fault):
                raise CaptchaError(
                    f"Signal has answered, but the database did not take it down ({name_of(fault)}): when it is well "
                    "again, run this once more with the same captcha. The bot then tries whether it may send."
                ) from fault
        await clock.sleep(PAUSE_SECONDS)
    return None
