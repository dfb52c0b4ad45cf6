"""The Bot API over HTTP: `{root}/bot{token}/{method}` and `{root}/file/bot{token}/{path}`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.playground.account import ACCOUNT
from bot.playground.errors import RefusalError, bad_request
from bot.playground.faults import Fault, Faults, SendingLimits
from bot.playground.receiving import RECEIVING
from bot.playground.sending import SENDING
from bot.playground.specification import specification
from bot.playground.values import Upload
from bot.playground.world import World

Json = dict[str, Any]
SYNCHRONOUS: Mapping[str, Callable[[World, Json], object]] = {**SENDING, **ACCOUNT}
COUNTED = frozenset({"sendMessage", "sendPhoto", "sendDocument", "sendVoice", "sendAudio"})
COUNTED_CHANGES = frozenset({"editMessageText", "editMessageCaption", "editMessageReplyMarkup"})


class BotDoor:
    """Answers a bot; `hang_up` drops the connection of a request without an answer."""

    def __init__(
        self,
        world: World,
        token: str,
        faults: Faults,
        hang_up: Callable[[Request], None],
        limits: SendingLimits | None = None,
    ) -> None:
        self._world = world
        self._token = token
        self._faults = faults
        self._hang_up = hang_up
        self._limits = limits
        self._closing = asyncio.Event()

    def routes(self) -> list[Route]:
        """Where a bot knocks."""
        return [
            Route("/bot{token}/{method}", self.answer, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self.download, methods=["GET"]),
        ]

    def close(self) -> None:
        """Let go of the requests that are held."""
        self._closing.set()

    async def answer(self, request: Request) -> Response:
        """One request of a method."""
        method = request.path_params["method"]
        fault = None
        try:
            self._check_token(request)
            params = await self._read(request, method)
            fault = self._faults.take(method, params.get("chat_id"))
            if fault is not None and not fault.kind.delivers:
                return await self._fail(fault, request)
            result = await self._perform(method, params)
        except RefusalError as refusal:
            if not await request.is_disconnected():
                self._world.note_refusal(method, refusal)
            return JSONResponse(refusal.as_json(), refusal.code)
        except ClientDisconnect:  # the bot died in the middle of a request
            return Response(status_code=HTTPStatus.NO_CONTENT)
        if fault is not None:
            return await self._fail(fault, request)
        return JSONResponse({"ok": True, "result": result})

    async def download(self, request: Request) -> Response:
        """One file, by the path that getFile told."""
        path: str = request.path_params["path"]
        try:
            self._check_token(request)
            file = self._world.files.at(path)
        except RefusalError as refusal:
            self._world.note_refusal(f"download of {path}", refusal)
            return JSONResponse(refusal.as_json(), refusal.code)
        return Response(file.data, media_type=file.content_type)

    def _check_token(self, request: Request) -> None:
        if request.path_params["token"] != self._token:
            raise RefusalError(HTTPStatus.UNAUTHORIZED, "Unauthorized", blame=False)

    async def _read(self, request: Request, method: str) -> Json:
        given: Json = {}
        try:
            given = await _given(request)
            params = specification().read(method, given)
        except RefusalError:
            self._world.requests.append((method, given))
            raise
        self._world.requests.append((method, params))
        return params

    async def _perform(self, method: str, params: Json) -> object:
        if self._limits is not None and method in COUNTED | COUNTED_CHANGES:
            paid = params.get("allow_paid_broadcast", False)
            self._limits.check(params.get("chat_id", 0), change=method in COUNTED_CHANGES, paid=paid)
        if method in RECEIVING:
            return await RECEIVING[method](self._world, params)
        if method in SYNCHRONOUS:
            return SYNCHRONOUS[method](self._world, params)
        raise RefusalError(
            HTTPStatus.NOT_IMPLEMENTED, f"Not Implemented: {method} in this stand-in", blame=True
        )

    async def _fail(self, fault: Fault, request: Request) -> Response:
        refusal = fault.refusal()
        if refusal is not None:
            return JSONResponse(refusal.as_json(), refusal.code)
        if fault.kind.hangs:
            await self._until_gone(request)
        self._hang_up(request)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _until_gone(self, request: Request) -> None:
        """Wait until the bot gives up, or this server closes."""
        waiting = [asyncio.ensure_future(_disconnected(request)), asyncio.ensure_future(self._closing.wait())]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        continue


async def _given(request: Request) -> Json:
    """The parameters as they came: of the address, and of a form, JSON or multipart body."""
    given: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        try:
            body = json.loads(await request.body() or b"{}")
        except ValueError:
            raise bad_request("can't parse JSON object") from None
        if not isinstance(body, dict):
            raise bad_request("object expected as a request")
        given |= {name: value for name, value in body.items() if value is not None}
    elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        async with request.form(max_part_size=50 * 2**20) as form:
            for name, value in form.multi_items():
                given[name] = await _upload(value) if isinstance(value, UploadFile) else value
    return given


async def _upload(file: UploadFile) -> Upload:
    return Upload(file.filename or "file", file.content_type or "application/octet-stream", await file.read())
