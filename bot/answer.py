"""One event → one transaction: the mark that it is done, the dialog, every record, and the outbox rows of all that is said."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot import prompting
from bot.channels.base import Channel, UnreadableUpdate
from bot.conversation import reach, receipts, router
from bot.conversation.turn import Desk, Practice, Turn
from bot.library.catalogue import Library
from bot.messages import Arg, Incoming
from bot.posting import manner_of, put_out
from bot.words import render
from scheduler.clock import Clock
from scheduler.receipts import Receipt, Sent
from scheduler.strays import PATIENCE
from storage import alerts, dialogs, files, inbox, outbox, people
from storage.database import Database, DatabaseTrouble, Tx
from storage.records import DueRow, InboxUpdate, OutboxMessage, RawUpdate
from storage.trouble import in_spite_of_others, passes

log = structlog.get_logger()

_BATCH = 10
_STRAYS = 100
TRIES = 5


class _Troubled(Exception):  # noqa: N818 - it names what happened to the update
    """The database refused something of this update, and nothing is wrong with the database itself."""

    def __init__(self, update: InboxUpdate, incoming: Incoming, fault: DatabaseTrouble) -> None:
        super().__init__(update.id)
        self.update = update
        self.incoming = incoming
        self.fault = fault


class _FilesWanted(Exception):  # noqa: N818 - it names what is missing
    """A turn can go on only when the files of its update are there; what it did so far is taken back."""


@dataclass(frozen=True)
class Answerer:
    """Answers what was heard and what has come due. `channels` by name, for reading raw updates."""

    database: Database
    clock: Clock
    library: Library
    practice: Practice
    channels: Mapping[str, Channel]

    async def keep(self, channel: str, updates: Sequence[RawUpdate]) -> None:
        """Store raw updates, before their service is told that we have them."""

        async def stored() -> None:
            async with self.database.write() as tx:
                await inbox.keep(tx, channel, updates, self.clock.now())

        await in_spite_of_others(stored)

    async def once(self) -> int:
        """Answer what waits in the inbox, of each person in its order; return how many updates there were.

        Several people's updates share a transaction; where one is refused in it, the oldest is answered alone. A step
        that raises parks its update. What the database refuses is raised, so that the update is tried again later, and
        nothing of the same person overtakes it; after TRIES times the update itself must be at fault. Trouble of the
        whole database is raised too, and counts against no update.
        """
        return await in_spite_of_others(self._once)

    async def _once(self) -> int:
        try:
            return await self._answer_some(1 if self.database.shared else _BATCH)
        except _Troubled:
            pass
        try:
            return await self._answer_some(1)
        except _Troubled as trouble:
            if await self._given_up(trouble):
                return 1
            raise trouble.fault from None

    async def park_strays(self) -> int:
        """Set aside a batch of what was heard on channels that nobody served for PATIENCE; return how many there were."""
        before = self.clock.now() - PATIENCE
        async with self.database.write() as tx:
            found = await inbox.strays(tx, _STRAYS, served=self.channels, before=before)
            for update_id, channel in found.items():
                await self._set_aside(tx, update_id, channel, "no_such_channel")
        return len(found)

    async def on_due(self, tx: Tx, rows: list[DueRow], now: datetime) -> None:
        """Answer what has come due, each kind as a batch, in the caller's transaction."""
        desk = Desk(tx, now, self.library, self.practice)
        for kind in dict.fromkeys(row.kind for row in rows):
            await router.DUE[kind](desk, [row for row in rows if row.kind is kind])
        await put_out(desk, None, self.channels)

    async def settled(self, tx: Tx, pairs: list[tuple[OutboxMessage, Receipt]]) -> None:
        """Tell the rooms how their messages fared; of a channel that is dead for a person, the way to them takes note."""
        desk = Desk(tx, self.clock.now(), self.library, self.practice)
        at_stake = {
            message.person_id
            for message, receipt in pairs
            if message.person_id is not None and not isinstance(receipt, Sent)
        }
        await people.hold(tx, at_stake)
        ended = await reach.settled(desk, pairs)
        told = [(message.subject, receipt) for message, receipt in ended if message.subject is not None]
        await receipts.settled(desk, told)
        await prompting.arrived(tx, pairs, self.channels, desk.now)
        await put_out(desk, None, self.channels)

    async def _answer_some(self, limit: int) -> int:
        """Answer up to `limit` updates in one transaction. Raises _Troubled, and then nothing has happened."""
        async with self.database.write() as tx:
            waiting = await inbox.claim(tx, limit, self.channels)
            unanswered = set()
            for update in waiting:
                try:
                    await self._answer(tx, update)
                except _FilesWanted:
                    unanswered.add(update.id)
                await asyncio.sleep(0)
            await inbox.done(tx, [update.id for update in waiting if update.id not in unanswered])
            await inbox.want_files(tx, unanswered, self.clock.now())
        return len(waiting)

    async def _answer(self, tx: Tx, update: InboxUpdate) -> None:
        """Answer an update. Raises _FilesWanted, and then nothing has happened."""
        try:
            incoming = self.channels[update.channel].parse(update.raw)
        except UnreadableUpdate as fault:
            await self._park(tx, update, str(fault), None)
            return
        if incoming is None:
            return
        try:
            async with tx.savepoint():
                await self._turn(tx, incoming, update)
        except _FilesWanted:
            raise
        except DatabaseTrouble as fault:
            if passes(fault):
                raise
            raise _Troubled(update, incoming, fault) from fault
        except Exception as fault:  # noqa: BLE001 - whatever a step raises must not stop the others
            await self._park(tx, update, type(fault).__name__, incoming)

    async def _given_up(self, trouble: _Troubled) -> bool:
        """Count that an update could not be answered; the last time set it aside, and say so."""
        last = trouble.update.attempts + 1 >= TRIES
        async with self.database.write() as tx:
            if last:
                await self._park(tx, trouble.update, type(trouble.fault).__name__, trouble.incoming)
            else:
                await inbox.failed(tx, trouble.update.id)
        return last

    async def _turn(self, tx: Tx, incoming: Incoming, update: InboxUpdate) -> None:
        chat_key = tx.keys.index(incoming.channel, incoming.address)
        await people.hold_at(tx, incoming.channel, chat_key)
        person = await people.at_chat(tx, incoming.channel, chat_key)
        stored = await dialogs.load(tx, person.id) if person else None
        language, formality = manner_of(person, incoming, self.practice)
        turn = Turn(
            tx,
            self.clock.now(),
            self.library,
            self.practice,
            person=person,
            heard=incoming,
            dialog=stored if stored is not None else {},
            label=_labels(language, formality),
            forms=router.FORMS,
            written=update.received_at - timedelta(seconds=incoming.waited),
            update_id=update.id,
        )
        if incoming.files:
            stored_files = await files.of_update(tx, update.id)
            turn.files = stored_files if stored_files or update.fault else None
            turn.files_fault = update.fault or ""
        if not incoming.buttons:  # Signal, of which alone something is held until then
            await outbox.heard_from(tx, incoming.channel, chat_key)
        await router.hear(turn)
        if turn.wants_files:
            raise _FilesWanted
        bound = turn.person  # the door may have let somebody in who has a dialog from another phone
        if bound is not None and (stored is not None or turn.dialog):
            same = person is not None and person.id == bound.id
            known = (stored if same else await dialogs.load(tx, bound.id)) is not None
            await dialogs.save(tx, bound.id, turn.dialog, known=known, now=turn.now)
        await put_out(turn, incoming, self.channels)

    async def _park(self, tx: Tx, update: InboxUpdate, fault: str, incoming: Incoming | None) -> None:
        """Set an update aside that cannot be answered: the person gets a sentence, the operator an alert."""
        if await self._set_aside(tx, update.id, update.channel, fault) and incoming is not None:
            await self._apologise(tx, update, incoming)

    async def _set_aside(self, tx: Tx, update_id: int, channel: str, fault: str) -> bool:
        """Set an update aside, with an alert; False where somebody else has answered it."""
        if not await inbox.dead(tx, update_id, fault):
            return False
        log.error("update.parked", update=update_id, channel=channel, fault=fault)
        await alerts.raise_alert(tx, "update_parked", f"inbox:{update_id}", self.clock.now())
        return True

    async def _apologise(self, tx: Tx, update: InboxUpdate, incoming: Incoming) -> None:
        """Say where they wrote that something went wrong; where even that fails, the update is set aside all the same."""
        try:
            async with tx.savepoint():
                person = await people.at_address(tx, incoming.channel, incoming.address)
                now = self.clock.now()
                turn = Turn(tx, now, self.library, self.practice, person=person, heard=incoming)
                turn.say("something-went-wrong")
                await put_out(turn, incoming, self.channels)
        except Exception as fault:
            if passes(fault):
                raise
            log.error("update.no_apology", update=update.id, fault=type(fault).__name__)


def _labels(language: str, formality: str) -> Callable[[Arg], str]:
    def label(arg: Arg) -> str:
        return render(arg, language, formality, markup=False)

    return label
