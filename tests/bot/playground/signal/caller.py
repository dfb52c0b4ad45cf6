"""A client of signal-cli's daemon that knows nothing but lines: what it sends, and what comes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

Json = dict[str, Any]
LONGEST = 64 * 2**20


class Caller:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.asked = 0
        self.came: list[Json] = []

    @classmethod
    async def to(cls, socket: str) -> Self:
        if socket.startswith("tcp://"):
            host, _, port = socket.removeprefix("tcp://").rpartition(":")
            return cls(*await asyncio.open_connection(host, int(port), limit=LONGEST))
        return cls(*await asyncio.open_unix_connection(socket, limit=LONGEST))

    async def says(self, line: str) -> None:
        self.writer.write(line.encode() + b"\n")
        await self.writer.drain()

    async def hears(self) -> Any:
        async with asyncio.timeout(10):
            line = await self.reader.readline()
        if not line:
            raise ConnectionResetError
        return json.loads(line)

    async def raw(self, line: str) -> Any:
        """The answer to one line, whatever it is; what comes in meanwhile is kept."""
        await self.says(line)
        while True:
            heard = await self.hears()
            if not isinstance(heard, dict) or heard.get("method") != "receive":
                return heard
            self.came.append(heard["params"])

    async def call(self, method: str, **params: Any) -> Json:
        self.asked += 1
        request = {"jsonrpc": "2.0", "id": self.asked, "method": method, "params": params}
        answer: Json = await self.raw(json.dumps(request))
        assert answer["id"] == self.asked
        return answer

    async def asks(self, method: str, **params: Any) -> Any:
        answer = await self.call(method, **params)
        assert "error" not in answer, answer
        return answer["result"]

    async def fails(self, method: str, **params: Any) -> Json:
        answer = await self.call(method, **params)
        error: Json = answer["error"]
        return error

    async def comes(self) -> Json:
        """What came in next, as (envelope, account, exception)."""
        while not self.came:
            heard = await self.hears()
            if heard.get("method") == "receive":
                self.came.append(heard["params"])
        result: Json = self.came.pop(0)["result"]
        return result

    async def envelope(self) -> Json:
        envelope: Json = (await self.comes())["envelope"]
        return envelope


@asynccontextmanager
async def calling(socket: str) -> AsyncIterator[Caller]:
    caller = await Caller.to(socket)
    yield caller
    caller.writer.close()
