"""What is counted and measured while we run, in a registry of our own. No label is ever a person, a chat or a word."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from prometheus_client import CollectorRegistry, Counter, Histogram, Info, ProcessCollector

_SEND_BUCKETS = (0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 1, 2, 5, 10, 20, 45)
_TURN_BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5)


class Meters:
    """Counters and histograms of this process; docs/operations/README.md says what each means."""

    def __init__(self, database: str) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.updates = Counter("between_updates", "Updates stored.", registry=self.registry)
        self.turn_seconds = Histogram(
            "between_turn_seconds",
            "From taking an update to its commit.",
            registry=self.registry,
            buckets=_TURN_BUCKETS,
        )
        self.messages = Counter(
            "between_messages",
            "Answers of a channel.",
            ("channel", "lane", "receipt"),
            registry=self.registry,
        )
        self.send_seconds = Histogram(
            "between_send_seconds",
            "How long a channel took to answer, without the wait for a slot.",
            ("channel", "lane"),
            registry=self.registry,
            buckets=_SEND_BUCKETS,
        )
        self.faults = Counter(
            "between_faults", "Faults, by part and class.", ("where", "fault"), registry=self.registry
        )
        build = Info("between_build", "What runs here.", registry=self.registry)
        build.info(
            {
                "version": _version(),
                "python": platform.python_version(),
                "database": database,
            }
        )


def _version() -> str:
    """Return the installed version; run from its folder, as `make run` and the container do, it has none."""
    try:
        return version("between-sessions")
    except PackageNotFoundError:
        return "source"
