"""One run: listen, answer, deliver until stopped; alone on a file, or as one of several workers on a server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.app import App
from bot.backups import BackUps
from bot.conversation.hearing.atlas import atlas
from bot.webhook import serve
from scheduler.crew import BEAT_SECONDS
from scheduler.jobs import Job, Jobs
from scheduler.whole import Whole
from storage.bell import INBOX
from storage.database import DatabaseTrouble
from storage.records import RawUpdate

log = structlog.get_logger()

TICK_SECONDS = 1.0
PLAN_SECONDS = 3600.0
PURGE_SECONDS = 6 * 3600.0
BACKUP_SECONDS = 60.0
AT_ONCE_ON_A_SERVER = 4
"""So many people are answered at once where statements wait for a network; a file is written one by one anyway."""
UPKEEP, LISTENING = "upkeep", "listening"


async def run(app: App, stop: asyncio.Event) -> None:
    """Listen, answer, deliver until `stop`; then begin nothing more, and let what is in flight settle."""
    await Running(app).until(stop)


class Running:
    """What one run holds: the work that must not be broken off, and the word that there is something to answer."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._whole = Whole()
        self._heard = asyncio.Event()

    async def until(self, stop: asyncio.Event) -> None:
        """Run until `stop`."""
        app = self._app
        await app.crew.join()
        await app.crew.want(UPKEEP)
        await self._read_zones()
        await self._upkeep(app.plan)
        await self._upkeep(app.purge)
        await asyncio.to_thread(
            atlas
        )  # the first look at the map of cities takes seconds, better now than in a talk
        jobs = self._jobs()
        try:
            async with app.database.listening(self._rung), asyncio.TaskGroup() as tasks:
                listening = tasks.create_task(self._listen())
                number = AT_ONCE_ON_A_SERVER if app.database.shared else 1
                answering = [tasks.create_task(self._answer_forever()) for _ in range(number)]
                sending = tasks.create_task(app.dispatcher.run())
                watching = tasks.create_task(app.station.serve())
                jobs.start()
                self._heard.set()
                log.info("app.running")
                await _first(stop, sending)
                log.info("app.stopping")
                jobs.stop()
                for each in (listening, *answering):
                    each.cancel()
                await app.dispatcher.stop()
                watching.cancel()
        finally:
            jobs.stop()
            await self._whole.finish()
            await self._leave()

    def _jobs(self) -> Jobs:
        """Build the jobs; stopping them leaves a run that has begun alone, but breaks off a back-up."""
        app, whole = self._app, self._whole
        backups = BackUps(app.settings, app.database, app.clock)
        return Jobs(
            [
                Job("tick", TICK_SECONDS, lambda: whole.do(self._tick())),
                Job("beat", BEAT_SECONDS, lambda: whole.do(app.crew.beat())),
                Job("zones", PLAN_SECONDS, self._read_zones),
                Job("plan", PLAN_SECONDS, lambda: self._upkeep(app.plan)),
                Job("purge", PURGE_SECONDS, lambda: self._upkeep(app.purge)),
                Job("backup", BACKUP_SECONDS, lambda: backups.once(whole)),
                *app.station.jobs(whole),
            ]
        )

    async def _upkeep(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do what one worker does for all."""
        if self._app.crew.leads(UPKEEP):
            await self._whole.do(_done(work))

    async def _read_zones(self) -> None:
        """Follow an update of the zone data; every worker has read the old ones."""
        await self._whole.do(self._app.zone_data.once(self._app.clock.now()))

    async def _tick(self) -> None:
        await self._app.hurry()
        if self._app.database.shared:
            self._heard.set()  # what another worker left unanswered

    def _rung(self, bell: str) -> None:
        if bell == INBOX:
            self._heard.set()
        else:
            self._app.dispatcher.wake()

    async def _listen(self) -> None:
        """Listen by webhook on every worker, or by polling on one; tell strangers' menus first."""
        app = self._app
        await app.deliverer.prepare()
        if app.settings.telegram_webhook_url:
            port = app.settings.telegram_webhook_port
            await serve(app.channel, app.settings.telegram_webhook_url, port, self._keep)
        else:
            await app.crew.while_leading(LISTENING, self._poll)

    async def _poll(self) -> None:
        vitals = self._app.station.vitals
        vitals.listened()
        try:
            await self._app.channel.run(self._keep)
        finally:
            vitals.stopped_listening()

    async def _keep(self, updates: Sequence[RawUpdate]) -> None:
        await self._whole.do(self._app.keep(updates))
        self._heard.set()

    async def _answer_forever(self) -> None:
        app = self._app
        while True:
            await self._heard.wait()
            self._heard.clear()
            try:
                while await self._whole.do(self._answered()):
                    app.dispatcher.wake()
            except DatabaseTrouble as fault:
                log.error("answer.failed", fault=type(fault).__name__)
                app.station.vitals.fault("answer", type(fault).__name__)
                await asyncio.sleep(TICK_SECONDS)
                self._heard.set()

    async def _answered(self) -> int:
        app = self._app
        began = app.clock.monotonic()
        count = await app.answerer.once()
        app.station.vitals.turns_answered(count, app.clock.monotonic() - began)
        return count

    async def _leave(self) -> None:
        try:
            await self._app.crew.leave()
        except DatabaseTrouble as fault:
            log.warning("crew.left_without_a_word", fault=type(fault).__name__)


async def _done(work: Callable[[], Awaitable[None]]) -> None:
    await work()


async def _first(stop: asyncio.Event, sending: asyncio.Task[None]) -> None:
    """Wait until we are asked to stop, or sending has given up."""
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({stopped, sending}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
