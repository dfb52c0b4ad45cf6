"""Which release of signal-cli answers, and since when: kept for the doctor, and told to the operator once it is too old."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from bot.channels.signal_releases import past_its_time
from scheduler.clock import Clock
from storage import alerts, programs
from storage.database import Database, DatabaseTrouble, Tx
from storage.trouble import name_of

log = structlog.get_logger()

CHANNEL = "signal"
TOO_OLD = "signal_cli_old"
EVERY = timedelta(days=1)
"""How often we look at the age of a release that stays the same."""


class Program:
    """What the channel tells of the daemon's version; it asks the store at each new one, and once a day."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._version = ""
        self._again: datetime | None = None

    async def answered(self, version: str) -> None:
        """Keep that the daemon has answered with a version. Never raises: the next answer comes soon."""
        now = self._clock.now()
        if version == self._version and self._again is not None and now < self._again:
            return
        try:
            async with self._database.write() as tx:
                await _keep(tx, version, now)
        except (DatabaseTrouble, OSError) as fault:
            log.warning("signal.version_not_kept", fault=name_of(fault))
        else:
            self._version, self._again = version, now + EVERY


async def _keep(tx: Tx, version: str, now: datetime) -> None:
    """Write one alert while a release is too old, and end it when a newer one has taken its place."""
    since = await programs.answered(tx, CHANNEL, version, now)
    if past_its_time(version, since, now):
        await alerts.raise_once(tx, TOO_OLD, CHANNEL, now)
        return
    over = await alerts.unseen_of(tx, [TOO_OLD])
    if over:
        await alerts.seen(tx, [each.id for each in over], now)
