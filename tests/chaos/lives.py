"""A bot that dies and is started again on the same database, as often as fate wants, with people who notice nothing."""

from __future__ import annotations

import asyncio
import gc
import ssl
import warnings
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self, TypeVar
from unittest.mock import AsyncMock, patch

from bot.app import App, built
from bot.inviting import invite_a_therapist
from bot.library.catalogue import Library
from bot.library.loader import load_library
from bot.playground import Playground
from bot.running import UPKEEP
from bot.settings import Settings
from scheduler.clock import HandClock
from storage.crypto import throwaway_key_ring
from storage.database import Database
from tests.chaos.engines import lend
from tests.chaos.eye import Eye
from tests.chaos.fate import Fate, Place
from tests.chaos.wire import Ledger, Wire
from tests.databases import make_database
from tests.e2e.mortal_hands import Hand
from tests.e2e.practice import START, TOKEN, settings_for

R = TypeVar("R")

PATIENCE = 1000
"""So often the bot may be started, or may have to wait, until it has done all."""


@cache
def library(packs: tuple[str, ...]) -> Library:
    """The exercises, read once for all lives."""
    return load_library(packs)


@cache
def certificates() -> ssl.SSLContext:
    """The certificates that a real wire trusts, read once for all lives."""
    return ssl.create_default_context()


