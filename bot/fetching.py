"""Fetching the files of what was heard: outside of every transaction, and before the turn that handles it commits."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from bot.channels.base import Channel, UnreadableUpdate
from bot.conversation import file_kinds
from bot.messages import Attached, Incoming
from bot.sending import SendError
from scheduler.clock import Clock
from storage import files, inbox, people
from storage.database import Database, DatabaseTrouble
from storage.records import InboxUpdate, Person
from storage.trouble import passes

log = structlog.get_logger()

AT_ONCE = 4
FETCH_SECONDS = 60.0
"""For one file: whoever dribbles it out must not keep the next ones waiting."""
LEASE = timedelta(minutes=3)
"""Longer than fetching takes; when whoever fetched has died, another one begins anew then."""
FIRST_WAIT = timedelta(seconds=5)
TRIES = 5
"""The waits between them triple: after some three minutes the person is asked to send the file again."""
GONE = "gone"


@dataclass
class Fetcher:
    """Fetches and seals what came with updates that wait for their files. `channels` by name."""

    database: Database
    clock: Clock
    channels: Mapping[str, Channel]
    _stopped: bool = False
    _limits: set[asyncio.Timeout] = field(default_factory=set)

    async def once(self, channel: str = "") -> int:
        """Fetch the files of some updates, only of this channel where it is named; return how many updates there were."""
        now = self.clock.now()
        named = [channel] if channel else list(self.channels)
        async with self.database.read() as tx:
            if not await inbox.any_wants_files(tx, now, named):
                return 0
        async with self.database.write() as tx:
            waiting = await inbox.claim_files(tx, now, AT_ONCE, LEASE, named)
        ended = await asyncio.gather(*(self._try(each) for each in waiting), return_exceptions=True)
        for fault in ended:
            if fault is not None:
                raise fault
        return len(waiting)

    def stop(self) -> None:
        """Wait for no service any more; what was not had yet is fetched by whoever runs next."""
        self._stopped = True
        for each in self._limits:
            if not each.expired():
                each.reschedule(0)

    async def recover(self) -> None:
        """Begin anew at once what an earlier process was fetching, where no other one can be at it."""
        if not self.database.shared:
            async with self.database.write() as tx:
                await inbox.files_now(tx, self.clock.now())

    async def opened(self, file_id: int) -> tuple[str, bytes] | None:
        """Open a stored file: its media type, and what is in it; None where it was taken back. Raises SealBroken."""
        async with self.database.read(apart=True) as tx:
            return await files.content(tx, file_id)

    async def _try(self, update: InboxUpdate) -> None:
        """Fetch what belongs to an update. A defect of ours counts as a try, and stops none of the others."""
        try:
            await self._fetch(update)
        except Exception as fault:
            if isinstance(fault, DatabaseTrouble) and passes(fault):
                raise  # once its lease is over it is begun anew
            log.error("file.failed", update=update.id, fault=type(fault).__name__)
            if not await self._again(update, SendError("defect")):
                await self._over(update, GONE)

    async def _fetch(self, update: InboxUpdate) -> None:
        """Fetch what is not stored yet. Whatever cannot be had for good is left to the answer."""
        channel = self.channels[update.channel]
        incoming = _parsed(channel, update)
        if incoming is None:
            await self._over(update, None)  # whoever answers says what is wrong with it
            return
        async with self.database.read() as tx:
            chat_key = tx.keys.index(incoming.channel, incoming.address)
            person = await people.at_chat(tx, incoming.channel, chat_key)
            stored = await files.places_of(tx, update.id)
        fault: str | None = None
        for place, wanted in enumerate(file_kinds.taken(incoming.files)):
            if person is None or place in stored:
                continue
            try:
                content = await self._fetched(channel, incoming.address, wanted)
            except SendError as error:
                if not error.permanent and await self._again(update, error):
                    return
                log.warning("file.not_fetched", update=update.id, fault=error.fault)
                fault = GONE
                continue
            if len(content) > file_kinds.LARGEST:
                fault = file_kinds.TOO_LARGE
                continue
            await self._store(update, incoming, person, place, wanted, content)
        await self._over(update, fault)

    async def _fetched(self, channel: Channel, address: str, wanted: Attached) -> bytes:
        """Fetch a file within its time. Raises SendError; that we were stopped meanwhile is no fault of the file."""
        try:
            async with asyncio.timeout(0 if self._stopped else FETCH_SECONDS) as limit:
                self._limits.add(limit)
                try:
                    return await channel.fetch(address, wanted)
                finally:
                    self._limits.discard(limit)
        except TimeoutError as fault:
            raise SendError("too_slow", whole_channel=self._stopped) from fault

    async def _store(
        self,
        update: InboxUpdate,
        incoming: Incoming,
        person: Person,
        place: int,
        wanted: Attached,
        content: bytes,
    ) -> None:
        async with self.database.write(apart=True) as tx:
            await files.add(
                tx,
                person_id=person.id,
                message_ref=incoming.message_ref,
                update_id=update.id,
                place=place,
                kind=file_kinds.plain_kind(wanted.kind),
                content=content,
                now=update.received_at,
                mark=wanted.mark,
            )

    async def _again(self, update: InboxUpdate, error: SendError) -> bool:
        """Put an update off; False where it was tried often enough. That the whole service is away counts for nothing."""
        tried = update.attempts + (0 if error.whole_channel else 1)
        if tried >= TRIES:
            return False
        wait = FIRST_WAIT * 3 ** max(tried - 1, 0)
        if error.retry_in is not None:
            wait = timedelta(seconds=error.retry_in)
        async with self.database.write() as tx:
            await inbox.files_later(tx, update.id, self.clock.now() + wait, attempts=tried)
        return True

    async def _over(self, update: InboxUpdate, fault: str | None) -> None:
        async with self.database.write() as tx:
            await inbox.have_files(tx, update.id, fault)


def _parsed(channel: Channel, update: InboxUpdate) -> Incoming | None:
    try:
        return channel.parse(update.raw)
    except UnreadableUpdate:
        return None
