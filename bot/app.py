"""Build once, run, take down in reverse: the only place that wires."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.answer import Answerer
from bot.backups import BackUps
from bot.channels.base import Keep
from bot.channels.telegram import TelegramChannel
from bot.conversation.hearing.atlas import atlas
from bot.conversation.therapist.sessions import due_times
from bot.conversation.turn import Practice
from bot.deliver import Deliverer
from bot.keys import key_ring
from bot.library.loader import load_library
from bot.operations.measured import measured
from bot.operations.station import Station, new_vitals
from bot.settings import Settings
from bot.webhook import serve
from scheduler.clock import Clock, SystemClock
from scheduler.dispatch import Dispatcher
from scheduler.heal import plan_everybody
from scheduler.jobs import Job, Jobs
from scheduler.pace import Pace
from scheduler.tick import Ticker
from scheduler.whole import Whole
from scheduler.zone_data import ZoneData
from storage import alerts, due, inbox, outbox, people
from storage.database import Database, DatabaseTrouble
from storage.records import RawUpdate
from storage.schema import bring_up_to_date

log = structlog.get_logger()

TICK_SECONDS = 1.0
PLAN_SECONDS = 3600.0
PURGE_SECONDS = 6 * 3600.0
BACKUP_SECONDS = 60.0
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

    async def settle(self) -> None:
        """Do everything that waits until nothing does, without any job of its own: for tests."""
        while True:
            done = await self.channel.listen_once(self._keep, 0)
            done += await self.answerer.once()
            done += await self.ticker.once()
            done += await self.dispatcher.once()
            if not done:
                return

    async def hurry(self) -> None:
        """Look at what has come due now, not only at the next tick."""
        while await self.ticker.once():
            pass
        self.dispatcher.wake()

    async def idle(self) -> bool:
        """Say whether nothing waits to be answered, handed on or sent at this moment."""
        now = self.clock.now()
        async with self.database.read() as tx:
            return not (
                await inbox.any_waiting(tx) or await due.come(tx, now, 1) or await outbox.any_waiting(tx, now)
            )

    async def run(self, stop: asyncio.Event) -> None:
        """Listen, answer, deliver until `stop`; then begin nothing more, and let what is in flight settle."""
        whole, heard = Whole(), asyncio.Event()
        heard.set()

        async def keep(updates: Sequence[RawUpdate]) -> None:
            await whole.do(self._keep(updates))
            heard.set()

        await self._plan()
        await self._purge()
        await asyncio.to_thread(
            atlas
        )  # the first look at the map of cities takes seconds, better now than in a talk
        jobs = self._jobs(whole)
        try:
            async with asyncio.TaskGroup() as tasks:
                listening = tasks.create_task(self._listen(keep))
                answering = tasks.create_task(self._answer_forever(heard, whole))
                sending = tasks.create_task(self.dispatcher.run())
                watching = tasks.create_task(self.station.serve())
                jobs.start()
                log.info("app.running")
                await _first(stop, sending)
                log.info("app.stopping")
                jobs.stop()
                listening.cancel()
                answering.cancel()
                await self.dispatcher.stop()
                watching.cancel()
        finally:
            jobs.stop()
            await whole.finish()

    def _jobs(self, whole: Whole) -> Jobs:
        """Build the jobs; stopping them leaves a run that has begun alone, but breaks off a back-up."""
        backups = BackUps(self.settings, self.database, self.clock)
        return Jobs(
            [
                Job("tick", TICK_SECONDS, lambda: whole.do(self.hurry())),
                Job("plan", PLAN_SECONDS, lambda: whole.do(self._plan())),
                Job("purge", PURGE_SECONDS, lambda: whole.do(self._purge())),
                Job("backup", BACKUP_SECONDS, lambda: backups.once(whole)),
                *self.station.jobs(whole),
            ]
        )

    async def _listen(self, keep: Keep) -> None:
        """Listen by webhook or by polling, whichever is set; tell strangers' menus first."""
        settings = self.settings
        await self.deliverer.prepare()
        if settings.telegram_webhook_url:
            await serve(self.channel, settings.telegram_webhook_url, settings.telegram_webhook_port, keep)
            return
        self.station.vitals.listened()
        try:
            await self.channel.run(keep)
        finally:
            self.station.vitals.stopped_listening()

    async def _answer_forever(self, heard: asyncio.Event, whole: Whole) -> None:
        while True:
            await heard.wait()
            heard.clear()
            try:
                while await whole.do(self._answered()):
                    self.dispatcher.wake()
            except DatabaseTrouble as fault:
                log.error("answer.failed", fault=type(fault).__name__)
                self.station.vitals.fault("answer", type(fault).__name__)
                await asyncio.sleep(TICK_SECONDS)
                heard.set()

    async def _answered(self) -> int:
        began = self.clock.monotonic()
        count = await self.answerer.once()
        self.station.vitals.turns_answered(count, self.clock.monotonic() - began)
        return count

    async def _keep(self, updates: Sequence[RawUpdate]) -> None:
        vitals = self.station.vitals
        try:
            await self.answerer.keep(self.channel.name, updates)
        except DatabaseTrouble as fault:
            vitals.wrote(type(getattr(fault, "orig", None) or fault).__name__)
            raise
        vitals.wrote(None)
        vitals.updates_heard(len(updates))

    async def _plan(self) -> None:
        await self.zone_data.once(self.clock.now())
        await plan_everybody(self.database, self.clock.now())

    async def _purge(self) -> None:
        before = self.clock.now() - KEPT_FOR
        async with self.database.write() as tx:
            await inbox.purge(tx, before)
            await outbox.purge(tx, before)
            await alerts.purge(tx, before)
            await people.purge_guesses(tx, before)


async def _first(stop: asyncio.Event, sending: asyncio.Task[None]) -> None:
    """Wait until we are asked to stop, or sending has given up."""
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({stopped, sending}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()


@asynccontextmanager
async def built(
    settings: Settings, clock: Clock | None = None, pace: Pace | None = None
) -> AsyncIterator[App]:
    """Build everything, and take it down in reverse. Raises SendError where Telegram refuses the token."""
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
        await bring_up_to_date(database)
        await database.open()
        username = await channel.open()
        yield _wired(settings, clock, database, channel, username, pace or Pace(clock.monotonic), station)
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
        ticker=Ticker(database, clock, answerer.on_due),
        dispatcher=Dispatcher(
            database, clock, measured(deliverer, station.vitals, clock.monotonic), answerer.settled, pace
        ),
        zone_data=ZoneData(database, due_times),
        station=station,
    )
