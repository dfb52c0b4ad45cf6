"""How fast we send. Slots are reckoned ahead, never polled for (the generic cell rate algorithm).

Telegram tolerates about 1 message a second in a chat, with short bursts, and about 30 a second in all; its exact
limits are not published (Bot FAQ, "My bot is hitting limits"), and changes of a message count as messages do
(tdlib/td#3034), so a flood answer (429) rules above all of this.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import SystemRandom

from scheduler.clock import Clock
from storage.records import Lane

_LUCK = SystemRandom().random


@dataclass(frozen=True)
class Budget:
    """`rate` messages a second, and `burst` of them at once after a silence.

    `jitter`: each slot comes later by some part of itself, at most by this one, so that no two days look the same.
    """

    rate: float
    burst: int = 1
    jitter: float = 0.0


OVERALL = Budget(28.9, 2)
"""In any one second at most 30 (28.9 + 2). The second of the burst is for replies; reminders are patient."""
GENTLE = Budget(1, 3, jitter=0.5)
"""For Signal, whose filter against spam is private and whose servers give 1 message a second back to an account (of a
store of 60): reminders at most one a second and never in step, of replies three at once. A judgement of ours."""
PAID = Budget(900)
"""What is paid for has a limit of its own, 1,000 a second; the rest is head-room."""
NEW = Budget(1, 3)
CHAT = Budget(1, 10)
"""New messages in a chat; and those with the changes of old ones. A tap costs two: the next question, and the tidying of
the last one. So a form of ten taps goes through at a tap a second without a wait, and nobody can make us flood a chat."""

SOON = 0.075
"""Seconds. Claimed so long before its slot, a message is ready when it comes, also where writing it down takes its time."""
LATE = 0.1
"""Seconds. No loop wakes to the millisecond; without it each wait that is overslept by 3 would cost a tenth of the rate.
On the way to Telegram messages are late by as much, so that a limit that minds it would mind every bot."""
LONGEST = 1.0
"""Seconds for which a reminder gives way to replies."""
FLOODED_CHATS, FLOODED_WITHIN = 3, 2.0
"""When so many chats are flooded within so many seconds, the limit that we hit is not that of a chat."""
_FEW_CHATS, _FORGETS_EVERY = 1024, 1.0


class Pace:
    """The slots of every chat, and those that all chats share.

    A reply takes the next shared slot, and may go one slot early. A reminder takes one only when it is free at that
    very moment, so that however many of them wait, a reply finds the next slot free. Of the reminders one waits for
    the slot and the others for that one.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        overall: Budget = OVERALL,
        chat: Budget = CHAT,
        new: Budget = NEW,
        luck: Callable[[], float] = _LUCK,
    ) -> None:
        self._clock = clock
        self._overall, self._paid = _Slots(overall, LATE, luck), _Slots(PAID, LATE)
        self._chat, self._new = chat, new
        self._chats: dict[str, _Chat] = {}
        self._forgot_at = float("-inf")
        self._floods: dict[str, float] = {}
        self._line = asyncio.Lock()
        self._reminders = 0
        self.rate = overall.rate
        self.workers = 1

    @property
    def shared(self) -> bool:
        """Say whether other workers send too."""
        return self.workers > 1

    async def turn(self, chat_key: str, lane: Lane, *, change: bool = False, paid: bool = False) -> None:
        """Wait until a message may go. Of a chat only one may be waiting; tell us by `arrived` when it is there."""
        chat = self._chats.get(chat_key)
        if chat is not None:
            await self._wait(chat.wait(self._now(), change=change))
        if paid:
            await self._wait(self._paid.take(self._now()))
        elif lane is Lane.REMINDER:
            with self._one_more():
                async with self._line:
                    await self._free_slot()
        else:
            await self._wait(self._overall.take(self._now(), self._overall.ahead))

    def room(self, lane: Lane) -> int:
        """Say how many more messages of a lane would have their turn soon: only those are to be claimed."""
        slots = math.floor(-self._too_early(lane) / self._overall.step) + 1
        return max(slots - (self._reminders if lane is Lane.REMINDER else 0), 0)

    def pause(self) -> float | None:
        """Return the seconds until there is room in a lane that now has none; None where that is not a matter of time."""
        return min((early for lane in Lane if (early := self._too_early(lane)) > 0), default=None)

    def _too_early(self, lane: Lane) -> float:
        """Return the seconds until the next slot is soon; below zero, for how long it has been."""
        behind = max(self._overall.next_at - self._now(), 0.0) - SOON
        return behind - self._overall.ahead if lane is Lane.REPLY else behind

    def arrived(self, chat_key: str, *, change: bool = False) -> None:
        """Count a message in its chat, from now on: it may have arrived that late, but no later.

        Counted so, our slots can only come later than those that the service reckons by the same rule.
        """
        self._of(chat_key).take(self._now(), change=change)

    def knows(self, chat_key: str) -> bool:
        """Say whether we sent to this chat lately."""
        return chat_key in self._chats

    def known(self, chat_key: str, sent: Iterable[tuple[float, bool]]) -> None:
        """Count what anybody sent to this chat: seconds ago, and whether it was a change; oldest first."""
        now, found = self._now(), _Chat(self._new, self._chat)
        for age, change in sent:
            found.take(now - age, change=change)
        self._of(chat_key).not_before(found)

    def park(self, chat_key: str, seconds: float) -> None:
        """Give this chat no slot for so long, and no burst after it. Other chats go on, unless several are flooded."""
        now = self._now()
        self._of(chat_key).rest(now + seconds)
        lately = {key: at for key, at in self._floods.items() if now - at < FLOODED_WITHIN}
        self._floods = lately | {chat_key: now}
        if len(self._floods) >= FLOODED_CHATS:
            self.rest(seconds)

    def rest(self, seconds: float) -> None:
        """Give nobody a free slot for so long."""
        self._overall.rest(self._now() + seconds)

    def share(self, workers: int) -> None:
        """Leave the other workers on this database their equal part."""
        self.workers = workers
        self._overall.divide(workers)
        self._paid.divide(workers)

    async def _free_slot(self) -> None:
        """Wait for a slot that no reply has taken; for longer than LONGEST we do not stand back."""
        give_up = self._now() + LONGEST
        while (wait := self._overall.wait(self._now())) > 0 and self._now() < give_up:
            await self._wait(wait)
        await self._wait(self._overall.take(self._now()))

    @contextmanager
    def _one_more(self) -> Iterator[None]:
        self._reminders += 1
        try:
            yield
        finally:
            self._reminders -= 1

    async def _wait(self, seconds: float) -> None:
        if seconds > 0:
            await self._clock.sleep(seconds)

    def _now(self) -> float:
        return self._clock.monotonic()

    def _of(self, chat_key: str) -> _Chat:
        """Return a chat's slots; forget those of chats that have all of theirs again."""
        if len(self._chats) > _FEW_CHATS and (now := self._now()) >= self._forgot_at + _FORGETS_EVERY:
            self._chats = {key: chat for key, chat in self._chats.items() if not chat.rested(now)}
            self._forgot_at = now
        chat = self._chats.get(chat_key)
        if chat is None:
            chat = self._chats[chat_key] = _Chat(self._new, self._chat)
        return chat


