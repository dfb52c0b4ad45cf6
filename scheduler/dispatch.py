"""Sending what waits: one transaction settles what came back and claims what may go; then the network is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from random import SystemRandom

import structlog

from scheduler.clock import Clock
from scheduler.line import LEASE, Line
from scheduler.observe import Observer, Silent
from scheduler.pace import Pace
from scheduler.paid import Paid
from scheduler.receipts import GivenUp, Later, Receipt, Sent, Uncertain
from scheduler.settle import Pair, Settled, settle
from scheduler.sift import sift, still_there
from scheduler.turns import Changes, Turns, nothing
from scheduler.woken import IDLE_SECONDS, Woken
from storage import claims
from storage.bell import OUTBOX
from storage.database import Database, DatabaseTrouble, Tx
from storage.records import Lane, OutboxMessage
from storage.trouble import Complaint, in_spite_of_others, name_of

__all__ = ["Deliver", "Dispatcher", "GivenUp", "Later", "Receipt", "Sent", "Settled", "Uncertain"]

log = structlog.get_logger()

Deliver = Callable[[OutboxMessage], Awaitable[Receipt]]

IN_FLIGHT = 8
FOR_REPLIES = 2
SLOW_SECONDS = 0.01
LONG_SECONDS = 1.0
"""Whoever waited longer for their turn looks whether they are still to go: whom it is for may have been erased."""
STOP_SECONDS = 8.0
"""Of the ten within which the process has ended, with what it takes down after that."""
FAULTS_IN_A_ROW = 6
_LUCK = SystemRandom().random


class Dispatcher:
    """Hands the waiting messages of one channel to `deliver`, at most `in_flight` at once, and settles them by its receipts.

    A chat never has two messages under way, and within a lane they go in the order in which they were written.
    `FOR_REPLIES` places are kept free of reminders. `settled` is told of every end (never of a retry) in the
    transaction that writes it down. A process that is killed leaves at most `in_flight` messages whose fate is
    uncertain; `run` begins with those.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        deliver: Deliver,
        settled: Settled,
        pace: Pace,
        *,
        channel: str,
        in_flight: int = IN_FLIGHT,
        luck: Callable[[], float] = _LUCK,
        watch: Observer | None = None,
        changes: Changes = nothing,
        paid: Paid | None = None,
    ) -> None:
        self._db = db
        self._channel = channel
        self._clock = clock
        self._deliver = deliver
        self._settled = settled
        self._turns = Turns(pace, clock, paid, changes)
        self._line = Line(channel, clock.now())
        self._slow = True
        self._in_flight = in_flight
        self._luck = luck
        self._watch = watch or Silent()
        self._under_way: dict[int, tuple[OutboxMessage, asyncio.Task[None]]] = {}
        self._came_back: list[Pair] = []
        self._perhaps_claimed: set[tuple[int, datetime]] = set()
        self._complaint = Complaint("dispatch.no_database")
        self._turn = asyncio.Lock()
        self._woken = Woken()
        self._stopping = False

    def wake(self) -> None:
        """Say that there may be something to send."""
        self._woken.call()

    async def once(self) -> int:
        """Settle what came back and begin what may go; return how many messages that were.

        While messages are under way it waits for one of them: 0 says that nothing is left to do now.
        """
        while True:
            await self._gathered()
            self._woken.begins()
            moved = await in_spite_of_others(self._exchange)
            if moved or not (self._under_way or self._came_back):
                return moved
            await self._woken.something_happens(self._turns.pause())

    async def run(self) -> None:
        """Send until stopped. Trouble of the database is waited out; a defect that comes again and again is raised."""
        recovered, faults = False, 0
        while not self._stopping:
            try:
                if not recovered:
                    await self.recover()
                    recovered = True
                if not await self.once():
                    await self._woken.something_happens(self._turns.pause())
                faults = 0
            except (DatabaseTrouble, OSError) as fault:
                self._watch.wrote(name_of(fault))
                self._complaint.about(fault)
                await asyncio.sleep(IDLE_SECONDS)
            except Exception as fault:
                faults += 1
                self._watch.fault("dispatch", type(fault).__name__)
                log.error("dispatch.failed", fault=type(fault).__name__, in_a_row=faults)
                if faults >= FAULTS_IN_A_ROW:
                    raise
                await asyncio.sleep(IDLE_SECONDS)

    async def stop(self) -> None:
        """Begin nothing more, and let what is under way come back for up to STOP_SECONDS."""
        self._stopping = True
        self.wake()
        async with self._turn:  # what is being claimed at this moment is begun first, and then waited for
            pass
        tasks = [task for _, task in self._under_way.values()]
        for each in self._turns.waiting:
            self._under_way[each][1].cancel()  # it comes back unsent
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        try:
            await in_spite_of_others(self._exchange)
        except (DatabaseTrouble, OSError) as fault:  # the next start finds them under way: perhaps sent
            log.error("dispatch.not_written", fault=name_of(fault), messages=len(self._came_back))

    async def recover(self) -> int:
        """Settle as uncertain what an earlier process left under way; return how many messages that were.

        Where several processes send, what another one left is settled when its lease has lapsed.
        """
        if self._db.shared:
            return 0
        async with self._db.write() as tx:
            left = await claims.under_way(tx, self._clock.now(), channel=self._channel)
            return await self._settle(tx, [(message, Uncertain()) for message in left])

    async def _exchange(self) -> int:
        """Settle and claim in one transaction. What came back is kept until it is written down.

        A server that is lost in the commit may have written it or not: what it perhaps claimed for us was never sent.
        """
        async with self._turn:
            came_back, claimed = list[Pair](), list[OutboxMessage]()
            now = self._clock.now()
            try:
                async with self._db.write() as tx:
                    came_back, self._came_back = (
                        self._came_back,
                        [],
                    )  # also what came while we waited to write
                    self._perhaps_claimed = await claims.give_back(tx, self._perhaps_claimed)
                    ours = {*self._under_way, *(each.id for each, _ in came_back + self._came_back)}
                    left = [(each, Uncertain()) for each in await self._line.lapsed(tx, now, ours)]
                    moved = await self._settle(tx, [*came_back, *left])
                    claimed = [] if self._stopping else await self._claim(tx, now)
                    sifted = await sift(tx, self._clock.now(), claimed)
                    moved += sifted.put_off + await self._settle(tx, [*sifted.refused])
                    begun = await self._turns.given(tx, sifted.fit)
            except BaseException:
                self._line.forget()
                self._line.rescue_later(now)
                self._came_back = came_back + self._came_back
                self._perhaps_claimed.update((each.id, now + LEASE) for each in claimed)
                raise
            self._perhaps_claimed.clear()
            self._watch.wrote(None)
            self._complaint.over()
            for message in begun:
                self._under_way[message.id] = (message, asyncio.create_task(self._send(message)))
            return moved + len(begun)

    async def _settle(self, tx: Tx, pairs: list[Pair]) -> int:
        return await settle(tx, pairs, self._clock.now(), self._settled, self._luck) if pairs else 0

    async def _claim(self, tx: Tx, now: datetime) -> list[OutboxMessage]:
        """Claim for the free places: replies first; of reminders those that leave enough, and have their turn soon."""
        free = self._in_flight - len(self._under_way) - len(self._came_back)
        reminders = sum(message.lane is Lane.REMINDER for message, _ in self._under_way.values())
        room = await self._turns.room(tx, Lane.REPLY, free)
        replies = await self._line.replies(tx, now, room, self._db.rung(OUTBOX))
        kept = FOR_REPLIES if self._slow else 0
        places = min(free - len(replies), self._in_flight - kept - reminders)
        room = await self._turns.room(tx, Lane.REMINDER, places)
        busy = {each.chat_key for each, _ in self._under_way.values()} | {each.chat_key for each in replies}
        return replies + await self._line.reminders(tx, now, room, busy)

    async def _send(self, message: OutboxMessage) -> None:
        receipt: Receipt | None = None
        try:
            if await self._its_turn_comes(message):
                begun = self._clock.monotonic()
                receipt = await self._deliver(message)
                self._slow = self._clock.monotonic() - begun > SLOW_SECONDS
        except Exception as fault:  # noqa: BLE001 - one message must not stop the others
            # A defect of ours: whether it struck before or after the sending nobody knows, so it is not repeated.
            log.error("deliver.failed", message=message.id, fault=type(fault).__name__)
            receipt = GivenUp("defect")
        finally:
            self._under_way.pop(message.id, None)  # None: it lapsed under our hands, and was claimed again
            self._woken.rouse()
        if receipt is not None:
            self._turns.came_back(message, receipt)
        if not isinstance(receipt, Sent):
            self._line.forget()
        self._came_back.append((message, receipt or Later()))

    async def _its_turn_comes(self, message: OutboxMessage) -> bool:
        """Wait for its slot, and rouse us for the next one; False when it goes back: we stop, slept past our lease, it is gone."""
        held_until, begun = self._clock.now() + LEASE, self._clock.monotonic()
        try:
            waited = await self._turns.comes(message)
        except asyncio.CancelledError:
            if not self._stopping:
                raise
            return False
        if not waited:
            return True
        asyncio.get_running_loop().call_later(self._turns.pause() or 0.0, self._woken.rouse)
        if self._clock.monotonic() - begun > LONG_SECONDS and not await still_there(self._db, message):
            return False
        return self._clock.now() < held_until

    async def _gathered(self) -> None:
        """Wait for a blink while more is coming back, so that several messages share a transaction.

        Where every place is taken, nothing can be done before the first one has come back.
        """
        while self._full and not (self._came_back or self._woken.asked or self._stopping):
            if not await self._woken.something_happens(self._turns.pause(), anew=True):
                return
        if self._came_back and not self._stopping:
            await self._woken.blink_while(
                lambda: bool(self._under_way) and len(self._came_back) < self._in_flight // 2
            )

    @property
    def _full(self) -> bool:
        """Say that there is no place, but for a reply that somebody would wake us for."""
        return len(self._under_way) >= self._in_flight - (FOR_REPLIES if self._slow else 0)
