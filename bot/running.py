"""One run: listen, answer, deliver until stopped; alone on a file, or as one of several workers on a server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import Any, TypeVar

import structlog

from bot.app import App
from bot.backups import BackUps
from bot.conversation.hearing.atlas import atlas
from bot.listening import listen
from bot.memory import settle_in
from bot.tidying import tidy
from scheduler.ahead import SetBack
from scheduler.crew import BEAT_SECONDS
from scheduler.jobs import Job, Jobs
from scheduler.whole import Whole
from storage.bell import INBOX
from storage.database import DatabaseTrouble
from storage.records import RawUpdate
from storage.trouble import Complaint, name_of, passes

log = structlog.get_logger()

T = TypeVar("T")

TICK_SECONDS = 1.0
PLAN_SECONDS = 3600.0
PURGE_SECONDS = 6 * 3600.0
BACKUP_SECONDS = 60.0
HEAR_SECONDS = 60.0
"""On a file others write only by hand: what is to be answered again waits no longer than this."""
AT_ONCE_ON_A_SERVER = 4
"""So many people are answered at once where statements wait for a network; a file is written one by one anyway."""
FOR_ITS_WRITER = 0.05
"""Seconds that a worker has for beginning to send what it wrote, before the others look at it too."""
UPKEEP = "upkeep"


async def run(app: App, stop: asyncio.Event) -> None:
    """Listen, answer, deliver until `stop`; then begin nothing more, and let what is in flight settle."""
    await Running(app).until(stop)


class Running:
    """What one run holds: the work that must not be broken off, and the word that there is something to answer."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._whole = Whole()
        self._set_back = SetBack(app.database, app.clock, app.plan)
        self._heard: asyncio.Queue[None] = asyncio.Queue(1)
        self._others_wrote: asyncio.TimerHandle | None = None
        self._watching: asyncio.Task[None] | None = None
        self._complaints = {
            name: Complaint(f"{name}.no_database") for name in ("upkeep", "tick", "answer", "fetch")
        }

    async def until(self, stop: asyncio.Event) -> None:
        """Run until `stop`. Trouble of the database is waited out, also at the beginning."""
        try:
            async with asyncio.TaskGroup() as self._tasks:
                if await _unless(stop, self._prepare()):
                    await self._work(stop)
                if self._watching is not None:
                    self._watching.cancel()
        finally:
            await self._whole.finish()
            await self._leave()

    async def _prepare(self) -> None:
        """Join the others, and do what has to be done before anything is handed on."""
        app = self._app
        await self._patiently(app.crew.join)
        await self._patiently(lambda: app.crew.want(UPKEEP))
        await self._patiently(self._read_zones)
        await self._upkeep(app.plan)
        await self._upkeep(partial(tidy, app))
        await self._patiently(app.fetcher.recover)

    async def _work(self, stop: asyncio.Event) -> None:
        app, tasks, jobs = self._app, self._tasks, self._jobs()
        try:
            async with app.database.listening(self._rung):
                listening = tasks.create_task(listen(app, self._keep))
                number = AT_ONCE_ON_A_SERVER if app.database.shared else 1
                answering = [tasks.create_task(self._answer_forever()) for _ in range(number)]
                reading = tasks.create_task(_read_ahead())
                sending = tasks.create_task(app.dispatcher.run())
                self._watch()
                jobs.start()
                self._hear()
                log.info("app.running")
                await _first(stop, sending)
                log.info("app.stopping")
                jobs.stop()
                app.fetcher.stop()
                for each in (listening, reading, *answering):
                    each.cancel()
                await app.dispatcher.stop()
        finally:
            jobs.stop()
            app.fetcher.stop()

    def _watch(self) -> None:
        """Open the health port, once."""
        if self._watching is None:
            self._watching = self._tasks.create_task(self._app.station.serve())

    def _jobs(self) -> Jobs:
        """Build the jobs; stopping them leaves a run that has begun alone, but breaks off a back-up."""
        app, whole = self._app, self._whole
        backups = BackUps(app.settings, app.database, app.clock)
        return Jobs(
            [
                Job("tick", TICK_SECONDS, lambda: self._patiently(self._tick, "tick")),
                *(Job(f"fetch_{name}", TICK_SECONDS, partial(self._fetch, name)) for name in app.channels),
                Job("hear", HEAR_SECONDS, self._hear_again),
                Job("beat", BEAT_SECONDS, lambda: whole.do(app.crew.beat())),
                Job("zones", PLAN_SECONDS, lambda: self._patiently(self._read_zones)),
                Job("plan", PLAN_SECONDS, lambda: self._upkeep(app.plan)),
                Job("purge", PURGE_SECONDS, lambda: self._upkeep(partial(tidy, app))),
                Job("backup", BACKUP_SECONDS, lambda: backups.once(whole)),
                *app.station.jobs(whole),
            ]
        )

    async def _upkeep(self, work: Callable[[], Awaitable[object]]) -> None:
        """Do what one worker does for all."""
        if self._app.crew.leads(UPKEEP):
            await self._patiently(work)

    async def _patiently(self, work: Callable[[], Awaitable[T]], name: str = "upkeep") -> T:
        """Do a piece of work to its end, and return what came of it. Trouble of the database is waited out, and seen at the health port."""
        while True:
            try:
                done = await self._whole.do(_done(work))
            except DatabaseTrouble as fault:
                if not passes(fault):
                    raise
                self._trouble(name, fault)
                await asyncio.sleep(TICK_SECONDS)
            else:
                self._complaints[name].over()
                return done

    def _trouble(self, name: str, fault: DatabaseTrouble) -> None:
        self._complaints[name].about(fault)
        self._app.station.vitals.fault(name, name_of(fault))
        self._watch()

    async def _read_zones(self) -> None:
        """Follow an update of the zone data; every worker has read the old ones."""
        await self._app.zone_data.once(self._app.clock.now())

    async def _tick(self) -> None:
        await self._set_back.look()
        await self._app.hurry()
        if self._app.database.shared:
            self._hear()  # what another worker left unanswered

    async def _fetch(self, channel: str) -> None:
        """Fetch the files of a channel that are waited for, and answer what they came with."""

        async def some() -> int:
            try:
                return await self._app.fetcher.once(channel)
            except DatabaseTrouble:
                self._hear()  # what came before the trouble is there
                raise

        while await self._patiently(some, "fetch"):
            self._hear()

    async def _hear_again(self) -> None:
        self._hear()

    def _hear(self) -> None:
        """Wake one of those who answer; it wakes the next when it has found something."""
        if self._heard.empty():
            self._heard.put_nowait(None)

    def _rung(self, bell: str) -> None:
        """Answer what another worker heard, at once; send what it wrote only if it has not begun to do so itself."""
        if bell == INBOX:
            self._hear()
        elif self._others_wrote is None:
            self._others_wrote = asyncio.get_running_loop().call_later(FOR_ITS_WRITER, self._help_to_send)

    def _help_to_send(self) -> None:
        self._others_wrote = None
        self._app.dispatcher.wake()

    async def _keep(self, channel: str, updates: Sequence[RawUpdate]) -> None:
        await self._whole.do(self._app.keep(channel, updates))
        self._hear()

    async def _answer_forever(self) -> None:
        app = self._app
        while True:
            await self._heard.get()
            try:
                while await self._whole.do(self._answered()):
                    self._hear()
                    app.dispatcher.wake()
                self._complaints["answer"].over()
            except DatabaseTrouble as fault:
                self._trouble("answer", fault)
                await asyncio.sleep(TICK_SECONDS)
                self._hear()

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
            log.warning("crew.left_without_a_word", fault=name_of(fault))


async def _read_ahead() -> None:
    """Read the map of cities and all words, which takes seconds: better now than in a talk, and nobody waits for it."""
    await asyncio.to_thread(atlas)
    await asyncio.to_thread(settle_in)


async def _done(work: Callable[[], Awaitable[T]]) -> T:
    return await work()


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Do a piece of work; False when we were asked to stop before it was done."""
    working, stopped = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            working.result()
        return working.done() and not stop.is_set()
    finally:
        working.cancel()
        stopped.cancel()
        await asyncio.gather(working, stopped, return_exceptions=True)


async def _first(stop: asyncio.Event, sending: asyncio.Task[None]) -> None:
    """Wait until we are asked to stop, or sending has given up."""
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({stopped, sending}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
