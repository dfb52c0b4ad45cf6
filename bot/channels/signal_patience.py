"""How long a chat is left alone when the same fault comes again: what Signal does not say, we reckon."""

from __future__ import annotations

from collections import Counter

from bot.sending import SendError

FLOOD_SECONDS, LONGEST_FLOOD = 300.0, 3600.0
PRE_KEY_SECONDS, PRE_KEY_TRIES = 3600.0, 3
_MOST = 1024


class Patience:
    """Counts faults by chat until something arrives there; a new process begins at none."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()

    def arrived(self, address: str) -> None:
        """Forget what went wrong in a chat."""
        for fault in ("rate_limit", "invalid_pre_key"):
            self._counts.pop((address, fault), None)

    def heard(self, address: str) -> None:
        """Forget a wrong key: who has written brought a session along, in which we can answer."""
        self._counts.pop((address, "invalid_pre_key"), None)

    def judged(self, address: str, error: SendError) -> SendError:
        """Say of a fault that Signal gave no time for when to try again, or that it is enough."""
        if error.fault == "rate_limit" and error.retry_in is None:
            wait = min(FLOOD_SECONDS * 2 ** (self._again(address, error.fault) - 1), LONGEST_FLOOD)
            return SendError(error.fault, retry_in=wait)
        if error.fault == "invalid_pre_key":
            if self._again(address, error.fault) > PRE_KEY_TRIES:
                self.arrived(address)  # the next message has its own tries
                return SendError(error.fault, permanent=True)
            return SendError(error.fault, retry_in=PRE_KEY_SECONDS, until_heard=True)
        return error

    def _again(self, address: str, fault: str) -> int:
        if len(self._counts) > _MOST:
            self._counts.clear()
        self._counts[address, fault] += 1
        return self._counts[address, fault]
