"""Build once, run, take down in reverse: the only place that wires."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot.answer import Answerer
from bot.channels.telegram import TelegramChannel
from bot.conversation.therapist.sessions import due_times
from bot.conversation.turn import Practice
from bot.deliver import Deliverer, changes
from bot.keys import key_ring
from bot.library.loader import load_library
from bot.operations.measured import measured
from bot.operations.station import Station, new_vitals
from bot.settings import Settings
from scheduler.clock import Clock, SystemClock
from scheduler.crew import Crew
from scheduler.dispatch import Dispatcher
from scheduler.heal import plan_everybody
from scheduler.pace import Pace
from scheduler.paid import Paid
from scheduler.tick import Ticker
from scheduler.zone_data import ZoneData
from storage import alerts, due, inbox, outbox, people, prompts
from storage.checkup import refuse_damaged
from storage.database import Database, DatabaseTrouble
from storage.records import RawUpdate
from storage.schema import bring_up_to_date
from storage.trouble import name_of
from storage.workers import NUMBERS

ANSWERED_FOR = timedelta(days=60)
"""How long a message without buttons can be answered by a reply to it."""

KEPT_FOR = timedelta(days=14)
"""How long a finished message or update leaves its id behind, so that a late repeat is recognised."""


@dataclass
class App:
    """All parts, built. What is asked of the database and of Telegram goes through them."""

    settings: Settings
    clock: Clock
    database: Database
    channel: TelegramChannel
    practice: Practice
    answerer: Answerer
    deliverer: Deliverer
    ticker: Ticker
    dispatcher: Dispatcher
    zone_data: ZoneData
    station: Station
    crew: Crew

    async def settle(self) -> None:
        """Do everything that waits until nothing does, without any job of its own: for tests."""
        while True:
            done = await self.channel.listen_once(self.keep, 0)
            done += await self.answerer.once()
            done += await self.ticker.once()
            done += await self.dispatcher.once()
            if not done:
                return

    async def hurry(self) -> None:
        """Look at what has come due now, not only at the next tick."""
        while await self.ticker.once():
            self.dispatcher.wake()
        self.dispatcher.wake()

    async def idle(self) -> bool:
        """Say whether nothing waits to be answered, handed on or sent at this moment."""
        now = self.clock.now()
        async with self.database.read() as tx:
            return not (
                await inbox.any_waiting(tx)
                or await due.any_come(tx, now)
                or await outbox.any_waiting(tx, now)
            )

    async def plan(self) -> None:
        """Plan what is missing ahead."""
        await plan_everybody(self.database, self.clock.now())

    async def purge(self) -> None:
        """Remove what has ended long ago."""
        before = self.clock.now() - KEPT_FOR
        async with self.database.write(apart=True) as tx:
            await inbox.purge(tx, before)
            await outbox.purge(tx, before)
            await alerts.purge(tx, before)
            await people.purge_guesses(tx, before)
            await prompts.purge(tx, self.clock.now() - ANSWERED_FOR)

    async def keep(self, updates: Sequence[RawUpdate]) -> None:
        """Store what was heard, before its service is told that we have it."""
        vitals = self.station.vitals
        try:
            await self.answerer.keep(self.channel.name, updates)
        except DatabaseTrouble as fault:
            vitals.wrote(name_of(fault))
            raise
        vitals.wrote(None)
        vitals.updates_heard(len(updates))


@asynccontextmanager
async def built(
    settings: Settings, clock: Clock | None = None, pace: Pace | None = None
) -> AsyncIterator[App]:
    """Build everything, and take it down in reverse.

    Raises SendError where Telegram refuses the token, DatabaseDamagedError, DatabaseTooNewError, DatabaseTrouble.
    """
    clock = clock or SystemClock()
    database = Database(settings.database_url, key_ring(settings), clock.now)
    vitals = new_vitals(database, clock)
    channel = TelegramChannel(
        settings.telegram_token,
        settings.telegram_api_url,
        webhook_secret=settings.telegram_webhook_secret,
        listened=vitals.listened,
    )
    station = Station(settings, database, clock, channel, vitals)
    try:
        await refuse_damaged(database)
        await bring_up_to_date(database)
        await database.open(NUMBERS + secrets.randbelow(NUMBERS))
        username = await channel.open()
        yield _wired(settings, clock, database, channel, username, pace or Pace(clock), station)
    finally:
        await channel.close()
        await database.close()


def _wired(
    settings: Settings,
    clock: Clock,
    database: Database,
    channel: TelegramChannel,
    username: str,
    pace: Pace,
    station: Station,
) -> App:
    practice = Practice(
        zone=settings.practice_timezone,
        language=settings.practice_language,
        country=settings.practice_country,
        deep_link=lambda token: f"https://t.me/{username}?start={token}",
    )
    vitals = station.vitals
    channels = {channel.name: channel}
    answerer = Answerer(database, clock, load_library(), practice, channels)
    deliverer = Deliverer(channels)
    return App(
        settings=settings,
        clock=clock,
        database=database,
        channel=channel,
        practice=practice,
        answerer=answerer,
        deliverer=deliverer,
        ticker=Ticker(database, clock, answerer.on_due, vitals),
        dispatcher=Dispatcher(
            database,
            clock,
            measured(deliverer, vitals, clock.monotonic),
            answerer.settled,
            pace,
            watch=vitals,
            changes=changes,
            paid=Paid(clock, pace, settings.telegram_paid_messages_per_day),
        ),
        zone_data=ZoneData(database, due_times),
        station=station,
        crew=Crew(database, clock, pace),
    )
