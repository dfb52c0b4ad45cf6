"""Build once, run, take down in reverse: the only place that wires."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from bot.answer import Answerer
from bot.channels.base import Channel
from bot.channels.signal import SignalChannel
from bot.channels.signal_challenge import Challenges
from bot.channels.signal_program import Program
from bot.channels.telegram import TelegramChannel
from bot.conversation.therapist.sessions import due_times
from bot.conversation.turn import Practice
from bot.deliver import Deliverer, changes
from bot.doors import Doors, Refusals
from bot.fetching import Fetcher
from bot.keys import first_key_ring, keep_keys, refuse_other_keys
from bot.library.loader import load_library
from bot.operations.measured import measured
from bot.operations.station import Station, new_vitals
from bot.operations.vitals import Vitals
from bot.settings import SIGNAL, TELEGRAM, Settings
from scheduler.clock import Clock, SystemClock
from scheduler.crew import Crew
from scheduler.dispatch import Dispatcher
from scheduler.dispatchers import Dispatchers
from scheduler.heal import heal
from scheduler.pace import GENTLE, Pace
from scheduler.paid import Paid
from scheduler.strays import Strays
from scheduler.tick import Ticker
from scheduler.zone_data import ZoneData
from storage import alerts, due, files, inbox, invites, outbox, prompts
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

OFFERED_FOR = timedelta(days=30)
"""How long a file waits for the answer whether it is to be kept."""


@dataclass
class App:
    """All parts, built. What is asked of the database and of a service goes through them."""

    settings: Settings
    clock: Clock
    database: Database
    doors: Doors
    practice: Practice
    answerer: Answerer
    fetcher: Fetcher
    deliverer: Deliverer
    ticker: Ticker
    dispatcher: Dispatchers
    strays: Strays
    zone_data: ZoneData
    station: Station
    crew: Crew

    @property
    def channels(self) -> Mapping[str, Channel]:
        """The channels that are set up, by name."""
        return self.doors.channels

    async def settle(self) -> None:
        """Do everything that waits until nothing does, without any job of its own: for tests."""
        while True:
            done = 0
            for name, channel in self.channels.items():
                done += await channel.listen_once(partial(self.keep, name), 0)
            done += await self.answerer.once() + await self.fetcher.once()
            done += await self.ticker.once()
            self.dispatcher.wake()
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
                await inbox.any_waiting(tx, self.channels)
                or await due.any_come(tx, now)
                or await outbox.any_waiting(tx, now, self.channels)
            )

    async def plan(self) -> None:
        """Plan what is missing ahead."""
        await heal(self.database, self.clock.now(), due_times)

    async def purge(self) -> None:
        """Remove what has ended long ago, and end what nobody will ever send or answer."""
        while await self.strays.once() or await self.answerer.park_strays():
            pass
        before = self.clock.now() - KEPT_FOR
        async with self.database.write(apart=True) as tx:
            await inbox.purge(tx, before, unseen_before=self.clock.now() - inbox.UNSEEN_FOR)
            await outbox.purge(tx, before)
            await alerts.purge(tx, before)
            await invites.purge_guesses(tx, before)
            await prompts.purge(tx, self.clock.now() - ANSWERED_FOR)
            await files.purge(tx, self.clock.now() - OFFERED_FOR)

    async def keep(self, channel: str, updates: Sequence[RawUpdate]) -> None:
        """Store what was heard on a channel, before its service is told that we have it."""
        vitals = self.station.vitals
        try:
            await self.answerer.keep(channel, updates)
        except DatabaseTrouble as fault:
            vitals.wrote(name_of(fault))
            raise
        vitals.wrote(None)
        vitals.updates_heard(len(updates))


@asynccontextmanager
async def built(
    settings: Settings,
    clock: Clock | None = None,
    pace: Pace | None = None,
    signal_pace: Pace | None = None,
) -> AsyncIterator[App]:
    """Build everything, and take it down in reverse. `pace` is Telegram's.

    Raises NotAcceptedError where a service refuses us, KeyFileError, DatabaseDamagedError, DatabaseTooNewError, DatabaseTrouble.
    """
    clock = clock or SystemClock()
    ring = await first_key_ring(settings, clock.now)
    database = Database(settings.database_url, ring, clock.now)
    vitals = new_vitals(database, clock, settings.channels)
    channels = _channels(settings, clock, database, vitals)
    refusals = Refusals(database, clock)
    doors = Doors(
        channels,
        needed=[TELEGRAM] if settings.channels == (TELEGRAM,) else [],
        refused=refusals.raised,
        accepted=refusals.over,
    )
    station = Station(settings, database, clock, channels, vitals)
    made = {TELEGRAM: pace or Pace(clock), SIGNAL: signal_pace or Pace(clock, overall=GENTLE)}
    paces = {name: made[name] for name in settings.channels}
    try:
        await refuse_damaged(database)
        await refuse_other_keys(settings, database)
        await bring_up_to_date(database)
        await keep_keys(settings, database)
        await database.open(NUMBERS + secrets.randbelow(NUMBERS))
        await doors.open()
        yield _wired(settings, clock, database, doors, paces, station)
    finally:
        await doors.close()
        await database.close()


def _channels(settings: Settings, clock: Clock, database: Database, vitals: Vitals) -> dict[str, Channel]:
    """Build a channel for each service that is set up; the first one is what invitations offer first."""
    channels: dict[str, Channel] = {}
    if settings.telegram_token:
        channels[TELEGRAM] = TelegramChannel(
            settings.telegram_token,
            settings.telegram_api_url,
            webhook_secret=settings.telegram_webhook_secret,
            listened=partial(vitals.listened, TELEGRAM),
        )
    if settings.signal_account:
        challenges = Challenges(database, clock)
        channels[SIGNAL] = SignalChannel(
            settings.signal_account,
            settings.signal_socket,
            expiration=settings.signal_expiration,
            clock=clock,
            on_challenge=challenges.demanded,
            challenged=challenges.waiting,
            listened=partial(vitals.listened, SIGNAL),
            on_version=Program(database, clock).answered,
        )
    return channels


def _deep_link(doors: Doors, token: str) -> str:
    """Return the link that opens our bot with a token; "" while we do not know how it is called."""
    name = doors.names.get(TELEGRAM)
    return f"https://t.me/{name}?start={token}" if name else ""


def _practice(settings: Settings, doors: Doors) -> Practice:
    return Practice(
        zone=settings.practice_timezone,
        language=settings.practice_language,
        country=settings.practice_country,
        deep_link=partial(_deep_link, doors),
        signal_link=settings.signal_link if SIGNAL in doors.channels else "",
        channels=tuple(doors.channels),
        vanish_seconds=settings.signal_expiration,
    )


def _wired(
    settings: Settings,
    clock: Clock,
    database: Database,
    doors: Doors,
    paces: Mapping[str, Pace],
    station: Station,
) -> App:
    practice = _practice(settings, doors)
    answerer = Answerer(database, clock, load_library(settings.packs), practice, doors.channels)
    fetcher = Fetcher(database, clock, doors.channels)
    deliverer = Deliverer(doors.channels, fetcher.opened)
    delivers = measured(deliverer, station.vitals, clock.monotonic)
    sending = Dispatchers()
    ends = sending.heard_by_all(answerer.settled)

    for channel, pace in paces.items():  # only Telegram takes money for haste
        per_day = settings.telegram_paid_messages_per_day if channel == TELEGRAM else 0
        paid = Paid(clock, pace, per_day, channel)
        vitals = station.vitals
        sending.each[channel] = Dispatcher(
            database, clock, delivers, ends, pace, channel=channel, watch=vitals, changes=changes, paid=paid
        )
    return App(
        settings=settings,
        clock=clock,
        database=database,
        doors=doors,
        practice=practice,
        answerer=answerer,
        fetcher=fetcher,
        deliverer=deliverer,
        ticker=Ticker(database, clock, answerer.on_due, station.vitals),
        dispatcher=sending,
        strays=Strays(database, clock, settings.channels, ends),
        zone_data=ZoneData(database, due_times),
        station=station,
        crew=Crew(database, clock, *paces.values()),
    )
