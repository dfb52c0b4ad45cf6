"""A flood on jumping time: real dispatchers on a real database, and a service that enforces Telegram's limits."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

from bot.playground.errors import RefusalError
from bot.playground.faults import SendingLimits
from scheduler.dispatch import Dispatcher, Later, Receipt, Sent
from scheduler.pace import Pace
from scheduler.paid import Paid, PaidMessage
from scheduler.settle import Pair
from storage import outbox
from storage.crypto import KeyRing, throwaway_key_ring
from storage.database import Database, Tx
from storage.records import Lane, NewMessage, OutboxMessage
from tests.jumping import JumpingClock
from tests.wires import message

QUESTION, CHANGE, REMINDER = "question", "change", "reminder"


@dataclass(frozen=True)
class Shown:
    """A message that arrived: after so many seconds, sent by which worker."""

    at: float
    chat: str
    text: str
    worker: int
    paid: bool


@dataclass
class Service:
    """Takes messages as Telegram would. A request takes 20 to 120 ms, and arrives at any moment of that."""

    clock: JumpingClock
    luck: Random = field(default_factory=lambda: Random(7))
    shown: list[Shown] = field(default_factory=list)
    floods: list[str] = field(default_factory=list)
    scripted: dict[str, int] = field(default_factory=dict)
    """Chats that get one flood answer, and for how many seconds."""

    def __post_init__(self) -> None:
        self._limits = SendingLimits(self.clock.monotonic)
        self._numbers: dict[str, int] = {}
        self._newest: dict[str, str] = {}

    async def take(self, out: OutboxMessage, worker: int) -> Receipt:
        """Take one message, or refuse it for a flood."""
        way = self.luck.uniform(0.01, 0.06), self.luck.uniform(0.01, 0.06)
        await self.clock.sleep(way[0])
        paid = isinstance(out, PaidMessage)
        refused = self._refused(out, paid=paid)
        if refused is None:
            self.shown.append(Shown(self.clock.monotonic(), out.chat_key, out.payload["text"], worker, paid))
        await self.clock.sleep(way[1])
        if refused is not None:
            return Later(refused, whole_chat=True)
        if not is_change(out):
            self._newest[out.chat_key] = str(len(self.shown))
        return Sent(self._newest[out.chat_key])

    def of(self, kind: str) -> list[Shown]:
        """Return what arrived of a kind."""
        return [each for each in self.shown if each.text.startswith(kind)]

    def _refused(self, out: OutboxMessage, *, paid: bool) -> float | None:
        if (seconds := self.scripted.pop(out.chat_key, None)) is not None:
            return seconds
        number = self._numbers.setdefault(out.chat_key, len(self._numbers))
        try:
            self._limits.check(number, change=is_change(out), paid=paid)
        except RefusalError as refusal:
            self.floods.append(out.payload["text"])
            return refusal.retry_after
        return None


class Flood:
    """So many workers on one database, each with its own pace, sending to one service."""

    def __init__(
        self,
        clock: JumpingClock,
        url: str,
        *,
        workers: int = 1,
        paid_per_day: int = 0,
        keys: KeyRing | None = None,
    ) -> None:
        self.clock = clock
        self.service = Service(clock)
        keys = keys or throwaway_key_ring()
        self.databases = [Database(url, keys, clock.now) for _ in range(workers)]
        self.paces = [Pace(clock) for _ in range(workers)]
        self.dispatchers = [self._worker(number, paid_per_day) for number in range(workers)]
        self.asked: dict[str, float] = {}
        self.ended = 0
        self._all_ended = asyncio.Event()
        self._expected = 0
        # A file is read in the loop, and changed in a thread that the loop knows of; what a server does takes real time.
        clock.mind(lambda: any(each.shared and each.engine.pool.checkedout() for each in self.databases))  # type: ignore[attr-defined]

    def _worker(self, number: int, paid_per_day: int) -> Dispatcher:
        pace, database = self.paces[number], self.databases[number]
        pace.share(len(self.databases))

        async def deliver(out: OutboxMessage) -> Receipt:
            return await self.service.take(out, number)

        return Dispatcher(
            database,
            self.clock,
            deliver,
            self._settled,
            pace,
            channel="telegram",
            luck=lambda: 0.5,
            changes=is_change,
            paid=Paid(self.clock, pace, paid_per_day, "telegram"),
        )

    async def _settled(self, tx: Tx, pairs: list[Pair]) -> None:
        del tx
        self.ended += len(pairs)
        if self.ended >= self._expected:
            self._all_ended.set()

    async def put(self, messages: Sequence[NewMessage]) -> None:
        """Write messages down, and wake one worker for each bell, as the listening would."""
        for each in messages:
            self.asked[each.payload["text"]] = self.clock.monotonic()
        async with self.databases[0].write() as tx:
            await outbox.add(tx, messages, self.clock.now())
        self._expected += len(messages)
        self._all_ended.clear()
        for dispatcher in self.dispatchers:
            dispatcher.wake()

    async def taps(self, number: int, per_second: float) -> None:
        """Let people press at moments that do not wait for us: each gets the next question, and the last one tidied."""
        luck = Random(11)
        for each in range(number):
            await self.clock.sleep(luck.expovariate(per_second))
            chat = f"talker {each % (number // 4)}"
            await self.put([message(f"{QUESTION} {each}", chat), message(f"{CHANGE} {each}", chat)])

    async def until_all_ended(self, talk: Awaitable[None] | None = None) -> None:
        """Run all workers until the talk is over, and everything that was put in has come to its end."""
        running = [asyncio.create_task(each.run()) for each in self.dispatchers]
        if talk is not None:
            await talk
        await self._all_ended.wait()
        for each in self.dispatchers:
            await each.stop()
        await asyncio.gather(*running)
        for database in self.databases:
            await database.close()

    def waits(self, kind: str) -> list[float]:
        """Return how long each message of a kind took from the tap until it arrived, in seconds, ascending."""
        return sorted(each.at - self.asked[each.text] for each in self.service.of(kind))


def is_change(out: OutboxMessage) -> bool:
    """Say whether this is the tidying of an earlier question."""
    return bool(out.payload["text"].startswith(CHANGE))


def reminders(number: int, *, chats: int = 0) -> list[NewMessage]:
    """Reminders, each for a chat of its own, or in turn for so many chats."""
    return [
        message(
            f"{REMINDER} {each}",
            f"chat {each % (chats or number)}",
            lane=Lane.REMINDER,
            resend_if_uncertain=False,
        )
        for each in range(number)
    ]


def rate(shown: Sequence[Shown]) -> float:
    """Return how many arrived a second, from the first to the last."""
    return (len(shown) - 1) / (shown[-1].at - shown[0].at)


def most_in_a_second(shown: Sequence[Shown]) -> int:
    """Return how many arrived at most within any one second."""
    times = sorted(each.at for each in shown)
    first = most = 0
    for last, moment in enumerate(times):
        while moment - times[first] >= 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which this share lies; `values` ascend."""
    return values[min(int(len(values) * share), len(values) - 1)]


def out_of_order(shown: Iterable[Shown], kinds: Callable[[str], bool]) -> list[Shown]:
    """Return what arrived in a chat after a later message of these kinds; texts end with ascending numbers."""
    last: dict[str, int] = {}
    late = []
    for each in shown:
        if kinds(each.text):
            number = int(each.text.rpartition(" ")[2])
            if number < last.get(each.chat, -1):
                late.append(each)
            last[each.chat] = max(number, last.get(each.chat, -1))
    return late


def doubled(shown: Iterable[Shown]) -> list[str]:
    """Return the texts that arrived more than once."""
    return [text for text, count in Counter(each.text for each in shown).items() if count > 1]
