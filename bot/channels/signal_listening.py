"""Hearing what comes in: a subscription on a connection of its own, which is read no faster than it is kept.

signal-cli forgets an envelope once it has written it to us, so what was read is handed on before anything is waited for.
While we do not read, the rest waits at Signal.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

from bot.channels.signal_wire import NO_ANSWER, RpcLost, Wire, request, result_of

PING_SECONDS = 10.0
MOST = 100
"""So many envelopes are read before they are kept."""

Heard = Callable[[Any], None]


class Subscription:
    """`heard` is called with each notification the moment it is read. `version`: what the daemon says it is, "" until then."""

    def __init__(self, wire: Wire, heard: Heard) -> None:
        self._wire = wire
        self._heard = heard
        self._numbers = count(1)
        self._count = 0
        self._subscribing = 0
        self._subscription: Any = None
        self.version = ""

    @classmethod
    async def to(cls, socket: str, heard: Heard) -> Subscription:
        """Connect. Raises RpcLost."""
        return cls(await Wire.to(socket), heard)

    async def begin(self, account: str) -> None:
        """Subscribe, unless we have: from now on nothing waits at Signal. Raises RpcError."""
        if not self._subscribing:
            self._subscribing = next(self._numbers)
            await self._answer(self._subscribing, "subscribeReceive", account=account)

    async def take(self, seconds: float) -> None:
        """Read what is there, waiting for something up to so many seconds. Raises RpcError.

        Where nothing comes the daemon is asked for a sign of life: all that it wrote before its answer is read then.
        """
        before = self._count
        if seconds > 0:
            await self._within(seconds)
        while 0 < self._count - before < MOST and await self._within(0):
            pass
        if self._count == before:
            said = await self._ask("version")
            self.version = str(said.get("version") or "") if isinstance(said, dict) else ""

    async def leave(self) -> None:
        """Unsubscribe, read what was written until then, and hang up. Raises RpcError."""
        try:
            if self._subscribing and self._subscription is None:
                await self._ask("version")  # before which the answer to our subscribing comes
            if self._subscription is not None:
                await self._ask("unsubscribeReceive", subscription=self._subscription)
        finally:
            await self.hang_up()

    async def hang_up(self) -> None:
        """Close the connection as it is."""
        await self._wire.close()

    async def _within(self, seconds: float) -> bool:
        """Read one thing; False where none comes in time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                self._read(await self._wire.read())
                return True
        return False

    async def _ask(self, method: str, **params: Any) -> Any:
        """Call, and hear all that comes before the answer."""
        return await self._answer(next(self._numbers), method, **params)

    async def _answer(self, number: int, method: str, **params: Any) -> Any:
        await self._glance()
        try:
            async with asyncio.timeout(PING_SECONDS):
                await self._wire.write(request(number, method, params))
                while (said := await self._wire.read()).get("id") != number:
                    self._read(said)
        except TimeoutError as fault:
            raise RpcLost(NO_ANSWER, written=True) from fault
        self._read(said)
        return result_of(said)

    async def _glance(self) -> None:
        """Read what has come already: writing to a daemon that has gone would throw it away."""
        for _ in range(2):  # the event loop looks at its sockets, and then fetches what is there
            await asyncio.sleep(0)
        while await self._within(0):
            pass

    def _read(self, said: dict[str, Any]) -> None:
        """Hand on a notification: {"subscription": …, "result": …}, or bare where the daemon subscribed us by itself."""
        params = said.get("params")
        if said.get("method") == "receive" and isinstance(params, dict):
            self._count += 1
            self._heard(params.get("result", params))
        elif said.get("id") == self._subscribing:
            self._subscription = said.get("result")
            self._subscribing = 0 if "error" in said else self._subscribing
