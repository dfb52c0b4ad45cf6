"""Signal, through signal-cli's daemon: envelopes in, messages out. Everything heard is stored raw before anything else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from random import SystemRandom

import structlog

from bot.channels.base import Command, Keep, Rendered
from bot.channels.signal_errors import CaptchaWanted, send_error
from bot.channels.signal_hearing import Ear
from bot.channels.signal_patience import Patience
from bot.channels.signal_rpc import ANSWER_SECONDS, SEND_SECONDS, RpcError, RpcRefused, SignalRpc
from bot.channels.signal_sending import Shower
from bot.channels.signal_silence import Silence
from bot.channels.signal_updates import parse
from bot.channels.signal_wire import NO_ANSWER
from bot.messages import Attached, Incoming
from bot.sending import SendError
from scheduler.clock import Clock
from storage.records import RawUpdate

log = structlog.get_logger()

LISTEN_SECONDS = 30.0
LONGEST_WAIT = 30.0
CAPTCHA_SECONDS = 60.0
"""So often we look whether a captcha has been solved."""
NO_SUCH_METHOD = -32601
FOUR_WEEKS = 28 * 24 * 3600
_LUCK = SystemRandom().random


async def _nobody(token: str, wait: float | None) -> None:
    del token, wait


async def _never() -> bool:
    return False


async def _unheeded(version: str) -> None:
    del version


class SignalChannel:
    """One account of a daemon that was started with `--receive-mode manual`. `socket`: a path, or tcp://host:port.

    `expiration` is in seconds, 0 leaves every phone as it is. `on_challenge` is told of a captcha that Signal wants, and
    of the seconds after which it may be tried without; `challenged` says whether one is still to be solved. `listened`
    is told each time that the daemon has answered, `on_version` of the version that it then says. `luck` (0 to 1) spreads the attempts to connect.
    """

    name = "signal"
    buttons = False

    def __init__(
        self,
        account: str,
        socket: str,
        *,
        clock: Clock,
        expiration: int = FOUR_WEEKS,
        on_challenge: Callable[[str, float | None], Awaitable[None]] = _nobody,
        challenged: Callable[[], Awaitable[bool]] = _never,
        listened: Callable[[], None] = lambda: None,
        on_version: Callable[[str], Awaitable[None]] = _unheeded,
        answer_seconds: float = ANSWER_SECONDS,
        send_seconds: float = SEND_SECONDS,
        first_wait: float = 1.0,
        luck: Callable[[], float] = _LUCK,
    ) -> None:
        self._account = account
        self._clock = clock
        self._on_challenge = on_challenge
        self._challenged = challenged
        self._on_version = on_version
        self._first_wait = first_wait
        self._luck = luck
        self._rpc = SignalRpc(socket, answer_seconds=answer_seconds, send_seconds=send_seconds)
        self._silence = Silence(self._rpc)
        self._shower = Shower(self._rpc, account, expiration)
        self._patience = Patience()
        self._ear = Ear(account, socket, self._rpc, listened)

    async def open(self) -> str:
        """Ask the daemon whether it knows our account; return the account. Raises SendError, never `permanent`."""
        try:
            found = await self._rpc.call("listAccounts")
        except RpcError as fault:
            if isinstance(fault, RpcRefused) and fault.code == NO_SUCH_METHOD:
                return self._account  # a daemon that was started for one account
            raise send_error(fault) from fault
        numbers = {each.get("number") for each in found or () if isinstance(each, dict)}
        if self._account.startswith("+") and self._account not in numbers:
            raise SendError("no_account")
        return self._account

    async def close(self) -> None:
        """Unsubscribe, keep what came until then, let the courtesies finish for a moment, and hang up."""
        await self._ear.leave()
        await self._ear.rest()
        await self._rpc.close()

    async def listen_once(self, keep: Keep, timeout: float) -> int:  # noqa: ASYNC109 - the protocol's own waiting
        """Subscribe where we are not, wait for envelopes up to `timeout` seconds, keep them, return how many there were.

        Raises RpcError, and what `keep` raises.
        """

        async def kept(updates: Sequence[RawUpdate]) -> None:
            await keep(updates)
            for each in updates:
                self._patience.heard(each.sender)

        count = await self._ear.once(kept, timeout)
        if self._ear.version:
            await self._on_version(self._ear.version)
        return count

    async def run(self, keep: Keep) -> None:
        """Listen for ever. The daemon's faults are waited out, and those of the store too: nothing is read meanwhile.

        When cancelled it unsubscribes first, so that what comes later waits at Signal.
        """
        wait = self._first_wait
        try:
            while True:
                try:
                    await self.listen_once(keep, LISTEN_SECONDS)
                    wait = self._first_wait
                    continue
                except RpcError as fault:
                    log.warning("channel.not_listening", channel=self.name, fault=send_error(fault).fault)
                    if str(fault) == NO_ANSWER:
                        continue  # it had its time, and the connection stands: what comes is read at once
                except Exception as fault:  # noqa: BLE001 - whatever it was, we have the envelopes still
                    log.error("channel.not_kept", channel=self.name, fault=type(fault).__name__)
                await asyncio.sleep(wait * (0.5 + self._luck()))
                wait = min(wait * 2, LONGEST_WAIT)
        finally:
            await self._ear.leave()

    def parse(self, raw: str) -> Incoming | None:
        """Read a kept envelope; None where there is nothing to do. Raises UnreadableUpdate."""
        return parse(self.name, raw)

    async def fetch(self, address: str, file: Attached) -> bytes:
        """Let the daemon read a file that it received. Raises SendError, `permanent` where it has it no more."""
        return await self._ear.fetch(address, file.ref, file.size)

    async def send(self, address: str, message: Rendered) -> str:
        """Show a message, or do a deed ("" then); return the message's reference. Raises SendError."""
        if message.menu:
            return ""  # there is none on Signal
        self._ear.courteous = not await self._waits_for_captcha()
        if not self._ear.courteous:
            raise SendError("captcha", whole_channel=True, retry_in=CAPTCHA_SECONDS)
        try:
            async with self._silence.minded():
                reference = await self._done(address, message)
        except CaptchaWanted as wanted:
            self._ear.courteous = False
            await self._tell(wanted)
            raise SendError("captcha", whole_channel=True, retry_in=CAPTCHA_SECONDS) from wanted
        except SendError as fault:
            raise self._patience.judged(address, fault) from fault
        self._patience.arrived(address)
        return reference

    async def set_menu(self, address: str | None, commands: Sequence[Command], language: str = "") -> None:
        """Do nothing: Signal has no menus."""

    async def _done(self, address: str, message: Rendered) -> str:
        match message.deed:
            case "expire":
                await self._shower.expire(address)
            case "trust":
                await self._shower.trust(address)
            case _:
                return await self._shower.show(address, message, self._clock.now())
        return ""

    async def _waits_for_captcha(self) -> bool:
        """Ask whether a captcha is to be solved; where nobody can say, sending will show it."""
        try:
            return await self._challenged()
        except Exception as fault:  # noqa: BLE001 - the message itself is not at fault
            log.warning("signal.challenge_unknown", fault=type(fault).__name__)
            return False

    async def _tell(self, wanted: CaptchaWanted) -> None:
        log.error("signal.captcha_wanted", seconds=wanted.wait)
        try:
            await self._on_challenge(wanted.token, wanted.wait)
        except Exception as fault:  # noqa: BLE001 - the next message brings the challenge again
            log.error("signal.challenge_not_stored", fault=type(fault).__name__)
