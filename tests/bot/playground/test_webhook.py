from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot

from bot.playground import Phone, Playground
from bot.playground.listener import HOST, HttpServer
from bot.playground.webhook import SECRET_HEADER


class Hook:
    def __init__(self) -> None:
        self.heard: list[tuple[str | None, dict[str, Any]]] = []
        self.refusing = 0
        self.url = ""

    async def hear(self, request: Request) -> Response:
        self.heard.append((request.headers.get(SECRET_HEADER), await request.json()))
        self.refusing -= 1
        return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE if self.refusing >= 0 else HTTPStatus.OK)

    def texts(self) -> list[str]:
        return [update["message"]["text"] for _secret, update in self.heard]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    listening, server = Hook(), HttpServer()
    await server.start(Starlette(routes=[Route("/hook", listening.hear, methods=["POST"])]))
    listening.url = f"http://{HOST}:{server.port}/hook"
    yield listening
    await server.stop()


async def emptied(playground: Playground) -> bool:
    return await playground.until(lambda: not playground.world.updates.pending(playground.world.now()))


async def test_updates_are_pushed_with_the_secret(
    bot: Bot, anna: Phone, hook: Hook, playground: Playground
) -> None:
    await bot.set_webhook(hook.url, secret_token="a-secret")
    anna.types("hello")
    await emptied(playground)
    assert hook.texts() == ["/start", "hello"]
    assert {secret for secret, _update in hook.heard} == {"a-secret"}


async def test_what_the_bot_does_not_take_comes_again_in_order(
    bot: Bot, anna: Phone, hook: Hook, playground: Playground
) -> None:
    hook.refusing = 2
    anna.types("hello")
    await bot.set_webhook(hook.url)
    await emptied(playground)
    assert hook.texts() == ["/start", "/start", "/start", "hello"]
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    assert info.pending_update_count == 0


async def test_a_bot_that_is_away_gets_everything_once_it_is_back(
    bot: Bot, anna: Phone, hook: Hook, playground: Playground
) -> None:
    await bot.set_webhook("http://127.0.0.1:9/nobody")
    await playground.until(lambda: playground.world.webhook.last_error)
    anna.types("hello")
    await bot.set_webhook(hook.url)
    await emptied(playground)
    assert hook.texts() == ["/start", "hello"]
