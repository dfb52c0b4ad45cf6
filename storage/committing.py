"""Commits of the file: in a thread where the disk is slow, at once where it has been quick for long.

To hand a commit to a thread and back costs as much as the commit itself on a good disk, and there is one for every eight
messages. On a slow disk the event loop must not wait for it: nobody would even be heard.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import Connection

from storage.inline import in_a_thread

QUICK = 0.002
"""Seconds. What a commit takes on the average of a good disk, the moving of the log into the file now and then included."""
LONG = 0.05
TRUSTED_AFTER = 200
"""So many commits in a row took less than LONG before one is waited for; after one that did not, all begins anew."""
_WEIGHT = 1 / 32


class Commits:
    """Commits one transaction after the other, and learns how long it takes. `timer` is in seconds."""

    def __init__(self, timer: Callable[[], float] = time.perf_counter) -> None:
        self._timer = timer
        self._mean = QUICK
        self._in_a_row = 0

    async def commit(self, plain: Connection) -> None:
        """Commit, to the end also when whoever waits for it is cancelled. Raises DatabaseTrouble."""
        if self._in_a_row >= TRUSTED_AFTER and self._mean < QUICK:
            took = self._timed(plain)
        else:
            took = await in_a_thread(self._timed, plain)
        self._mean += (took - self._mean) * _WEIGHT
        self._in_a_row = self._in_a_row + 1 if took < LONG else 0

    def _timed(self, plain: Connection) -> float:
        begun = self._timer()
        plain.commit()
        return self._timer() - begun
