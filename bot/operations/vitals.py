"""What this process knows of itself: who listens, what the channel answers, whether the database takes what we write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.operations.meters import Meters
from scheduler.receipts import GivenUp, Later, Receipt, Sent, Uncertain
from storage.records import Lane

FINE = "ok"
PAUSED = "paused"
"""Nothing can be sent to anybody; one such answer says all."""
FAILURES = 3
"""As many sends in a row have to fail before the channel counts as failing: one lost answer is no failure."""
OUR_OWN = frozenset({"defect", "no_words", "no_such_channel"})
"""Ways to give up without having asked the channel."""


@dataclass(frozen=True)
class ChannelSigns:
    """How a channel is. Ages are seconds; `poller_age` is None where this process does not listen to it.

    A state is "ok", or the class of what fails.
    """

    poller_age: float | None = None
    state: str = FINE
    failing: float = 0.0


@dataclass(frozen=True)
class Signs:
    """The state of one moment, of each channel by its name, and of the database."""

    channels: Mapping[str, ChannelSigns]
    database: str
    database_failing: float


class _Run:
    """Failures in a row, since when, and of which class the last one was."""

    def __init__(self) -> None:
        self.state = FINE
        self.count = 0
        self._since = 0.0

    def failed(self, name: str, now: float, times: int = 1) -> None:
        if not self.count:
            self._since = now
        self.state, self.count = name, self.count + times

    def went_well(self) -> None:
        self.state, self.count = FINE, 0

    def seconds(self, now: float) -> float:
        return now - self._since if self.count else 0.0


class Vitals:
    """Hears of everything (scheduler.observe.Observer), counts it, and remembers what the health door asks for."""

    def __init__(self, monotonic: Callable[[], float], meters: Meters, channels: Sequence[str]) -> None:
        self._monotonic = monotonic
        self.meters = meters
        self._heard_at: dict[str, float] = {}
        self._channels = {name: _Run() for name in channels}
        self._reading, self._writing = _Run(), _Run()

    def signs(self) -> Signs:
        """Return how things stand now."""
        now = self._monotonic()
        database = self._writing if self._writing.count else self._reading
        return Signs(
            channels={name: self._of_channel(name, run, now) for name, run in self._channels.items()},
            database=database.state,
            database_failing=max(self._reading.seconds(now), self._writing.seconds(now)),
        )

    def _of_channel(self, name: str, run: _Run, now: float) -> ChannelSigns:
        heard_at = self._heard_at.get(name)
        age = None if heard_at is None else now - heard_at
        return ChannelSigns(age, run.state, run.seconds(now)) if run.count >= FAILURES else ChannelSigns(age)

    def listened(self, channel: str) -> None:
        """Tell that we begin to listen to a channel, or that its service has just shown that it is there."""
        self._heard_at[channel] = self._monotonic()

    def stopped_listening(self, channel: str) -> None:
        """Tell that this process does not listen to it any more: another one does, or nobody has to."""
        self._heard_at.pop(channel, None)

    def updates_heard(self, count: int) -> None:
        """So many new updates were stored."""
        self.meters.updates.inc(count)

    def turns_answered(self, count: int, seconds: float) -> None:
        """So many updates were answered in one transaction; each of them waited for it."""
        for _ in range(count):
            self.meters.turn_seconds.observe(seconds)

    def sent(self, channel: str, lane: Lane, receipt: Receipt, seconds: float) -> None:
        """A channel answered: a refusal is an answer; no answer, a broken server and one for nobody are failures."""
        way = lane.name.lower()
        name, failed = _named(receipt)
        self.meters.messages.labels(channel, way, name).inc()
        if isinstance(receipt, GivenUp) and receipt.fault in OUR_OWN:
            self.fault("deliver", receipt.fault)
            return
        self.meters.send_seconds.labels(channel, way).observe(seconds)
        if not isinstance(receipt, Sent):
            self.fault("channel", receipt.fault if isinstance(receipt, GivenUp) else name)
        run = self._channels.get(channel, _Run())
        if failed:
            run.failed(name, self._monotonic(), FAILURES if name == PAUSED else 1)
        else:
            run.went_well()

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
        case Later(seconds, whole_channel=paused):
            return (PAUSED, True) if paused else ("later" if seconds is None else "flood", seconds is None)
        case Uncertain():
            return "uncertain", True
        case GivenUp(blocked=True):
            return "blocked", False
        case GivenUp():
            return "given_up", False
