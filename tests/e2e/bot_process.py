"""The bot as a process of its own that a test may kill, on a clock that the test moves.

Run as a program it is a nursery: it imports everything once and forks a fresh bot for each order, so that a story
can afford many deaths. A forked bot is built and run as `between run` does it, and has nothing of its elders but
the code; the database is all that it knows.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from bot import app as bot_app
from bot import logs, running
from bot.conversation.hearing.atlas import atlas
from bot.library.loader import load_library
from bot.settings import Settings
from bot.words import LANGUAGES, catalogue
from scheduler import crew, dispatch, line
from scheduler.pace import Budget, Pace

HOUSE = Path(__file__).parents[2]
SPEED = 10
"""How many seconds of the story pass in a real one, so that no wait of the bot's takes long."""
FAST = Budget(1000, 100)
LOOK_SECONDS = 0.1
LAST_SECONDS = 10.0
"""How long a bot may take to end once it was asked to."""


@dataclass(frozen=True)
class Rhythm:
    """How fast the story's clock runs, how often a bot looks (real seconds), and how long it holds a message (the story's)."""

    speed: int = SPEED
    look: float = LOOK_SECONDS
    lease: float = line.LEASE.total_seconds()

    def begin(self) -> None:
        """Let this process go by it; signs of life come as often by the story's clock as they should."""
        running.TICK_SECONDS = dispatch.IDLE_SECONDS = self.look
        running.BEAT_SECONDS = crew.BEAT_SECONDS / self.speed
        dispatch.LEASE = line.LEASE = timedelta(seconds=self.lease)
        line.LOOK_EVERY = line.LEASE / 6


class StoryClock:
    """A clock in a file: it runs on by itself, `speed` times as fast, and whoever has the file may set it."""

    def __init__(self, path: Path, speed: int = SPEED) -> None:
        self._path = path
        self._speed = speed

    def now(self) -> datetime:
        """Return the story's moment, in UTC."""
        at_zero = float(self._path.read_text(encoding="ascii"))
        return datetime.fromtimestamp(at_zero + self._speed * time.monotonic(), UTC)

    def monotonic(self) -> float:
        """Return this machine's seconds."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait in real time."""
        await asyncio.sleep(seconds)

    def set(self, moment: datetime) -> None:
        """Move to a moment, for every process at once."""
        new = self._path.with_suffix(".new")
        new.write_text(str(moment.timestamp() - self._speed * time.monotonic()), encoding="ascii")
        new.replace(self._path)


class Nursery:
    """The other end of the program: starts bots, and sees how they end."""

    def __init__(self) -> None:
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.bot_process"],
            cwd=HOUSE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._one_order_at_a_time = Lock()

    def start(self, settings: Settings, clock: Path, log: Path, **rhythm: float) -> int:
        """Start a bot; return its process id. `rhythm`: how `Rhythm` differs from what it is by default."""
        pid = self._asks(
            {"settings": settings.model_dump(mode="json"), "clock": str(clock), "log": str(log), **rhythm}
        )
        assert pid > 1, pid  # a signal to 0 would hit ourselves and all that was started with us
        return pid

    def end_of(self, pid: int) -> int:
        """Wait for a bot's end; return its exit code, or minus the signal that killed it.

        One that does not end within `LAST_SECONDS` is killed.
        """
        return self._asks({"wait": pid})

    def close(self) -> None:
        """End the program."""
        self._program.communicate()

    def _asks(self, order: dict[str, Any]) -> int:
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        with self._one_order_at_a_time:  # each thread gets the answer to its own
            self._program.stdin.write(json.dumps(order) + "\n")
            self._program.stdin.flush()
            return int(self._program.stdout.readline())


def _serve() -> None:
    """Answer one order after the other; when nobody is there to give any more, leave no bot behind."""
    library = (
        load_library()
    )  # read once, like the code; so are the catalogues of words, which keep themselves
    bot_app.load_library = lambda _: library
    for language in LANGUAGES:
        catalogue(language)
    atlas()
    alive: set[int] = set()
    for order in sys.stdin:
        sys.stdout.write(f"{_answer(json.loads(order), alive)}\n")
        sys.stdout.flush()
    for pid in alive:
        os.kill(pid, signal.SIGKILL)


def _answer(order: dict[str, Any], alive: set[int]) -> int:
    if "wait" in order:
        return _end_of(order["wait"], alive)
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            _be_a_bot(order)
            code = 0
        except BaseException:  # noqa: BLE001 - it is said in the log, and by the exit code
            traceback.print_exc()
        os._exit(code)
    alive.add(pid)
    return pid


def _end_of(pid: int, alive: set[int]) -> int:
    give_up = time.monotonic() + LAST_SECONDS
    ended, status = os.waitpid(pid, os.WNOHANG)
    while not ended:
        time.sleep(0.005)
        if time.monotonic() > give_up:
            os.kill(pid, signal.SIGKILL)
        ended, status = os.waitpid(pid, os.WNOHANG)
    alive.discard(pid)
    return os.waitstatus_to_exitcode(status)


def _be_a_bot(order: dict[str, Any]) -> None:
    """Run until SIGTERM, as `between run` does; only clock, pace and the length of idle waits are the story's."""
    written = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(written, sys.stdout.fileno())
    os.dup2(written, sys.stderr.fileno())
    rhythm = Rhythm(**{each.name: order[each.name] for each in fields(Rhythm) if each.name in order})
    rhythm.begin()
    settings = Settings(_env_file=None, **order["settings"])  # type: ignore[call-arg]
    logs.set_up(settings)
    asyncio.run(_run(settings, StoryClock(Path(order["clock"]), rhythm.speed)))


async def _run(settings: Settings, clock: StoryClock) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    telegram, on_signal = (Pace(clock, overall=FAST, chat=FAST, new=FAST) for _ in range(2))
    async with bot_app.built(settings, clock, telegram, on_signal) as app:
        await running.run(app, stop)


if __name__ == "__main__":
    _serve()
