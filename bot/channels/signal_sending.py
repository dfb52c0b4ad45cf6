"""Showing a message in a Signal chat: words with their styles, a change in place, a file or a QR picture, and deeds."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.base import File, Rendered
from bot.channels.pieces import pieces
from bot.channels.showing import above
from bot.channels.signal_errors import failures, of_result, send_error
from bot.channels.signal_rpc import RpcError, SignalRpc
from bot.channels.signal_text import styled
from bot.sending import SendError

LONGEST = 16_000
"""UTF-16 units. signal-cli sends what is longer than 2,000 bytes as an attachment, of which phones read 64 KiB."""
EDITABLE_FOR = timedelta(hours=23)
"""Signal's own apps change a message for 24 hours, and their clocks and ours may differ."""
MOST_EDITS = 10
"""They do not show further ones."""
_REMEMBERED = 1024
REMEMBERED_FOR = timedelta(days=2)
"""So long it is remembered how much of a long message stands; a message is tried for no longer."""
_LONG_ONES = 64


class Shower:
    """Shows messages of one account. `expiration`: seconds after which phones let messages vanish; 0 = as they are."""

    def __init__(self, rpc: SignalRpc, account: str, expiration: int) -> None:
        self._rpc = rpc
        self._account = account
        self._expiration = expiration
        self._versions: dict[str, tuple[int, int]] = {}
        self._begun: dict[int, tuple[int, datetime]] = {}

    async def show(self, address: str, message: Rendered, now: datetime) -> str:
        """Show a message and return its reference, of several parts that of the last. Raises SendError.

        When a later part is to be tried again, the next attempt goes on with that one.
        """
        parts, reference, file = pieces(message.html, LONGEST), "", above(message)
        this = hash((address, message.html))
        begun = self._begun.pop(this, None)
        first = begun[0] if begun is not None and now - begun[1] < REMEMBERED_FOR else 0
        for number, part in enumerate(parts[first:], first):
            what = _words(part)
            if file is not None and number == 0:
                what["attachment"] = [attachment(file)]
            try:
                edited = None
                if message.edit and number == 0 and file is None:
                    edited = await self._edited(address, what, message.edit, now)
                reference = edited or await self._sent(address, what)
            except SendError as fault:
                if number and not (fault.uncertain or fault.permanent or fault.changed_identity):
                    self._begun[this] = number, now
                    _forget_oldest(self._begun, _LONG_ONES)
                raise
        return reference

    async def expire(self, address: str) -> None:
        """Let messages vanish from both phones after a while. Raises SendError."""
        if self._expiration:
            await self._called("updateContact", recipient=address, expiration=self._expiration)

    async def trust(self, address: str) -> None:
        """Accept every key that Signal has of somebody. Raises SendError."""
        await self._called("trust", recipient=address, trustAllKnownKeys=True)

    async def _edited(self, address: str, what: dict[str, Any], ref: str, now: datetime) -> str | None:
        """Change a message in place; None where it is too old, or the change is refused, and a new one is needed.

        A changed message has a new reference; how old it really is, and how often it was changed, we remember. Of one
        that another process sent nobody knows, and phones would perhaps not show the change.
        """
        first, edits = self._versions.get(ref, (0, 0))
        if now - datetime.fromtimestamp(first / 1000, UTC) > EDITABLE_FOR or edits >= MOST_EDITS:
            return None
        try:
            changed = await self._sent(address, what | {"editTimestamp": int(ref)})
        except SendError as fault:
            if fault.fault == "refused":
                return None
            raise
        self._versions[changed] = (first, edits + 1)
        return changed

    async def _sent(self, address: str, what: dict[str, Any]) -> str:
        answer = await self._called("send", recipient=[address], **what)
        moment = answer.get("timestamp") if isinstance(answer, dict) else None
        if not isinstance(moment, int):
            return ""
        self._versions[str(moment)] = (moment, 0)
        _forget_oldest(self._versions, _REMEMBERED)
        return str(moment)

    async def _called(self, method: str, **params: Any) -> Any:
        try:
            answer = await self._rpc.call(method, account=self._account, **params)
        except RpcError as fault:
            raise send_error(fault) from fault
        for failed in failures(answer):
            raise of_result(failed)
        return answer


def _forget_oldest(remembered: dict[Any, Any], most: int) -> None:
    if len(remembered) > most:
        del remembered[next(iter(remembered))]


def _words(markup: str) -> dict[str, Any]:
    found = styled(markup)
    what: dict[str, Any] = {"message": found.text}
    if found.styles:
        what["textStyle"] = list(found.styles)
    return what


def attachment(file: File) -> str:
    """Write a file as signal-cli takes an attachment, so that it never lies on a disk."""
    return f"data:{file.kind};filename={file.name};base64,{base64.b64encode(file.content).decode()}"
