"""The doors to the services that carry our messages: opened at the start, and tried again where nobody answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping

import structlog

from bot.channels.base import Channel
from bot.sending import SendError
from scheduler.clock import Clock
from storage import alerts
from storage.database import Database

log = structlog.get_logger()

FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
REFUSED_WAIT = 600.0
"""Seconds after which a service is asked again that does not let us in; only a person can change that, or its own mistake."""
REFUSED = "channel_refused"
"""The alert that a service does not let us in."""
TITLES = {"telegram": "Telegram", "signal": "Signal"}


class NotAcceptedError(Exception):
    """A service does not let us in, or the only one does not answer; the sentence says which, and what to do."""


async def _nobody(name: str) -> None:
    del name


class Doors:
    """Our channels by name. `names`: how we are called on each that has answered.

    A service that is away, or does not let us in, keeps no other from being used; `needed` are those without which there
    is nothing to run. `refused` is told once of each that does not let us in, where others do; `accepted` of each that
    does.
    """

    def __init__(
        self,
        channels: Mapping[str, Channel],
        needed: Collection[str] = (),
        refused: Callable[[str], Awaitable[None]] = _nobody,
        accepted: Callable[[str], Awaitable[None]] = _nobody,
    ) -> None:
        self.channels = dict(channels)
        self.names: dict[str, str] = {}
        self._needed = needed
        self._refused = refused
        self._accepted = accepted
        self._shut: set[str] = set()
        self._told: set[str] = set()

    async def open(self) -> None:
        """Ask every service once who we are. Raises NotAcceptedError where none lets us in."""
        for name in self.channels:
            try:
                await self._ask(name)
            except NotAcceptedError:
                if self._shut >= set(self.channels):
                    raise
                await self._goes_on_without(name)
            except SendError as fault:
                if name in self._needed:
                    raise _not_accepted(name, fault) from fault
                log.warning("channel.not_open", channel=name, fault=fault.fault)

    async def opened(self, name: str) -> None:
        """Wait until a service has let us in, and ask it again and again. Raises NotAcceptedError where no other does."""
        wait = FIRST_WAIT
        while name not in self.names:
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
            try:
                await self._ask(name)
            except NotAcceptedError:
                if self._shut >= set(self.channels):
                    raise
                await self._goes_on_without(name)
                wait = REFUSED_WAIT
            except SendError:
                continue
            else:
                log.info("channel.open", channel=name)

    async def close(self) -> None:
        """Let go of every connection, also where another one cannot be let go of."""
        for name, channel in self.channels.items():
            try:
                await channel.close()
            except Exception as fault:  # noqa: BLE001 - we are going, and can only say so
                log.error("channel.not_closed", channel=name, fault=type(fault).__name__)

    async def _goes_on_without(self, name: str) -> None:
        """Leave a service closed that refused us, and have that told."""
        if name in self._told:
            return
        log.error("channel.refused", channel=name)
        try:
            await self._refused(name)
            self._told.add(name)
        except Exception as fault:  # noqa: BLE001 - the other services go on; it is told when this one is asked again
            log.error("channel.refusal_not_told", channel=name, fault=type(fault).__name__)

    async def _ask(self, name: str) -> None:
        """Ask a service who we are. Raises SendError where it may answer otherwise later, else NotAcceptedError."""
        try:
            self.names[name] = await self.channels[name].open()
        except SendError as fault:
            if fault.permanent:
                self._shut.add(name)
                raise _not_accepted(name, fault) from fault
            raise
        self._shut.discard(name)
        self._told.discard(name)
        try:
            await self._accepted(name)
        except Exception as fault:  # noqa: BLE001 - it works all the same
            log.error("channel.acceptance_not_told", channel=name, fault=type(fault).__name__)


class Refusals:
    """Writes down that a service does not let us in, while the others go on, and takes that back when it does."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def raised(self, name: str) -> None:
        """Write it down, once."""
        async with self._database.write() as tx:
            await alerts.raise_once(tx, REFUSED, name, self._clock.now())

    async def over(self, name: str) -> None:
        """Take it back, where it was written down."""
        async with self._database.read() as tx:
            waiting = await alerts.unseen_of(tx, [REFUSED])
        if any(each.subject == name for each in waiting):
            async with self._database.write() as tx:
                await alerts.over(tx, [REFUSED], [name], self._clock.now())


def _not_accepted(name: str, fault: SendError) -> NotAcceptedError:
    return NotAcceptedError(
        f"{TITLES[name]} did not accept the bot ({fault.fault}): run `between doctor` to see why."
    )
