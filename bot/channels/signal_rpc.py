"""Calls to signal-cli's daemon: many at a time over one connection, each answer found by its number."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from itertools import count
from typing import Any

import structlog

from bot.channels.signal_wire import NO_ANSWER, RpcError, RpcLost, RpcRefused, Wire, request, result_of

__all__ = ["RpcError", "RpcLost", "RpcRefused", "SignalRpc"]

log = structlog.get_logger()

ANSWER_SECONDS = 30.0
SEND_SECONDS = 240.0
"""signal-cli gives up a dead network by itself, and says so; whoever hangs up before it does not know what became of it."""
_SENDS = {"send", "updateContact"}


class SignalRpc:
    """Connects when something is asked, and anew when the daemon has hung up. `socket`: a path, or tcp://host:port."""

    def __init__(
        self, socket: str, *, answer_seconds: float = ANSWER_SECONDS, send_seconds: float = SEND_SECONDS
    ) -> None:
        self._socket = socket
        self._answer_seconds = answer_seconds
        self._send_seconds = send_seconds
        self._numbers = count(1)
        self._opening = asyncio.Lock()
        self._line: _Line | None = None

    async def call(self, method: str, **params: Any) -> Any:
        """Ask, and return the result. Raises RpcRefused, or RpcLost where no answer came."""
        line = await self._connected()
        number = next(self._numbers)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        line.waiting[number] = answer
        try:
            async with asyncio.timeout(self._send_seconds if method in _SENDS else self._answer_seconds):
                await line.wire.write(request(number, method, params))
                return result_of(await answer)
        except TimeoutError as fault:
            raise RpcLost(NO_ANSWER, written=True) from fault
        finally:
            line.waiting.pop(number, None)

    async def close(self) -> None:
        """Hang up; whoever still waits for an answer gets none."""
        line, self._line = self._line, None
        if line is not None:
            await line.close()

    async def _connected(self) -> _Line:
        """Return the connection that stands, or make one. Raises RpcLost."""
        async with self._opening:
            if self._line is None or self._line.ended:
                self._line = _Line(await Wire.to(self._socket))
            return self._line


class _Line:
    """A connection with those who wait for an answer on it. `ended`: nothing will come any more."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.ended = False
        self._warned = False
        self._reading = asyncio.create_task(self._read())

    async def close(self) -> None:
        """Hang up."""
        self._reading.cancel()
        with suppress(asyncio.CancelledError):
            await self._reading

    async def _read(self) -> None:
        try:
            while True:
                self._handed_on(await self.wire.read())
        except RpcLost:
            pass
        finally:
            self.ended = True
            for answer in self.waiting.values():
                if not answer.done():
                    answer.set_exception(RpcLost("hung_up", written=True))
            await self.wire.close()

    def _handed_on(self, said: dict[str, Any]) -> None:
        answer = self.waiting.get(said.get("id") or 0)
        if answer is not None and not answer.done():
            answer.set_result(said)
        elif said.get("method") == "receive" and not self._warned:
            self._warned = True
            log.error("signal.wrong_mode", hint="start the daemon with --receive-mode manual")
