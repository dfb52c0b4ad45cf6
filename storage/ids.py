"""Row ids that are known before the insert, so that a sealed value can be bound to its row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_STEP = 1 << 20
_PROCESSES = 1024
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class IdSource:
    """Ascending 63-bit ids: milliseconds since 2020 times 2^20, then a counter.

    They never go backwards, also when the clock does. `offset` (below 1024) keeps several processes apart.
    """

    def __init__(self, now: Callable[[], datetime], *, after: int = 0, offset: int = 0) -> None:
        self._now = now
        # `after` may be another's id; we go on from the next one that could be ours.
        self._last = after - after % _PROCESSES + _PROCESSES + offset
        self._offset = offset

    def some(self, count: int) -> range:
        """Return so many ids (at least one), ascending, each greater than every one before it."""
        milliseconds = int((self._now() - _EPOCH).total_seconds() * 1000)
        first = max(milliseconds, 0) * _STEP + self._offset
        if first <= self._last:
            first = self._last + _PROCESSES
        ids = range(first, first + count * _PROCESSES, _PROCESSES)
        self._last = ids[-1]
        return ids


@lru_cache(maxsize=64)
def short(number: int) -> str:
    """Write an id with few characters, for a button's 64 bytes. The buttons of a message mostly name the same one."""
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
        if number == 0:
            return digits
