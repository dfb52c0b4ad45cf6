"""All that watches over the bot, built together; the app serves the door and runs the jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import structlog

from bot.channels.base import Channel
from bot.operations.alarm import Alarm, Operator
from bot.operations.door import door
from bot.operations.meters import Meters
from bot.operations.ping import Ping
from bot.operations.pulse import Pulse
from bot.operations.vitals import Vitals
from bot.serving import listen
from bot.settings import SIGNAL, TELEGRAM, Settings, SettingsError
from scheduler.clock import Clock
from scheduler.jobs import Job
from scheduler.whole import Whole
from storage.database import Database

log = structlog.get_logger()

MINUTE = 60.0


def new_vitals(database: Database, clock: Clock, channels: Sequence[str]) -> Vitals:
    """Return what the parts report to, with nothing reported yet."""
    return Vitals(clock.monotonic, Meters("postgresql" if database.shared else "sqlite"), channels)


class Station:
    """`vitals` is what the parts report to."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Clock,
        channels: Mapping[str, Channel],
        vitals: Vitals,
    ) -> None:
        self.vitals = vitals
        self._settings = settings
        self._pulse = Pulse(database, clock, self.vitals)
        self._door = door(self._pulse, vitals.meters)
        self.alarm = Alarm(self._pulse, self.vitals, database, clock, channels, _operators(settings))

    def jobs(self, whole: Whole) -> list[Job]:
        """Return what is to be done every minute; stopping leaves a transaction that has begun alone."""
        jobs = [Job("alarm", MINUTE, lambda: whole.do(self.alarm.once()))]
        if self._settings.ping_url:
            jobs.append(Job("ping", MINUTE, Ping(self._settings.ping_url, self._pulse).once))
        return jobs

    async def serve(self) -> None:
        """Open the health port, if one is set, until cancelled. Raises SettingsError where it cannot be opened."""

        async def listening(port: int) -> None:
            log.info("health.listening", port=port)

        host, port = self._settings.health_host, self._settings.health_port
        if not port:
            return
        try:
            await listen(self._door, host, port, listening)
        except OSError as fault:
            raise SettingsError(
                f"HEALTH_PORT {port} on {host} cannot be opened ({fault.strerror}): choose another, or 0 for none."
            ) from fault


def _operators(settings: Settings) -> list[Operator]:
    """Return whoever is told of trouble, on the channels that are set up."""
    chats = {TELEGRAM: settings.telegram_operator_chat, SIGNAL: settings.signal_operator}
    return [
        Operator(name, chats[name], settings.practice_language) for name in settings.channels if chats[name]
    ]
