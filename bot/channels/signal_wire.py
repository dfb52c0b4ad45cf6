"""A connection to signal-cli's daemon: JSON objects, a line each, over its unix socket or TCP."""

from __future__ import annotations

import asyncio
import socket as socketlib
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import orjson

LONGEST_LINE = 32 * 1024 * 1024
"""Bytes; asyncio's own limit is 64 KiB, which a text with its attachment passes."""
CONNECT_SECONDS = 5.0
CLOSE_SECONDS = 1.0
NO_ANSWER = "no_answer"
_SILENCE = {"TCP_KEEPIDLE": 20, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 50_000}


class RpcError(Exception):
    """The daemon gave no result."""


class RpcLost(RpcError):  # noqa: N818 - it names what happened
    """No answer came. `written`: the request may have reached the daemon, which may have acted on it."""

    def __init__(self, fault: str, *, written: bool) -> None:
        super().__init__(fault)
        self.written = written


class RpcRefused(RpcError):  # noqa: N818 - it names what happened
    """The daemon answered with an error. `text` may name people: it is for telling errors apart, never for logs."""

    def __init__(self, code: int, text: str, data: Any = None) -> None:
        super().__init__(f"refused_{code}")
        self.code = code
        self.text = text
        self.data = data


class Wire:
    """One connection. Reading may be broken off by a cancellation at any moment: no line is lost by that."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def to(cls, socket: str) -> Wire:
        """Connect to a path, or to tcp://host:port. Raises RpcLost."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                return cls(*await _streams(socket))
        except (OSError, ValueError) as fault:
            raise RpcLost("unreachable", written=False) from fault

    async def write(self, message: dict[str, Any]) -> None:
        """Send one object. Raises RpcLost; what was handed to a broken connection may have arrived."""
        if self._writer.is_closing():
            raise RpcLost("hung_up", written=False)
        self._writer.write(orjson.dumps(message) + b"\n")
        try:
            await self._writer.drain()
        except OSError as fault:
            raise RpcLost("hung_up", written=True) from fault

    async def read(self) -> dict[str, Any]:
        """Return the next object; a line that is none is passed over. Raises RpcLost at the end of the connection."""
        while True:
            try:
                line = await self._reader.readline()
            except (OSError, ValueError) as fault:  # ValueError: a line longer than any that makes sense
                raise RpcLost("hung_up", written=True) from fault
            if not line.endswith(b"\n"):
                raise RpcLost("hung_up", written=True)
            with suppress(orjson.JSONDecodeError):
                found = orjson.loads(line)
                if isinstance(found, dict):
                    return found

    async def close(self) -> None:
        """Hang up; what a daemon does not read for CLOSE_SECONDS is let go."""
        self._writer.close()
        with suppress(OSError):
            try:
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._writer.wait_closed()
            except TimeoutError:
                self._writer.transport.abort()


class _Reader(asyncio.StreamReader):
    """Takes a connection that broke for one that ended: what came before that is still read."""

    def set_exception(self, exc: Exception) -> None:
        del exc
        self.feed_eof()


async def _streams(socket: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    loop, reader = asyncio.get_running_loop(), _Reader(limit=LONGEST_LINE)
    protocol = asyncio.StreamReaderProtocol(reader)
    transport: asyncio.Transport
    if socket.startswith("tcp://"):
        place = urlsplit(socket)
        transport, _ = await loop.create_connection(lambda: protocol, place.hostname or "", place.port or 0)
        _mind_silence(transport.get_extra_info("socket"))
    else:
        transport, _ = await loop.create_unix_connection(lambda: protocol, socket)
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)


def _mind_silence(connection: socketlib.socket) -> None:
    """Notice within a minute that a machine has gone without a word; a unix socket tells at once."""
    connection.setsockopt(socketlib.SOL_SOCKET, socketlib.SO_KEEPALIVE, 1)
    for name, value in _SILENCE.items():
        if hasattr(socketlib, name):  # each system has its own
            connection.setsockopt(socketlib.IPPROTO_TCP, getattr(socketlib, name), value)


def request(number: int, method: str, params: dict[str, Any]) -> dict[str, Any]:
    """Write a call as JSON-RPC 2.0 says; signal-cli refuses any further key."""
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def result_of(answer: dict[str, Any]) -> Any:
    """Return what a call came to. Raises RpcRefused."""
    error = answer.get("error")
    if not isinstance(error, dict):
        return answer.get("result")
    code = error.get("code")
    raise RpcRefused(code if isinstance(code, int) else 0, str(error.get("message") or ""), error.get("data"))
