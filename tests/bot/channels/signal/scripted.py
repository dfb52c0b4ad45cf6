"""A daemon on a raw socket that answers as recorded, or as a script says: all the ways in which the wire can fail."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.channels.signal_methods import METHODS

HERE = Path(__file__).parent
ACCOUNT = "+15550100001"
LINK = "https://signal.me/#eu/" + "A" * 64
OURS = "11111111-1111-4111-8111-111111111111"
SAM = "22222222-2222-4222-8222-222222222222"
KNOWN: dict[str, Any] = {
    "version": {"version": "0.13.19"},
    "listAccounts": [{"number": ACCOUNT}],
    "getUserStatus": [{"recipient": LINK, "username": LINK, "uuid": OURS, "isRegistered": True}],
    "listContacts": [{"number": ACCOUNT, "uuid": OURS}],
}
FIRST_MOMENT = 1772712000000
RECORDED = json.loads((HERE / "recordings" / "rpc-0.13.19.json").read_text(encoding="utf-8"))["calls"]
ENVELOPES: dict[str, Any] = {
    each["name"]: each["notification"]
    for each in json.loads((HERE / "recordings" / "envelopes-0.13.19.json").read_text(encoding="utf-8"))[
        "events"
    ]
}

Act = Callable[["Daemon", asyncio.StreamWriter, dict[str, Any]], Awaitable[None]]
Answer = dict[str, Any] | Act


def envelope(name: str) -> Any:
    """A fresh copy of a recorded notification."""
    return json.loads(json.dumps(ENVELOPES[name]))


def text(words: str, moment: int = 1795421003000, sender: str = SAM) -> Any:
    """Somebody's text."""
    made = envelope("text, number hidden")
    made["envelope"] |= {"source": sender, "sourceUuid": sender, "timestamp": moment}
    made["envelope"]["dataMessage"] |= {"message": words, "timestamp": moment}
    return made


def scripted(name: str) -> dict[str, Any]:
    """The answer that was recorded for a fault."""
    return dict(next(each["response"] for each in RECORDED if each["scripted"] == name))


def refused(code: int, words: str, data: Any = None) -> dict[str, Any]:
    """An answer that is an error."""
    return {"error": {"code": code, "message": words, "data": data}}


async def hangs_up(daemon: Daemon, writer: asyncio.StreamWriter, asked: dict[str, Any]) -> None:
    writer.transport.abort()


async def says_nothing(daemon: Daemon, writer: asyncio.StreamWriter, asked: dict[str, Any]) -> None:
    """Never answer."""


@dataclass
class Daemon:
    """`answers`: by method, what is answered next; then as by default. What is said waits until somebody subscribes."""

    socket: str
    answers: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    at_signal: list[Any] = field(default_factory=list)
    subscribers: dict[int, asyncio.StreamWriter] = field(default_factory=dict)
    moment: int = FIRST_MOMENT
    connections: set[asyncio.Task[None]] = field(default_factory=set)
    server: asyncio.Server | None = None

    async def start(self) -> None:
        if self.socket.startswith("tcp://"):
            port = int(self.socket.rpartition(":")[2])
            self.server = await asyncio.start_server(self._connected, "127.0.0.1", port, limit=2**26)
            self.socket = f"tcp://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"
        else:
            self.server = await asyncio.start_unix_server(self._connected, self.socket, limit=2**26)

    async def stop(self) -> None:
        """Go away, as if killed."""
        assert self.server is not None
        self.server.close()
        for each in self.connections:
            each.cancel()
        await asyncio.gather(*self.connections, return_exceptions=True)
        self.connections.clear()
        self.subscribers.clear()
        if not self.socket.startswith("tcp://"):
            remove(self.socket)

    def says(self, *notifications: Any) -> None:
        """Let something come in."""
        self.at_signal += notifications
        for number, writer in self.subscribers.items():
            for each in self.at_signal:
                line(
                    writer,
                    {
                        "jsonrpc": "2.0",
                        "method": "receive",
                        "params": {"subscription": number, "result": each},
                    },
                )
            self.at_signal.clear()

    def asked(self, method: str) -> list[dict[str, Any]]:
        """The parameters of every call of a method."""
        return [params for name, params in self.calls if name == method]

    async def until(self, so: Callable[[], object]) -> None:
        """Let the event loop go on until it is so."""
        async with asyncio.timeout(5):
            while not so():  # noqa: ASYNC110 - what changes is on the other side of a socket
                await asyncio.sleep(0)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.connections.add(task)
        try:
            while found := await reader.readline():
                await self._answer(writer, json.loads(found))
        except OSError:
            pass
        finally:
            self.connections.discard(task)
            gone = [number for number, each in self.subscribers.items() if each is writer]
            for number in gone:
                del self.subscribers[number]
            writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, asked: dict[str, Any]) -> None:
        method, params = asked["method"], asked["params"]
        assert set(asked) == {"jsonrpc", "id", "method", "params"}
        assert set(params) <= METHODS[method]
        self.calls.append((method, params))
        answer = self.answers[method].pop(0) if self.answers[method] else self._usual(method, writer)
        if callable(answer):
            await answer(self, writer, asked)
        else:
            line(writer, {"jsonrpc": "2.0", **answer, "id": asked["id"]})
        if method == "subscribeReceive":
            self.says()

    def _usual(self, method: str, writer: asyncio.StreamWriter) -> Answer:
        match method:
            case "subscribeReceive":
                self.subscribers[len(self.subscribers)] = writer
                return {"result": len(self.subscribers) - 1}
            case "unsubscribeReceive":
                self.subscribers.clear()
                return {"result": {}}
            case "send" | "sendReceipt":
                self.moment += 1
                return {"result": {"timestamp": self.moment, "results": [{"type": "SUCCESS"}]}}
            case _:
                return {"result": KNOWN.get(method, {})}


def remove(socket: str) -> None:
    """Clear a path for the next daemon."""
    Path(socket).unlink(missing_ok=True)


def line(writer: asyncio.StreamWriter, message: Any) -> None:
    """Write one object."""
    writer.write(json.dumps(message).encode() + b"\n")


@asynccontextmanager
async def running(socket: str) -> AsyncIterator[Daemon]:
    """Run a daemon."""
    daemon = Daemon(socket)
    await daemon.start()
    try:
        yield daemon
    finally:
        await daemon.stop()
