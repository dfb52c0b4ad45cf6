"""When the daemon answers nothing: what is not sent cannot be lost, so nothing is until it has given a sign of life."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.channels.signal_errors import SILENT_SECONDS
from bot.channels.signal_rpc import RpcLost, RpcRefused, SignalRpc
from bot.channels.signal_wire import NO_ANSWER
from bot.sending import SendError

PROBE_SECONDS = 5.0
"""Less than a stop waits for what is under way: a message that waits for a sign of life was surely not sent."""


class Silence:
    """After a call that nobody answered, one message goes alone, behind a sign of life; when it was answered all go on."""

    def __init__(self, rpc: SignalRpc, probe_seconds: float = PROBE_SECONDS) -> None:
        self._rpc = rpc
        self._probe_seconds = probe_seconds
        self._silent = False
        self._trying = False

    @asynccontextmanager
    async def minded(self) -> AsyncIterator[None]:
        """Send within. Raises SendError, `whole_channel` and not `uncertain`, where nothing should be sent now."""
        if self._trying:
            raise _still_silent()
        self._trying = self._silent
        alone = self._trying
        try:
            if alone:
                await self._ask()
            yield
            self._silent = False
        except SendError as fault:
            self._silent = fault.fault == NO_ANSWER
            raise
        finally:
            if alone:
                self._trying = False

    async def _ask(self) -> None:
        try:
            async with asyncio.timeout(self._probe_seconds):
                await self._rpc.call("version")
        except RpcRefused:
            return  # which is an answer
        except (TimeoutError, RpcLost) as fault:
            raise _still_silent() from fault


def _still_silent() -> SendError:
    return SendError(NO_ANSWER, whole_channel=True, retry_in=SILENT_SECONDS)
