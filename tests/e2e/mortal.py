"""A practice whose bot is a process of its own: it may be killed at any moment, and another one takes over."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Select, select

from bot.app import built
from bot.inviting import invite_a_therapist
from bot.keys import key_ring
from bot.playground import Playground
from bot.settings import Settings
from storage import due, inbox
from storage import tables as t
from storage.database import Database
from storage.records import OutboxState
from tests.e2e.bot_process import Nursery, StoryClock
from tests.e2e.mortal_hands import Hand, Handed, hand_of
from tests.e2e.practice import START, TELEGRAM, Ways, playing, settings_on

PATIENCE = 30.0
IMPATIENCE = 0.5
"""After so many seconds somebody asks themselves whether what they wrote has arrived."""
LOOK_SECONDS = 0.02
LISTENING = ("getUpdates", "setWebhook", "subscribeReceive")
_IS_SENDING = t.outbox.c.state == OutboxState.SENDING
_IS_UNFINISHED = t.outbox.c.state.in_([OutboxState.PENDING, OutboxState.SENDING])


class Bot:
    """The bot's process: whoever talks with the practice does not notice which one it is."""

    def __init__(self, nursery: Nursery, playground: Playground, settings: Settings, folder: Path) -> None:
        self._nursery = nursery
        self._playground = playground
        self._settings = settings
        self._folder = folder
        self.pid = 0
        self.alive = False

    async def start(self) -> None:
        """Start a process, and wait until it listens."""
        signal_cli = self._playground.signal
        if signal_cli is not None:  # which has noticed by then that nobody is there any more
            await _never(lambda: _truth(signal_cli.listeners))
        before = self._heard_of()
        self.pid = self._nursery.start(self._settings, self._folder / "clock", self._folder / "bot.log")
        self.alive = True
        await self._playground.until(lambda: self._heard_of() > before, PATIENCE)

    async def end(self, by: signal.Signals) -> int:
        """Send a signal, and wait until the process has ended; return its exit code, or minus the signal.

        It is sent once: when a process has ended its number may become another's.
        """
        assert self.alive, "nobody is there to be told"
        self.alive = False
        os.kill(self.pid, by)
        return await asyncio.to_thread(self._nursery.end_of, self.pid)

    def _heard_of(self) -> int:
        return sum(method in LISTENING for method, _ in asked(self._playground))


def asked(playground: Playground) -> list[tuple[str, dict[str, Any]]]:
    """Return all that the bot has asked for, of each messenger in order."""
    on_signal = playground.signal.requests if playground.signal is not None else []
    return [*playground.requests, *on_signal]


class MortalPractice:
    """The stand-ins with their phones, the bot's process, and a look into the database."""

    def __init__(
        self,
        playground: Playground,
        bot: Bot,
        clock: StoryClock,
        database: Database,
        ways: Ways = TELEGRAM,
    ) -> None:
        self.playground = playground
        self.bot = bot
        self.clock = clock
        self.database = database
        self.ways = ways
        signal_cli = playground.signal
        self._handed = Handed(signal_cli, lambda: bot.pid) if signal_cli is not None else None
        self._kept: set[str] = set()

    def hand(self, name: str, way: str) -> Hand:
        """Return somebody with a phone on this channel."""
        if way == "telegram":
            return Hand(self.playground.phone(name))
        assert self.playground.signal is not None
        assert self._handed is not None
        return hand_of(self.playground.signal.phone(name), self._handed.lost)

    async def comes(self, hand: Hand, text: str, label: str = "", *, after: int = 0) -> Any:
        """Wait for a message of the bot, newer than `after`, that has this text and a button of this label.

        Where all is quiet without it, whoever waits says again what was not heard.
        """

        def look() -> Any:
            found = (each for each in reversed(hand.messages) if each.from_bot and each.message_id > after)
            return next((each for each in found if text in each.text and _has(each, label)), None)

        try:
            async with asyncio.timeout(PATIENCE):
                while (found := await self._seen(look)) is None:
                    await self.quiet()
                    if look() is None:
                        hand.chooses_again()
                        hand.says_again()
        except TimeoutError:
            seen = [(each.text, each.labels) for each in hand.messages[-3:]]
            raise AssertionError(f"{text!r} with {label!r} never came; the newest is {seen}") from None
        hand.sees_an_answer()
        await asyncio.sleep(hand.reads_for)
        return found

    async def _seen(self, look: Callable[[], Any]) -> Any:
        """Look for a while."""
        try:
            return await self.playground.until(look, IMPATIENCE)
        except TimeoutError:
            return None

    async def moves_to(self, moment: datetime) -> None:
        """Let the bot do all that waits; then move on, stopping at each thing that comes due."""
        while True:
            await self.quiet()
            async with self.database.read() as tx:
                coming = await due.next_at(tx)
            if coming is None or coming > moment:
                break
            self.clock.set(max(coming, self.clock.now()))
        self.clock.set(max(moment, self.clock.now()))
        await self.quiet()

    async def quiet(self) -> None:
        """Wait until nothing waits: not at the messengers, not in the inbox, not what is due, not on its way out."""
        await _never(self._busy)
        await self.what_was_confirmed_is_kept()

    async def what_was_confirmed_is_kept(self) -> None:
        """Look at every read receipt: the message of which it tells is stored, or was when we last looked."""
        if self.playground.signal is None or self._handed is None:
            return
        chats = self.playground.signal.world.people.values()
        told = {(chat.uuid, stamp) for chat in chats for _, stamps in chat.heard for stamp in stamps}
        keys = {self._handed.to[each][1] for each in told}
        async with self.database.read() as tx:
            self._kept |= {row.update_key for row in await tx.rows(select(t.inbox.c.update_key))}
        assert keys <= self._kept, f"{len(keys - self._kept)} messages have a receipt and are not kept"

    async def under_way(self) -> set[int]:
        """Return the messages that are being sent."""
        async with self.database.read() as tx:
            return {row.id for row in await tx.rows(select(t.outbox.c.id).where(_IS_SENDING))}

    async def settled(self, messages: set[int]) -> None:
        """Wait until these messages are under way no more, nor wait to be sent again."""
        unfinished = select(t.outbox.c.id).where(t.outbox.c.id.in_(messages), _IS_UNFINISHED)
        await _never(lambda: self._finds(unfinished))

    async def _busy(self) -> bool:
        signal_cli = self.playground.signal
        if self.playground.world.updates.pending(self.clock.now(), limit=1):
            return True
        if signal_cli is not None and signal_cli.world.waiting:
            return True
        async with self.database.read() as tx:
            return bool(
                await inbox.any_waiting(tx)
                or await due.come(tx, self.clock.now(), 1)
                or await tx.rows(select(t.outbox.c.id).where(_IS_UNFINISHED))
            )

    async def _finds(self, query: Select[Any]) -> bool:
        async with self.database.read() as tx:
            return bool(await tx.rows(query))


