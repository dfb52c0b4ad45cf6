"""What the page reads and does of Signal phones, where the playground has any."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.playground.signal import SignalDaemon
from bot.playground.signal.page_deeds import SIGNAL_DEEDS

Json = dict[str, Any]


class SignalDoor:
    """The addresses under /api that belong to Signal."""

    def __init__(self, daemon: SignalDaemon) -> None:
        self._daemon = daemon

    def routes(self) -> list[Route]:
        """Where a browser knocks."""
        return [
            Route("/signal/{name}/{deed}", self.act, methods=["POST"]),
            Route("/signal-files/{file_id}", self.file),
        ]

    async def act(self, request: Request) -> Response:
        """Let a person do something on their Signal phone."""
        name, deed = request.path_params["name"], request.path_params["deed"]
        if deed not in SIGNAL_DEEDS:
            raise LookupError(f"a Signal phone cannot {deed}")
        if all(chat.name != name for chat in self._daemon.world.people.values()):
            raise LookupError(f"there is no Signal phone of {name}")
        body = json.loads(await request.body() or b"{}")
        if not isinstance(body, dict):
            raise ValueError("an object is expected")  # noqa: TRY004 - what a page sent wrong is a wrong value
        SIGNAL_DEEDS[deed](self._daemon.phone(name), body)
        return JSONResponse({"ok": True})

    async def file(self, request: Request) -> Response:
        """A picture, shown; any other file, to be saved."""
        file = self._daemon.world.attachments.get(request.path_params["file_id"])
        if file is None:
            raise LookupError("there is no such file")
        if file.is_picture:
            return Response(file.data, media_type=file.content_type)
        headers = {"Content-Disposition": "attachment"}
        return Response(file.data, media_type="application/octet-stream", headers=headers)