class Lives:
    """One bot after another. `chosen`: at which points it dies.

    `root`: the address of a playground that listens; without it requests go into the stand-in without a network.
    """

    way = "telegram"
    again = 0

    def __init__(
        self,
        folder: Path,
        chosen: Mapping[Place, set[int]] = MappingProxyType({}),
        *,
        playground: Playground | None = None,
        clock: HandClock | None = None,
    ) -> None:
        self.clock = clock or HandClock(START)
        self.keys = throwaway_key_ring()
        self.url = make_database(folder / "chaos.db")
        self.eye = Eye(self.url, self.keys)
        self.fate = Fate(chosen, self.eye.one_was_struck_before)
        self.ledger = Ledger()
        self.in_flight: list[int] = []
        self._of_the_dead: set[tuple[int, bool]] = set()
        self._people: dict[str, Any] = {}
        self.since: dict[str, int] = {}
        self._over_http = playground is not None
        self.playground = playground or Playground(token=TOKEN, now=self.clock.now)
        self._prepare()
        self._settings = self._settings_for(folder).model_copy(update={"database_url": self.url})
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stack = AsyncExitStack()
        self._changed = ExitStack()
        self.app: App | None = None

    def __enter__(self) -> Self:
        for place, made in self._changes().items():
            self._changed.enter_context(patch(place, made))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and self._loop is not None:
            self.fate.ends(self._loop)
        else:
            self.rests_for_good()
        self.eye.close()
        self._changed.close()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            gc.collect()  # the dead are swept away now, not in the middle of somebody else's test

    @property
    def violations(self) -> list[str]:
        """What the bot asked for and must never ask for."""
        return self.playground.violations

    def phone(self, name: str) -> Hand:
        """Return somebody's phone."""
        self._people.setdefault(name, Hand(self.playground.phone(name)))
        return self._people[name]

    def does_undisturbed(self, deed: Callable[[], Coroutine[Any, Any, R]]) -> R:
        """Do something to the practice that is not the bot's doing, and at which it cannot die."""
        self.quiet()
        assert self._loop is not None
        self.fate.sleeps = True
        done = self._loop.run_until_complete(deed())
        self.fate.sleeps = False
        return done

    def heals(self) -> None:
        """Let the bot look for what is missing, or over, as it does every hour."""

        async def looks() -> None:
            assert self.app is not None
            await self.app.plan()

        self.does_undisturbed(looks)

    def invitation(self) -> str:
        """Return a therapist's invitation: links and code."""

        async def invited() -> str:
            assert self.app is not None
            made = await invite_a_therapist(self.app)
            return f"{made.link} {made.signal} {made.code}"

        return self.does_undisturbed(invited)

    def is_killed(self) -> None:
        """Let the bot die while it has nothing to do; it starts again when it is to do something."""
        if self._loop is not None:
            self._is_buried()

    def quiet(self) -> None:
        """Let the bot do all that waits, in as many lives as it takes; time passes while something has to wait."""
        for _ in range(PATIENCE):
            try:
                if self._loop is None:
                    self._begins()
                assert self._loop is not None
                self._loop.run_until_complete(self._does_all())
            except BaseException:
                if not self.fate.dead:
                    raise
                self._is_buried()  # whatever the clean-up of the dying made of its death
                continue
            now = self.clock.now()
            if (held := self.eye.held_until(now)) is not None:
                self.clock.set(held)
            elif self.eye.something_may_go(now):
                self.clock.forward(seconds=1)  # there was no room for it within the sending rate
            else:
                return
        raise AssertionError("The bot never rests.")

    def moves_to(self, moment: datetime) -> None:
        """Move on, stopping at each thing that comes due; what is on the phones by now is old."""
        self.quiet()
        self.since = {each.address: each.newest for each in self._people.values()}
        while (coming := self.eye.next_due()) is not None and coming <= moment:
            self.clock.set(max(coming, self.clock.now()))
            self.quiet()
        self.clock.set(max(moment, self.clock.now()))
        self.quiet()

    def reads(self) -> None:
        """Let people read what came; where they press buttons it does not matter how long."""

    def comes(self, phone: Hand, text: str, label: str = "") -> Any:
        """Return the newest message with this text and a button of this label; it must have come by now."""
        after = self.since.get(phone.address, 0)
        for each in reversed(phone.messages):
            has_it = not label or any(one.startswith(label) for one in each.labels)
            if each.from_bot and each.message_id > after and text in each.text and has_it:
                return each
        seen = [(each.text, each.labels) for each in phone.messages[-3:]]
        raise AssertionError(f"{text!r} with {label!r} never came; the newest is {seen}")

    def rests_for_good(self) -> None:
        """End the process as one that is asked to."""
        if self._loop is None:
            return
        try:
            self._loop.run_until_complete(self._stack.aclose())
        except BaseException:
            if not self.fate.dead:
                raise
            self._is_buried()
        else:
            self.fate.ends(self._loop)
            self._loop, self.app = None, None

    def _begins(self) -> None:
        self._loop, self._stack = self.fate.begins(), AsyncExitStack()
        self._loop.run_until_complete(self._starts())

    async def _starts(self) -> None:
        """Start as `bot.running` does."""
        app = await self._stack.enter_async_context(self._opened())
        await app.crew.join()
        await app.crew.want(UPKEEP)
        await app.plan()
        await app.purge()
        await app.fetcher.recover()
        await app.dispatcher.recover()
        await app.deliverer.prepare(self.way)
        self.app = app

    def _is_buried(self) -> None:
        assert self._loop is not None
        self.fate.ends(self._loop)
        self.eye.ends_connections()
        under_way = self.eye.under_way()
        self.in_flight.append(
            len(under_way - self._of_the_dead)
        )  # a server waits until a dead one's lease has lapsed
        self._of_the_dead = under_way
        self._loop, self.app = None, None

    async def _does_all(self) -> None:
        app = self.app
        assert app is not None
        while any(await asyncio.gather(*self._work(app))):
            pass

    def _work(self, app: App) -> list[Coroutine[Any, Any, int]]:
        """Return what is to be done now, all at the same time; what has nothing to do is not asked in vain."""
        now, eye, dispatcher = self.clock.now(), self.eye, app.dispatcher.each[self.way]
        work = []
        if self._something_waits():
            work.append(app.channels[self.way].listen_once(partial(app.keep, self.way), 0))
        if eye.has_news():
            work.append(app.answerer.once())
        if eye.wants_files(now):
            work.append(app.fetcher.once())
        if eye.something_is_due(now):
            work.append(app.ticker.once())
        if dispatcher._under_way or dispatcher._came_back or eye.something_may_go(now):
            work.append(dispatcher.once())
        return work

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[App]:
        """Build the bot on tables that are there already, with points in it."""
        async with built(self._settings, self.clock) as app:
            dispatcher = app.dispatcher.each[self.way]
            dispatcher._deliver = self.ledger.follows(dispatcher._deliver)
            yield app
            await app.dispatcher.stop()
            await app.crew.leave()

    def _changes(self) -> dict[str, Any]:
        """Return what is built in another way: what costs much and is the same in each life, and the wire."""
        changes = {
            "bot.app.Database": self._database,
            "bot.app.first_key_ring": AsyncMock(return_value=self.keys),
            "bot.app.load_library": library,
            "bot.app.bring_up_to_date": AsyncMock(),
        }
        return changes | self._wires()

    def _prepare(self) -> None:
        """Make what only this channel needs."""

    def _settings_for(self, folder: Path) -> Settings:
        return settings_for(self.playground.root if self._over_http else "http://127.0.0.1", folder)

    def _something_waits(self) -> bool:
        """Say whether somebody has written."""
        return bool(self.playground.world.updates.pending(self.clock.now(), limit=1))

    def _wires(self) -> dict[str, Any]:
        """Return what stands in for the network."""
        if self._over_http:
            return {"bot.channels.telegram_http.httpx.create_ssl_context": certificates}
        world, fate, ledger = self.playground.world, self.fate, self.ledger
        return {"bot.channels.telegram._request": lambda *_: Wire(world, fate, ledger)}

    def _database(self, *values: Any) -> Database:
        database = Database(*values)
        lend(database, self.fate)
        return database
