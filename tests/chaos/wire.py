"""Telegram without a network: python-telegram-bot's requests go straight into the stand-in, and what arrives is counted.

As on a real wire a request may have taken effect although its answer never came: a death may fall on either side.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any

from telegram.request import BaseRequest, RequestData

from bot.playground.door import SYNCHRONOUS
from bot.playground.errors import RefusalError
from bot.playground.receiving import RECEIVING
from bot.playground.specification import specification
from bot.playground.values import Upload
from bot.playground.world import World
from scheduler.receipts import Receipt
from storage.records import OutboxMessage
from tests.chaos.fate import Fate

SHOWING = {"sendMessage", "sendPhoto", "editMessageText", "editMessageReplyMarkup", "setMyCommands"}
ON_SIGNAL = {"send", "updateContact", "trust"}
MENU = "a menu, of which Signal has none"

_row: ContextVar[int] = ContextVar("_row", default=0)

ON_THE_WAY = 3
"""A request takes so many turns of the loop, in which others go their way too."""


class Ledger:
    """How often each outbox row took effect on a phone: (row, method, text) → times."""

    def __init__(self) -> None:
        self.shown: Counter[tuple[int, str, str]] = Counter()
        self.said: dict[int, tuple[str, str, int]] = {}

    def follows(
        self, deliver: Callable[[OutboxMessage], Awaitable[Receipt]]
    ) -> Callable[[OutboxMessage], Awaitable[Receipt]]:
        """Know, in a delivery, of which row it is."""

        async def followed(message: OutboxMessage) -> Receipt:
            say = message.payload["say"]
            key = say["words"]["key"].rstrip("123")  # a greeting varies by chance
            self.said[message.id] = (message.address, key, len(say["choices"]))
            _row.set(message.id)
            if say["menu"] and message.channel == "signal":
                self.shown[message.id, MENU, ""] += 1
            return await deliver(message)

        return followed

    def note(self, method: str, params: dict[str, Any]) -> None:
        """Something took effect."""
        if method in SHOWING | ON_SIGNAL and _row.get():
            self.shown[_row.get(), method, str(params.get("text", ""))] += 1

    def times(self, row: int) -> int:
        """How often a row came: the most that any of its parts did."""
        return max((times for (of, _, _), times in self.shown.items() if of == row), default=0)


class Wire(BaseRequest):
    """What stands in for HTTP below python-telegram-bot."""

    def __init__(self, world: World, fate: Fate, ledger: Ledger) -> None:
        self._world = world
        self._fate = fate
        self._life = fate.life
        self._ledger = ledger

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **more: Any
    ) -> tuple[int, bytes]:
        del method, timeouts, more
        self._fate.point(self._life, "before a request")
        for _ in range(ON_THE_WAY):
            await asyncio.sleep(0)
        if "/file/bot" in url:
            status, answer = (
                HTTPStatus.OK,
                self._world.files.at(url.partition("/file/bot")[2].partition("/")[2]).data,
            )
        else:
            status, body = await self._answer(url.rpartition("/")[2], request_data)
            answer = json.dumps(body).encode()
        self._fate.point(self._life, "after a request")
        await asyncio.sleep(0)
        return status, answer

    async def _answer(self, method: str, data: RequestData | None) -> tuple[int, dict[str, Any]]:
        world = self._world
        try:
            params = specification().read(method, _given(data))
            world.requests.append((method, params))
            if method in RECEIVING:
                result = await RECEIVING[method](world, params)
            else:
                result = SYNCHRONOUS[method](world, params)
        except RefusalError as refusal:
            world.note_refusal(method, refusal)
            return refusal.code, refusal.as_json()
        self._ledger.note(method, params)
        return HTTPStatus.OK, {"ok": True, "result": result}


def _given(data: RequestData | None) -> dict[str, Any]:
    if data is None:
        return {}
    files = {} if not data.contains_files else data.multipart_data
    uploads = {name: Upload(file[0], file[2], file[1]) for name, file in files.items()}
    return {**data.json_parameters, **uploads}
