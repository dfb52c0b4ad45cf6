"""A dead man's switch: somebody elsewhere is told that we live, and raises the alarm when that stops.

The protocol is the one of healthchecks.io: a request to the address says that all is well, one to `address/fail` that
it is not; the body says why.
"""

from __future__ import annotations

import httpx
import structlog

from bot.operations.checks import checks
from bot.operations.pulse import Pulse

log = structlog.get_logger()

PATIENCE = 10.0


class Ping:
    """Tells one address how things stand. The address is a secret of whoever runs the server: it is never logged."""

    def __init__(self, url: str, pulse: Pulse) -> None:
        self._url = httpx.URL(url)
        self._pulse = pulse

    async def once(self) -> None:
        """Tell now; an address that cannot be reached is no reason to stop anything."""
        reasons = [check.full_name for check in checks(await self._pulse.look()) if not check.fine]
        url = self._url.copy_with(path=f"{self._url.path.rstrip('/')}/fail") if reasons else self._url
        try:
            async with httpx.AsyncClient(timeout=PATIENCE) as client:
                answer = await client.post(url, content=" ".join(reasons))
                answer.raise_for_status()
        except httpx.HTTPError as fault:
            log.warning("ping.failed", fault=type(fault).__name__)
