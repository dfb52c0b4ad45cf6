"""What this process knows of itself: who listens, what the channel answers, whether the database takes what we write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.operations.meters import Meters
from scheduler.receipts import GivenUp, Later, Receipt, Sent, Uncertain
from storage.records import Lane

FINE = "ok"
FAILURES = 3
"""As many sends in a row have to fail before the channel counts as failing: one lost answer is no failure."""
OUR_OWN = frozenset({"defect", "no_words", "no_such_channel"})
"""Ways to give up without having asked the channel."""


@dataclass(frozen=True)
class Signs:
    """The state of one moment. Ages are seconds; `poller_age` is None where this process does not poll.

    A state is "ok", or the class of what fails.
    """

    poller_age: float | None
    channel: str
    channel_failing: float
    database: str
    database_failing: float


class _Run:
    """Failures in a row, since when, and of which class the last one was."""

    def __init__(self) -> None:
        self.state = FINE
        self.count = 0
        self._since = 0.0

    def failed(self, name: str, now: float) -> None:
        if not self.count:
            self._since = now
        self.state, self.count = name, self.count + 1

    def went_well(self) -> None:
        self.state, self.count = FINE, 0

    def seconds(self, now: float) -> float:
        return now - self._since if self.count else 0.0


class Vitals:
    """Hears of everything (scheduler.observe.Observer), counts it, and remembers what the health door asks for."""

    def __init__(self, monotonic: Callable[[], float], meters: Meters) -> None:
        self._monotonic = monotonic
        self.meters = meters
        self._heard_at: float | None = None
        self._channel, self._reading, self._writing = _Run(), _Run(), _Run()

    def signs(self) -> Signs:
        """Return how things stand now."""
        now = self._monotonic()
        failing = self._channel.count >= FAILURES
        database = self._writing if self._writing.count else self._reading
        return Signs(
            poller_age=None if self._heard_at is None else now - self._heard_at,
            channel=self._channel.state if failing else FINE,
            channel_failing=self._channel.seconds(now) if failing else 0.0,
            database=database.state,
            database_failing=max(self._reading.seconds(now), self._writing.seconds(now)),
        )

    def listened(self) -> None:
        """Tell that we begin to poll, or that the service has just answered our asking for news."""
        self._heard_at = self._monotonic()

    def stopped_listening(self) -> None:
        """Tell that this process does not poll any more: another one does, or nobody has to."""
        self._heard_at = None

    def updates_heard(self, count: int) -> None:
        """So many new updates were stored."""
        self.meters.updates.inc(count)

    def turns_answered(self, count: int, seconds: float) -> None:
        """So many updates were answered in one transaction; each of them waited for it."""
        for _ in range(count):
            self.meters.turn_seconds.observe(seconds)

    def sent(self, lane: Lane, receipt: Receipt, seconds: float) -> None:
        """A channel answered: a refusal is an answer, no answer and a broken server are failures."""
        way = lane.name.lower()
        name, failed = _named(receipt)
        self.meters.messages.labels(way, name).inc()
        if isinstance(receipt, GivenUp) and receipt.fault in OUR_OWN:
            self.fault("deliver", receipt.fault)
            return
        self.meters.send_seconds.labels(way).observe(seconds)
        if not isinstance(receipt, Sent):
            self.fault("channel", receipt.fault if isinstance(receipt, GivenUp) else name)
        if failed:
            self._channel.failed(name, self._monotonic())
        else:
            self._channel.went_well()

    def wrote(self, fault: str | None) -> None:
        """A transaction that writes was committed, or failed."""
        self._note(self._writing, fault)

    def looked(self, fault: str | None) -> None:
        """A transaction that reads went well, or failed."""
        self._note(self._reading, fault)

    def fault(self, where: str, name: str) -> None:
        """Something raised."""
        self.meters.faults.labels(where, name).inc()

    def _note(self, run: _Run, fault: str | None) -> None:
        if fault is None:
            run.went_well()
        else:
            run.failed(fault, self._monotonic())
            self.fault("database", fault)


def _named(receipt: Receipt) -> tuple[str, bool]:
    """Return what a receipt is called in the metrics, and whether the channel failed."""
    match receipt:
        case Sent():
            return "sent", False
        case Later(seconds=None):
            return "later", True
        case Later():
            return "flood", False
        case Uncertain():
            return "uncertain", True
        case GivenUp(blocked=True):
            return "blocked", False
        case GivenUp():
            return "given_up", False
