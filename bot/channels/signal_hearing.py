"""What comes in from Signal: kept before anything else, made whole before that, and acknowledged after it."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections import defaultdict
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any

import structlog

from bot.channels.base import Keep
from bot.channels.signal_errors import send_error
from bot.channels.signal_listening import Subscription
from bot.channels.signal_rpc import RpcError, RpcLost, SignalRpc
from bot.channels.signal_updates import lengthen, long_text, raw_update, says_nothing, seen, whole_text
from bot.channels.signal_wire import LONGEST_LINE, NO_ANSWER
from bot.sending import SendError

log = structlog.get_logger()

LARGEST = LONGEST_LINE // 2
"""Bytes of a file: its answer, which is in base64, is a third longer."""
LEAVE_SECONDS = 3.0
COURTESIES = 8
"""So many receipts are under way at once; further ones are left out."""


class Ear:
    """Hears one account. The daemon offers nothing twice, so what was read stays here until it is kept.

    `courteous`: whether senders are shown that we have their messages. `version`: what the daemon said last that it is.
    """

    def __init__(self, account: str, socket: str, rpc: SignalRpc, listened: Callable[[], None]) -> None:
        self._account = account
        self._socket = socket
        self._rpc = rpc
        self._listened = listened
        self.courteous = True
        self.version = ""
        self._subscription: Subscription | None = None
        self._unkept: list[Any] = []
        self._keep: Keep | None = None
        self._courtesies: set[asyncio.Task[None]] = set()

    async def once(self, keep: Keep, seconds: float) -> int:
        """Wait for envelopes up to so many seconds, and keep them. Raises RpcError, and what `keep` raises.

        While some could not be kept, no more are read: they wait at Signal.
        """
        self._keep = keep
        fault: RpcError | None = None
        if not self._unkept:
            try:
                await self._take(seconds)
            except RpcError as lost:
                fault = lost
                if str(lost) != NO_ANSWER:  # else it is only late, and what it holds for us would be lost
                    await self._hang_up()
        count = await self._keep_heard(keep)
        if fault is not None:
            raise fault
        return count

    async def leave(self) -> None:
        """Take back the subscription, and keep what the daemon wrote until then."""
        subscription, self._subscription = self._subscription, None
        with suppress(RpcError, TimeoutError):
            async with asyncio.timeout(LEAVE_SECONDS):
                if subscription is not None:
                    await subscription.leave()
        if self._unkept and self._keep is not None:
            try:
                await self._keep_heard(self._keep)
            except Exception as fault:  # noqa: BLE001 - we are going, and can only say so
                log.error(
                    "channel.lost", channel="signal", count=len(self._unkept), fault=type(fault).__name__
                )

    async def rest(self) -> None:
        """Let the courtesies finish for a moment."""
        if self._courtesies:
            _, late = await asyncio.wait(self._courtesies, timeout=1.0)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def fetch(self, sender: str, file_id: str, size: int) -> bytes:
        """Return what is in a file that the daemon has received. Raises SendError, `permanent` where it has it no more.

        `size` is what the message says. One that says nothing may hold anything, and an answer longer than any line would
        break the connection on which everybody is answered; so a connection that ends over a file is held against the file.
        """
        if not 0 < size <= LARGEST:
            raise SendError("any_size", permanent=True)
        try:
            given = await self._rpc.call("getAttachment", account=self._account, id=file_id, recipient=sender)
            return base64.b64decode(given["data"])
        except RpcLost as fault:
            if fault.written and str(fault) != NO_ANSWER:
                raise SendError(str(fault)) from fault
            raise send_error(fault) from fault
        except RpcError as fault:
            raise send_error(fault) from fault
        except (binascii.Error, KeyError, TypeError, ValueError) as fault:
            raise SendError("unreadable_file", permanent=True) from fault

    async def _take(self, seconds: float) -> None:
        if self._subscription is None:
            self._subscription = await Subscription.to(self._socket, self._heard)
        await self._subscription.begin(self._account)
        await self._subscription.take(seconds)
        self.version = self._subscription.version or self.version
        self._listened()

    async def _hang_up(self) -> None:
        subscription, self._subscription = self._subscription, None
        if subscription is not None:
            await subscription.hang_up()

    def _heard(self, notification: Any) -> None:
        if not says_nothing("signal", notification):
            self._unkept.append(notification)

    async def _keep_heard(self, keep: Keep) -> int:
        heard = list(self._unkept)
        if heard:
            for each in heard:
                await self._lengthen(each)
            await keep([raw_update(self._account, each) for each in heard])
            del self._unkept[: len(heard)]
            self._acknowledge(heard)
        return len(heard)

    async def _lengthen(self, notification: Any) -> None:
        """Fetch the whole of a text that was cut; where it cannot be had, the reader sees that something is missing."""
        found = long_text(notification)
        if found is None:
            return
        if (text := whole_text(notification)) is not None:
            lengthen(notification, text)
            return
        try:
            file_id, sender, size = found
            text = (await self.fetch(sender, file_id, size)).decode()
        except (SendError, UnicodeDecodeError) as fault:
            log.error("signal.text_cut", fault=type(fault).__name__)
        lengthen(notification, text)

    def _acknowledge(self, notifications: Sequence[Any]) -> None:
        """Show senders that we have their messages: one without this sign is to be sent again."""
        moments: dict[str, list[int]] = defaultdict(list)
        for sender, moment in filter(None, map(seen, notifications)):
            moments[sender].append(moment)
        for sender, theirs in moments.items():
            if self.courteous and len(self._courtesies) < COURTESIES:
                call = self._rpc.call(
                    "sendReceipt",
                    account=self._account,
                    recipient=sender,
                    targetTimestamp=theirs,
                    type="read",
                )
                self._soon(call)

    def _soon(self, call: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(self._courtesy(call))
        self._courtesies.add(task)
        task.add_done_callback(self._courtesies.discard)

    async def _courtesy(self, call: Coroutine[Any, Any, object]) -> None:
        """Ask for something that nothing depends on."""
        try:
            await call
        except RpcError as fault:
            log.debug("channel.courtesy_failed", channel="signal", fault=send_error(fault).fault)
