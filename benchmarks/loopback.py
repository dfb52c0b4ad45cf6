"""The least of a Bot API server: reads each request whole and says that message 7 was sent. Both sides talk to it."""

from __future__ import annotations

import asyncio
import json

from benchmarks.measure import Figures

_SENT = {"message_id": 7, "date": 1, "chat": {"id": 1, "type": "private", "first_name": "A"}, "text": "…"}
_BODY = json.dumps({"ok": True, "result": _SENT}).encode()
_HEAD = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(_BODY)}\r\n\r\n"
_ANSWER = _HEAD.encode() + _BODY
_LENGTH = b"content-length:"


class _Connection(asyncio.Protocol):
    """Answers one request after the other, as they come in."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to answer."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self._heard += data
        while (end := self._heard.find(b"\r\n\r\n")) >= 0:
            head = self._heard[:end].lower()
            place = head.find(_LENGTH)
            length = int(head[place + len(_LENGTH) :].split(b"\r\n", 1)[0]) if place >= 0 else 0
            if len(self._heard) < end + 4 + length:
                return
            self._heard = self._heard[end + 4 + length :]
            if self._transport is not None:
                self._transport.write(_ANSWER)


async def serve() -> Figures:
    """Print the address, then answer until killed."""
    server = await asyncio.get_running_loop().create_server(_Connection, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()
    return {}
