"""What the page of phones and the clock reads and does, as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from importlib import resources
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.playground.any_phone import BlockedError
from bot.playground.browser_deeds import DEEDS, move_clock, text_in
from bot.playground.browser_state import page_state
from bot.playground.clock_control import ClockControl
from bot.playground.errors import RefusalError
from bot.playground.phone import Phone
from bot.playground.signal import SignalDaemon
from bot.playground.signal_door import SignalDoor
from bot.playground.world import World

Json = dict[str, Any]
LONGEST_WAIT = 25.0  # seconds
PAGE = Path(str(resources.files("bot.playground").joinpath("page")))
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class BrowserDoor:
    """Serves the page; every change needs a page of this very server."""

    def __init__(
        self,
        world: World,
        phone: Callable[..., Phone],
        clock: ClockControl | None,
        signal: SignalDaemon | None = None,
    ) -> None:
        self._world = world
        self._phone = phone
        self._clock = clock
        self._signal = signal
        self.port = 0

    def routes(self) -> list[BaseRoute]:
        """Where a browser knocks."""
        api = Starlette(
            routes=[
                Route("/state", self.state),
                Route("/wait", self.wait),
                Route("/clock", self.clock, methods=["POST"]),
                Route("/phones", self.add, methods=["POST"]),
                Route("/phones/{name}/{deed}", self.act, methods=["POST"]),
                Route("/files/{file_id}", self.file),
                *(SignalDoor(self._signal).routes() if self._signal is not None else []),
            ],
            middleware=[Middleware(_SameOrigin, port=lambda: self.port)],
            exception_handlers={
                LookupError: _sorry(HTTPStatus.NOT_FOUND),
                ValueError: _sorry(HTTPStatus.BAD_REQUEST),
                BlockedError: _sorry(HTTPStatus.CONFLICT),
                RefusalError: _sorry(HTTPStatus.NOT_FOUND),
            },
        )
        return [
            Mount("/api", api),
            Mount("/page", _with_headers(StaticFiles(directory=PAGE, check_dir=False))),
            Route("/", self.index),
        ]

    async def index(self, _request: Request) -> Response:
        """The page itself."""
        return FileResponse(PAGE / "index.html", headers=HEADERS)

    async def state(self, _request: Request) -> Response:
        """Everything that the page shows."""
        return JSONResponse(await self._state())

    async def wait(self, request: Request) -> Response:
        """The same, as soon as something is newer than the version that the page knows."""
        known = int(request.query_params.get("version", "0"))
        world = self._world
        await world.bell.until(lambda: True if world.version > known or world.closed else None, LONGEST_WAIT)
        return JSONResponse(await self._state())

    async def clock(self, request: Request) -> Response:
        """Move the clock."""
        if self._clock is None:
            raise LookupError("this world's clock cannot be moved")
        await move_clock(self._clock, await _body(request))
        self._world.changed()
        return JSONResponse(await self._state())

    async def add(self, request: Request) -> Response:
        """Add a phone."""
        body = await _body(request)
        name = text_in(body, "name").strip()
        if not name or "/" in name:
            raise ValueError("a phone needs a name without a slash")
        self._add(body.get("app") == "signal", name, text_in(body, "language"))
        return JSONResponse(await self._state(), HTTPStatus.CREATED)

    def _add(self, signal: bool, name: str, language: str) -> None:  # noqa: FBT001 - one of two apps
        if not signal:
            self._phone(name, language=language)
        elif self._signal is not None:
            self._signal.phone(name, language=language)
        else:
            raise ValueError("there is no Signal in this world")

    async def act(self, request: Request) -> Response:
        """Let a person do something on their phone."""
        name, deed = request.path_params["name"], request.path_params["deed"]
        if deed not in DEEDS:
            raise LookupError(f"a phone cannot {deed}")
        chat = next((chat for chat in self._world.chats.values() if chat.name == name), None)
        if chat is None:
            raise LookupError(f"there is no phone of {name}")
        DEEDS[deed](Phone(self._world, chat), await _body(request))
        return JSONResponse({"ok": True, "version": self._world.version})

    async def file(self, request: Request) -> Response:
        """A picture, shown; any other file, to be saved."""
        file = self._world.files.get(request.path_params["file_id"])
        if file.kind == "photo":
            return Response(file.data, media_type=file.content_type)
        return Response(
            file.data,
            media_type="application/octet-stream",
            headers={"Content-Disposition": "attachment"},
        )

    async def _state(self) -> Json:
        now: Json = {"now": self._world.now().isoformat(), "zone": "UTC"}
        clock = now if self._clock is None else await self._clock.state()
        return page_state(self._world, clock, self._signal.world if self._signal is not None else None)


class _SameOrigin:
    """Refuses what a foreign page would have a browser send, and adds the headers of a closed page."""

    def __init__(self, app: ASGIApp, port: Callable[[], int]) -> None:
        self._app = _with_headers(app)
        self._port = port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = Request(scope).headers.get("origin") if scope["type"] == "http" else None
        ours = {f"http://{host}:{self._port()}" for host in ("127.0.0.1", "localhost")}
        if scope["type"] == "http" and scope["method"] != "GET" and origin is not None and origin not in ours:
            refused = JSONResponse({"error": "this page is not allowed to do that"}, HTTPStatus.FORBIDDEN)
            await refused(scope, receive, send)
            return
        await self._app(scope, receive, send)


async def _body(request: Request) -> Json:
    body = await request.body()
    given = json.loads(body) if body else {}
    if not isinstance(given, dict):
        raise ValueError("an object is expected")  # noqa: TRY004 - what a page sent wrong is a wrong value
    return given


def _sorry(status: HTTPStatus) -> Callable[[Request, Exception], Response]:
    """An answer that tells what was wrong in a sentence."""

    def answer(_request: Request, error: Exception) -> Response:
        return JSONResponse({"error": str(error.args[0]) if error.args else status.phrase}, status)

    return answer


def _with_headers(app: ASGIApp) -> ASGIApp:
    async def with_headers(scope: Scope, receive: Receive, send: Send) -> None:
        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                extra = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        await app(scope, receive, add)

    return with_headers
