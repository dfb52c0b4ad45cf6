"""What is true at the moment of a scrape, in the words of Prometheus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.operations.checks import Look, checks
from storage.vitals import Reading


class Gauges(Collector):
    """Tells of the last look; the door sets it before each scrape. Before the first there is nothing to tell."""

    def __init__(self) -> None:
        self.look: Look | None = None

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Return every gauge; those of the database only when it answered."""
        if self.look is None:
            return
        yield _by("between_check", "1 where a check is fine.", "check", _fine(self.look))
        signs = self.look.signs
        yield _of("between_database_failing_seconds", "How long the database fails.", signs.database_failing)
        failing = {name: each.failing for name, each in signs.channels.items()}
        yield _by("between_channel_failing_seconds", "How long sending fails.", "channel", failing)
        ages = {name: each.poller_age for name, each in signs.channels.items() if each.poller_age is not None}
        yield _by("between_poller_age_seconds", "Since the service was last heard of.", "channel", ages)
        if self.look.reading is not None:
            yield from _stored(self.look.reading)


def _stored(reading: Reading) -> Iterator[GaugeMetricFamily]:
    yield _of("between_due_lag_seconds", "Age of the oldest row that has come due.", reading.due_lag)
    yield _of("between_due_late", "Rows that have come due and wait to be handed on.", reading.due_late)
    yield _by("between_outbox_messages", "Unfinished messages by state.", "state", reading.outbox)
    yield _of("between_outbox_oldest_seconds", "Age of the oldest message that waits.", reading.outbox_oldest)
    yield _by("between_inbox_updates", "Unfinished updates by state.", "state", {"new": reading.inbox})
    yield _of("between_inbox_oldest_seconds", "Age of the oldest update that waits.", reading.inbox_oldest)
    yield _by("between_set_aside", "What waits for somebody to look at it.", "kind", reading.set_aside)
    yield _of("between_workers", "Workers that are alive.", reading.workers)
    yield _of("between_database_bytes", "Size of the database.", reading.database_bytes)


def _fine(look: Look) -> dict[str, int]:
    return {check.full_name: int(check.fine) for check in checks(look)}


def _of(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=value)


def _by(name: str, about: str, label: str, values: Mapping[Any, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, about, labels=[label])
    for key, value in values.items():
        family.add_metric([str(key)], value)
    return family
