"""How fast we send. Slots are reserved ahead, never polled for (the generic cell rate algorithm).

Telegram tolerates about 1 message a second in a chat, with short bursts, and about 30 a second in all; its exact
limits are not published (Bot FAQ, "My bot is hitting limits"), so a flood answer (429) rules above all of this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from storage.records import Lane


@dataclass(frozen=True)
class Budget:
    """`rate` messages a second, and `burst` of them at once after a silence."""

    rate: float
    burst: int = 1


# In any one second at most rate + burst of both lanes: 14 + 14 = 28. Replies have their own share, so that they
# never wait behind reminders; reminders are patient and need no burst.
LANES: Mapping[Lane, Budget] = {Lane.REPLY: Budget(12, 2), Lane.REMINDER: Budget(13, 1)}
CHAT = Budget(1, 5)
_PRUNE_ABOVE = 1024


class Pace:
    """The slots of every chat and lane. `monotonic` is in seconds."""

    def __init__(
        self, monotonic: Callable[[], float], *, lanes: Mapping[Lane, Budget] = LANES, chat: Budget = CHAT
    ) -> None:
        self._monotonic = monotonic
        self._lanes = {lane: _Slots(budget) for lane, budget in lanes.items()}
        self._chat = chat
        self._chats: dict[str, _Slots] = {}
        self.shared = False

    def reserve(self, chat_key: str, lane: Lane) -> float:
        """Take the next slot of this chat and lane; return how many seconds to wait for it."""
        now = self._monotonic()
        self._prune(now)
        return max(self._of(chat_key).take(now), self._lanes[lane].take(now))

    def share(self, workers: int) -> None:
        """Leave the other workers on this database their equal part of each lane."""
        self.shared = workers > 1
        for lane in self._lanes.values():
            lane.divide(workers)

    def others_sent(self, chat_key: str, ages: Sequence[float]) -> None:
        """Count what other workers sent to this chat so many seconds ago."""
        now = self._monotonic()
        for age in sorted(ages, reverse=True):
            self._of(chat_key).taken(now - age)

    def park(self, chat_key: str, seconds: float) -> None:
        """Give this chat no slot for so long, and no burst after it. Other chats go on."""
        self._of(chat_key).park(self._monotonic() + seconds)

    def _of(self, chat_key: str) -> _Slots:
        return self._chats.setdefault(chat_key, _Slots(self._chat))

    def _prune(self, now: float) -> None:
        """Forget chats that have all their slots again."""
        if len(self._chats) > _PRUNE_ABOVE:
            self._chats = {key: slots for key, slots in self._chats.items() if slots.next_at > now}


class _Slots:
    """The slots of one budget: `next_at` is when the next one would be free if there were no burst."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.divide(1)
        self.next_at = float("-inf")

    def divide(self, parts: int) -> None:
        self._step = parts / self._budget.rate
        self._ahead = max(self._budget.burst - parts, 0) / self._budget.rate

    def taken(self, at: float) -> None:
        self.next_at = max(self.next_at, at + self._step)

    def take(self, now: float) -> float:
        wait = max(self.next_at - self._ahead - now, 0.0)
        self.next_at = max(self.next_at, now) + self._step
        return wait

    def park(self, until: float) -> None:
        self.next_at = max(self.next_at, until + self._ahead)
