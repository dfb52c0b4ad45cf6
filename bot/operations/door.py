"""The local port for whoever watches: /healthz, /readyz and /metrics. It tells numbers and kinds, and takes nothing."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.operations.checks import Check, checks
from bot.operations.gauges import Gauges
from bot.operations.meters import Meters
from bot.operations.pulse import Pulse


def door(pulse: Pulse, meters: Meters) -> Starlette:
    """Build the web app."""
    gauges = Gauges()
    meters.registry.register(gauges)

    async def alive(_: Request) -> Response:
        """Answering at all is the answer: the event loop turns."""
        return PlainTextResponse("ok\n")

    async def ready(_: Request) -> Response:
        looked = checks(await pulse.look())
        fine = all(check.fine for check in looked)
        status = HTTPStatus.OK if fine else HTTPStatus.SERVICE_UNAVAILABLE
        shown = {"ready": fine, "checks": {check.full_name: _shown(check) for check in looked}}
        return JSONResponse(shown, status)

    async def metrics(_: Request) -> Response:
        gauges.look = await pulse.look()
        return Response(generate_latest(meters.registry), headers={"content-type": CONTENT_TYPE_LATEST})

    return Starlette(routes=[Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", metrics)])


def _shown(check: Check) -> dict[str, object]:
    """Return {"seconds": 3.2, "limit": 120.0, "state": "ok", "fine": true}."""
    shown = asdict(check)
    del shown["name"], shown["channel"]
    seconds = None if check.seconds is None else round(check.seconds, 1)
    return {**shown, "seconds": seconds, "fine": check.fine}
