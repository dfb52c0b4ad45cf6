"""What happens on the sockets: calls are answered, and what came in is handed out."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.playground.signal import rpc
from bot.playground.signal.connections import Connection, Sockets
from bot.playground.signal.errors import mistaken
from bot.playground.signal.methods import METHODS, check, recipient_of
from bot.playground.signal.world import SignalWorld

Json = dict[str, Any]


class _NoAnswer(Exception):  # noqa: N818 - it names what happens
    """A call is left without an answer."""


class Wire:
    """The sockets over a world. `copies`: how often each envelope is handed out."""

    def __init__(self, world: SignalWorld, address: str) -> None:
        self.sockets = Sockets(address, self._heard)
        self.copies = 1
        self.held: list[tuple[Connection, Any]] | None = None
        self._world = world
        self._handing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen."""
        await self.sockets.start()
        self._handing = asyncio.create_task(self._hand_out())

    async def stop(self) -> None:
        """Drop everybody and end."""
        if self._handing is not None:
            self._handing.cancel()
            await asyncio.wait([self._handing])
        await self.sockets.stop()
        self.held = None

    async def _heard(self, connection: Connection, line: bytes) -> None:
        async def perform(method: str, params: Json) -> Any:
            return self._perform(connection, method, params)

        try:
            given = await rpc.answer(line, perform, self._world.note_refusal)
        except _NoAnswer:
            return
        if given is None:
            return
        if self.held is not None:
            self.held.append((connection, given))
            self._world.changed()
            return
        await connection.write(given)

    def _perform(self, connection: Connection, method: str, params: Json) -> Any:
        world = self._world
        check(world, method, params)
        recipient = recipient_of(params)
        fault = world.faults.take(method, recipient)
        if fault is None or fault.kind.delivers:
            result = self._do(connection, method, params)
        if fault is None:
            return result
        if not fault.kind.answers:
            if fault.kind.loses:
                connection.drop()
            raise _NoAnswer
        error = fault.error(recipient)
        if error is not None:
            raise error
        return METHODS[method](world, params, fault)

    def _do(self, connection: Connection, method: str, params: Json) -> Any:
        if method == "subscribeReceive":
            number = connection.subscribe()
            self._world.changed()
            return number
        if method == "unsubscribeReceive":
            return _unsubscribe(connection, params)
        return METHODS[method](self._world, params, None)

    async def _hand_out(self) -> None:
        """Give what waits to whoever listens, in order; it leaves Signal's server once it was written."""
        waiting = self._world.waiting
        while True:
            await self._world.bell.until(lambda: True if waiting and self._listening() else None, None)
            written = False
            self._world.delivered(waiting[0])
            for connection, number in self._listening() * self.copies:
                params = {"subscription": number, "result": waiting[0]}
                note = {"jsonrpc": "2.0", "method": "receive", "params": params}
                written = await connection.write(note) or written
            if written:
                waiting.popleft()

    def _listening(self) -> list[tuple[Connection, int]]:
        return [(connection, number) for connection in self.sockets for number in connection.subscriptions]


def _unsubscribe(connection: Connection, params: Json) -> Json:
    if "subscription" not in params:
        raise mistaken("Missing subscription parameter with subscription id")
    if params["subscription"] not in connection.subscriptions:
        raise mistaken("Unknown subscription id")
    connection.subscriptions.discard(params["subscription"])
    return {}