class _Slots:
    """The slots of one budget: `next_at` is when the next one would be free if there were no burst.

    One that is taken up to `late` seconds too late does not move those after it.
    """

    def __init__(self, budget: Budget, late: float = 0.0, luck: Callable[[], float] = _LUCK) -> None:
        self._budget = budget
        self._late = late
        self._luck = luck
        self.divide(1)
        self.next_at = float("-inf")

    def divide(self, parts: int) -> None:
        """Take one of so many parts of the rate; the burst stays, in slots of ours."""
        self.step = parts / self._budget.rate
        self.ahead = (self._budget.burst - 1) * self.step

    def wait(self, now: float, ahead: float = 0.0) -> float:
        return max(self.next_at - ahead - now, 0.0)

    def take(self, now: float, ahead: float = 0.0) -> float:
        wait = self.wait(now, ahead)
        in_step = self.next_at >= now - self._late
        jitter = self._budget.jitter * self._luck() if self._budget.jitter else 0.0
        self.next_at = (self.next_at if in_step else now) + self.step * (1 + jitter)
        return wait

    def rest(self, until: float) -> None:
        self.next_at = max(self.next_at, until + self.ahead)


class _Chat:
    """The slots of a chat: for new messages, and for every message."""

    def __init__(self, new: Budget, every: Budget) -> None:
        self._new, self._every = _Slots(new), _Slots(every)

    def wait(self, now: float, *, change: bool) -> float:
        wait = self._every.wait(now, self._every.ahead)
        return wait if change else max(wait, self._new.wait(now, self._new.ahead))

    def take(self, now: float, *, change: bool) -> None:
        self._every.take(now)
        if not change:
            self._new.take(now)

    def not_before(self, other: _Chat) -> None:
        self._new.next_at = max(self._new.next_at, other._new.next_at)
        self._every.next_at = max(self._every.next_at, other._every.next_at)

    def rest(self, until: float) -> None:
        self._new.rest(until)
        self._every.rest(until)

    def rested(self, now: float) -> bool:
        return max(self._new.next_at, self._every.next_at) <= now
