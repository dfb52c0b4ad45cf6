"""When the bot dies: every point at which a process can be killed is counted, and at chosen ones nothing more happens.

A point is each time a coroutine goes on after it was suspended (and each task's beginning), each SQL statement before
and after, each BEGIN and COMMIT before and after, each request to Telegram before and after it took effect. A death
raises `Death`, which no product code catches for good, and from then on every point raises it again: no statement, no
commit and no request can leave a dead process, whatever its `finally` and `except` blocks try.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Coroutine, Generator, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

ROOT = Path(__file__).parents[2]
OURS = tuple(f"{ROOT / folder}/" for folder in ("bot", "scheduler", "storage"))
PLAYGROUND = f"{ROOT / 'bot' / 'playground'}/"

Line = tuple[CodeType, int]
Place = tuple[str, tuple[Line, ...]]
"""A kind of point, and the lines of ours that led to it, innermost first."""


class Death(SystemExit):
    """The process is gone."""


class Fate:
    """Counts the points of a run, through all its lives, and lets the bot die at those that were chosen.

    `chosen`: at which passings of a place, counted from 1. `spares`: asked at a chosen point; while it says yes, death
    waits, and comes at the next point of any place at which it does not.
    """

    def __init__(self, chosen: Mapping[Place, set[int]], spares: Callable[[], bool]) -> None:
        self._chosen = chosen
        self._spares = spares
        self._waits: Place | None = None
        self._connections: list[Any] = []
        self._tasks: list[asyncio.Task[Any]] = []
        self._ours: dict[CodeType, bool] = {}
        self.life = 0
        self.dead = False
        self.sleeps = False
        """Nothing counts meanwhile."""
        self.passed: Counter[Place] = Counter()
        self.deaths: list[Place] = []

    def point(self, life: int, kind: str, coroutine: Any = None) -> None:
        """Pass a point of a life, or die at it."""
        if self.dead or life != self.life:
            raise Death
        if self.sleeps:
            return
        place = (kind, tuple(self._lines(_waiting(coroutine) if coroutine else _callers())))
        self.passed[place] += 1
        if self.passed[place] in self._chosen.get(place, ()):
            self._waits = place
        if self._waits and not self._spares():
            self._waits = None
            self.dead = True
            self.deaths.append(place)
            for connection in self._connections:
                _cut(connection)
            raise Death

    def begins(self) -> asyncio.AbstractEventLoop:
        """Begin a life: an event loop in which every suspension is a point, and no thread runs on after a death."""
        self.life += 1
        self.dead = False
        loop = asyncio.new_event_loop()
        loop.set_task_factory(self._task)  # type: ignore[arg-type]
        loop.set_default_executor(AtOnce(self))
        return loop

    def connected(self, connection: Any) -> None:
        """Know a life's connection, which is cut at its death."""
        self._connections.append(connection)
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA synchronous=OFF")  # a kill takes nothing from the system's memory

    def ends(self, loop: asyncio.AbstractEventLoop) -> None:
        """Bury the dead: drop everything that a process has in memory, whose database is cut off already."""
        self.dead = True
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # what was about to begin never does
            self._drop_tasks()
        for transport in list(getattr(loop, "_transports", {}).values()):
            if transport._sock is not None:
                transport._sock.close()
        self._connections, self._tasks = [], []
        loop.close()

    def _drop_tasks(self) -> None:
        for task in self._tasks:
            task._log_destroy_pending = task._log_traceback = False  # type: ignore[attr-defined]
            task.get_coro().drop()  # type: ignore[union-attr]

    def _lines(self, frames: Iterator[FrameType]) -> Iterator[Line]:
        """Name the lines of ours."""
        for frame in frames:
            code = frame.f_code
            if (ours := self._ours.get(code)) is None:
                name = code.co_filename
                ours = self._ours[code] = name.startswith(OURS) and not name.startswith(PLAYGROUND)
            if ours:
                yield code, frame.f_lineno

    def _task(
        self, loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, Any], **more: Any
    ) -> asyncio.Task[Any]:
        self._tasks = [each for each in self._tasks if not each.done()]
        self._tasks.append(asyncio.Task(Mortal(coroutine, self), loop=loop, **more))
        return self._tasks[-1]


class Mortal(Coroutine[Any, Any, Any]):
    """A coroutine each of whose steps is a point."""

    def __init__(self, coroutine: Coroutine[Any, Any, Any], fate: Fate) -> None:
        self._coroutine = coroutine
        self._fate = fate
        self._life = fate.life

    def send(self, value: Any) -> Any:
        self._fate.point(self._life, "await", self._coroutine)
        return self._coroutine.send(value)

    def throw(self, *fault: Any) -> Any:
        self._fate.point(self._life, "await", self._coroutine)
        return self._coroutine.throw(*fault)

    def close(self) -> None:
        self._coroutine.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._coroutine.__await__()

    def drop(self) -> None:
        """Let go of the frames. What their `finally` blocks try meets death at once."""
        with suppress(BaseException):  # nobody hears a dead process
            self._coroutine.close()


class AtOnce(ThreadPoolExecutor):
    """Does in place what would be done in a thread, so that a seed always leads to the same death."""

    def __init__(self, fate: Fate) -> None:
        super().__init__(max_workers=1)
        self._fate = fate
        self._life = fate.life

    def submit(self, work: Callable[..., Any], /, *args: Any, **more: Any) -> Future[Any]:
        self._fate.point(self._life, "before a thread")
        future: Future[Any] = Future()
        try:
            future.set_result(work(*args, **more))
        except Exception as fault:  # noqa: BLE001 - whoever waits for the thread gets it
            future.set_exception(fault)
        self._fate.point(self._life, "after a thread")
        return future


def _cut(connection: Any) -> None:
    """Roll back on SQLite; a server's connections are ended at the server."""
    if isinstance(connection, sqlite3.Connection):
        with suppress(sqlite3.ProgrammingError):  # it is closed
            connection.rollback()


def _callers() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        yield frame
        frame = frame.f_back


def _waiting(coroutine: Any) -> Iterator[FrameType]:
    while coroutine is not None:
        if (frame := getattr(coroutine, "cr_frame", None)) is not None:
            yield frame
        coroutine = getattr(coroutine, "cr_await", None)
