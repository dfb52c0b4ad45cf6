"""Signal without a socket: what the bot writes goes straight into the stand-in of signal-cli's daemon, and what arrives is counted.

As on a real socket an envelope leaves Signal when it is written to whoever subscribed: with a process that dies before it
has stored it, it is gone.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

import orjson

from bot.channels.signal_updates import raw_update
from bot.channels.signal_wire import RpcLost
from bot.playground.signal import SignalDaemon
from bot.playground.signal.connections import Connection
from tests.chaos.fate import Fate
from tests.chaos.wire import ON_THE_WAY, Ledger

Json = dict[str, Any]


class SignalWire(Connection):
    """What stands in for `bot.channels.signal_wire.Wire`, and for the daemon's end of it."""

    def __init__(
        self, daemon: SignalDaemon, fate: Fate, ledger: Ledger, handed: dict[tuple[str, int], str]
    ) -> None:
        super().__init__(None)  # type: ignore[arg-type]
        self._daemon = daemon
        self._fate = fate
        self._life = fate.life
        self._ledger = ledger
        self._handed = handed
        self._lines: deque[Json] = deque()
        self._more = asyncio.Event()
        self._closed = False

    @property
    def open(self) -> bool:
        """Whether something can still be written."""
        return not self._closed

    async def read(self) -> Json:
        """Return the next object. Raises RpcLost at the end of the connection."""
        while True:
            self._hand_out()
            if self._lines:
                return self._lines.popleft()
            if self._closed:
                raise RpcLost("hung_up", written=True)
            self._more.clear()
            await self._more.wait()

    async def write(self, message: Json) -> bool:
        """Take a request, and answer it; what came in before is read before the answer."""
        if self._closed:
            raise RpcLost("hung_up", written=False)
        self._fate.point(self._life, "before a request")
        for _ in range(ON_THE_WAY):
            await asyncio.sleep(0)
        self._hand_out()
        before = len(self._daemon.world.refusals)
        await self._daemon.wire._heard(self._answers, orjson.dumps(message))
        if len(self._daemon.world.refusals) == before:
            self._ledger.note(
                message["method"], {**message["params"], "text": message["params"].get("message", "")}
            )
        self._fate.point(self._life, "after a request")
        self._more.set()
        return True

    async def close(self) -> None:
        """Hang up."""
        self._closed = True
        self._more.set()

    @property
    def _answers(self) -> Connection:
        """The daemon's end, whose lines come to ours."""
        return _Answers(self, self._lines)

    def _hand_out(self) -> None:
        waiting = self._daemon.world.waiting
        while self.subscriptions and waiting:
            result = waiting.popleft()
            self._daemon.world.delivered(result)
            name = result["envelope"]["sourceUuid"], result["envelope"]["timestamp"]
            self._handed[name] = raw_update(self._daemon.account, result).key
            params = {"subscription": min(self.subscriptions), "result": result}
            self._lines.append({"jsonrpc": "2.0", "method": "receive", "params": params})


class _Answers(Connection):
    """One answer on its way back."""

    def __init__(self, wire: SignalWire, lines: deque[Json]) -> None:
        super().__init__(None)  # type: ignore[arg-type]
        self.subscriptions = wire.subscriptions
        self.subscribe = wire.subscribe  # type: ignore[method-assign]
        self._lines = lines

    async def write(self, body: Any) -> bool:
        """Write one line."""
        self._lines.append(body)
        return True