async def _never(true: Callable[[], Awaitable[bool]]) -> None:
    """Wait until this is no longer true. Another process changes it, so nothing but looking again tells us."""
    async with asyncio.timeout(PATIENCE):
        while await true():  # noqa: ASYNC110 - no event of ours crosses the border of a process
            await asyncio.sleep(LOOK_SECONDS)


async def _truth(of: object) -> bool:
    return bool(of)


def _has(shown: Any, label: str) -> bool:
    return not label or any(each.startswith(label) for each in shown.labels)


class Reaper:
    """Kills the bot with SIGKILL at moments that a seed chooses, and starts another one each time.

    It waits after a kill until what was in flight then has been settled: a message that may have arrived is sent
    once more and never a third time, so that two kills in one and the same message may lose it, as promised.
    """

    def __init__(self, practice: MortalPractice, seed: int) -> None:
        self._practice = practice
        self._random = Random(seed)
        self._leaving = False
        self.killed = 0

    @asynccontextmanager
    async def about(self) -> AsyncIterator[None]:
        """Kill until the block is over; a bot is alive then."""
        reaping = asyncio.create_task(self._reap())
        try:
            yield
        except BaseException:
            reaping.cancel()  # nobody is killed any more, nor started, for a story that has failed
            raise
        self._leaving = True
        await reaping

    async def _reap(self) -> None:
        bot = self._practice.bot
        while await self._the_hour_comes():
            assert await bot.end(signal.SIGKILL) == -signal.SIGKILL
            self.killed += 1
            await self._practice.what_was_confirmed_is_kept()
            in_doubt = await self._practice.under_way()
            await bot.start()
            await self._practice.settled(in_doubt)

    async def _the_hour_comes(self) -> bool:
        """Wait for some more requests of the bot and then a few milliseconds; False when the block is over."""
        playground = self._practice.playground
        target = len(asked(playground)) + self._random.randint(1, 30)
        while len(asked(playground)) < target and not self._leaving:
            await playground.world.bell.until(lambda: len(asked(playground)) >= target or None, LOOK_SECONDS)
        await asyncio.sleep(self._random.uniform(0, 0.02))
        return not self._leaving


@asynccontextmanager
async def open_mortal_practice(
    nursery: Nursery, folder: Path, ways: Ways = TELEGRAM, **values: Any
) -> AsyncIterator[tuple[MortalPractice, str]]:
    """Open a practice with a running bot, and give its therapist's invitation: links and code.

    At its end nothing that the bot asked for may have been wrong, and the bot ends by itself when it is asked to.
    """
    clock = StoryClock(folder / "clock")
    clock.set(START)
    async with playing(folder, clock, ways) as playground:
        settings = settings_on(playground, folder, ways, log_level="info", **values)
        async with built(settings, clock) as app:
            made = await invite_a_therapist(app)
        bot = Bot(nursery, playground, settings, folder)
        database = Database(settings.database_url, key_ring(settings), clock.now)
        practice = MortalPractice(playground, bot, clock, database, ways)
        await bot.start()
        try:
            yield practice, f"{made.link} {made.signal} {made.code}"
        finally:
            await database.close()
        assert await bot.end(signal.SIGTERM) == 0, (folder / "bot.log").read_text()[-3000:]
        assert playground.violations == []
