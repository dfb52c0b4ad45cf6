"""A burst in real time, over HTTP, to a stand-in that enforces Telegram's limits; some of the people open what they get."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.heart import percentile
from benchmarks.measure import Figures
from benchmarks.ours.parts import SteadyClock
from bot.app import built
from bot.playground import Phone, Playground
from bot.playground.chat import Chat, Message
from bot.running import run
from bot.settings import Settings

TOKEN = "123456:TEST"  # noqa: S105 - it opens nothing but the stand-in
OPENS = 3
"""One in so many opens the message, a second after it came."""
STILL_SECONDS = 3.0
BEGIN_SECONDS = 120.0


class Crowd:
    """People with phones: when what came to them, and how long they waited for what they opened."""

    def __init__(self, playground: Playground, count: int) -> None:
        self._world = playground.world
        self.shown: list[float] = []
        self.waited: list[float] = []
        self.last_new = 0.0
        self._pressed: dict[int, tuple[float, Message, object]] = {}
        for number in range(1, count + 1):
            chat = _Watched(number, f"Person {number}", "en", f"Person {number}", crowd=self)
            chat.started = True
            self._world.chats[number] = chat
        self._tell = self._world.changed
        self._world.changed = self._changed  # type: ignore[method-assign]

    def came(self, chat: Chat, message: Message) -> None:
        """Take notice of a message; perhaps open it."""
        self.last_new = time.perf_counter()
        self.shown.append(self.last_new)
        if chat.chat_id % OPENS == 0 and len(chat.messages) == 1:
            asyncio.get_running_loop().call_later(1.0, self._open, chat, message)

    def _open(self, chat: Chat, message: Message) -> None:
        self._pressed[chat.chat_id] = (time.perf_counter(), message, message.body)
        Phone(self._world, chat).taps_data(str(message.buttons()[0][0]["callback_data"]), message.message_id)

    def _changed(self) -> None:
        now = time.perf_counter()
        for chat_id, (at, message, before) in list(self._pressed.items()):
            if message.body is not before:
                self.waited.append(now - at)
                self.shown.append(now)
                del self._pressed[chat_id]
        self._tell()

    async def until_still(self, count: int) -> None:
        """Wait until everybody got theirs, and whoever opened it has it open."""
        give_up = time.perf_counter() + BEGIN_SECONDS
        wanted = count + count // OPENS
        while len(self.shown) < wanted:
            last = self.shown[-1] if self.shown else give_up
            if time.perf_counter() > last + BEGIN_SECONDS:
                return
            await asyncio.sleep(0.1)
        await asyncio.sleep(STILL_SECONDS)


class _Watched(Chat):
    """A chat that tells of what the bot puts into it."""

    def __init__(self, chat_id: int, name: str, language: str, title: str, *, crowd: Crowd) -> None:
        super().__init__(chat_id, name=name, language=language, title=title)
        self._crowd = crowd

    def add(self, message: Message) -> Message:
        """Put a message there, and tell."""
        super().add(message)
        if message.from_bot:
            self._crowd.came(self, message)
        return message


async def stand_in(count: int, ahead: float) -> Figures:
    """Serve as Telegram for `count` people, print the address first, and say what came how fast.

    `ahead`: seconds by which everybody's clock is ahead of this machine's.
    """
    async with Playground(token=TOKEN, limits=True, now=_clock(ahead).now) as playground:
        crowd = Crowd(playground, count)
        print(playground.root, flush=True)
        await crowd.until_still(count)
        refused = [method for method, why in playground.refusals if "Too Many" in why]
    burst = [at for at in crowd.shown if at <= crowd.last_new]
    return {
        "shown": len(crowd.shown),
        "per_second": (len(burst) - 1) / (burst[-1] - burst[0]),
        "most_in_a_second": _most(crowd.shown),
        "flood_answers": len(refused),
        "opened": len(crowd.waited),
        "p50_ms": percentile(crowd.waited, 0.5) * 1000,
        "p99_ms": percentile(crowd.waited, 0.99) * 1000,
    }


async def bot(url: str, folder: str, api_url: str, ahead: float) -> Figures:
    """Run the bot as `between run` does, until killed."""
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        telegram_token=TOKEN,
        telegram_api_url=api_url,
        database_url=url,
        encryption_key_file=Path(folder) / "between.key",
        backup_folder=None,
    )
    async with built(settings, _clock(ahead)) as app:
        await run(app, asyncio.Event())
    return {}


def _clock(ahead: float) -> SteadyClock:
    return SteadyClock(datetime.now(UTC) + timedelta(seconds=ahead))


def _most(times: Sequence[float]) -> int:
    """Return how many came at most within any one second."""
    first = most = 0
    for last, moment in enumerate(times):
        while moment - times[first] >= 1:
            first += 1
        most = max(most, last - first + 1)
    return most
