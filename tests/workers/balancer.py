"""A load balancer as one would stand before several workers: it hands each request to the next one, round and round."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.serving import listen

PASSED_ON = ("content-type", "x-telegram-bot-api-secret-token")
NOBODY_THERE = 502


class Balancer:
    """Passes requests on to `ports` in turn, and to the next one where nobody answers; with `twice` to two of them."""

    def __init__(self) -> None:
        self.ports: list[int] = []
        self.twice = False
        self.port = 0
        self.taken: dict[int, int] = {}
        self._turn = 0

    async def pass_on(self, request: Request) -> Response:
        """Answer as the first worker does that takes it."""
        body = await request.body()
        headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        async with httpx.AsyncClient(timeout=5.0, trust_env=False) as client:
            first = await self._one_takes(client, body, headers)
            if self.twice:
                await self._one_takes(client, body, headers)
        return Response(status_code=first)

    async def _one_takes(self, client: httpx.AsyncClient, body: bytes, headers: dict[str, str]) -> int:
        for _ in range(len(self.ports)):
            self._turn += 1
            port = self.ports[self._turn % len(self.ports)]
            try:
                answer = await client.post(f"http://127.0.0.1:{port}/", content=body, headers=headers)
            except httpx.HTTPError:
                continue
            self.taken[port] = self.taken.get(port, 0) + 1
            return answer.status_code
        return NOBODY_THERE


@asynccontextmanager
async def balancing() -> AsyncIterator[Balancer]:
    """Run a balancer on a free port of this machine."""
    balancer = Balancer()
    ready: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def listening(port: int) -> None:
        ready.set_result(port)

    app = Starlette(routes=[Route("/{path:path}", balancer.pass_on, methods=["POST"])])
    serving = asyncio.create_task(listen(app, "127.0.0.1", 0, listening))
    balancer.port = await ready
    try:
        yield balancer
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
