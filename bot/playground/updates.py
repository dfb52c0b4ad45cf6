"""The queue of updates that a bot fetches, with Telegram's rules for what stays in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

PRESS_LIFETIME = timedelta(seconds=150)  # how long the server of the Bot API keeps a button press
LIFETIME = timedelta(hours=24)  # "updates will not be kept longer than 24 hours", getUpdates
OFF_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
FIRST_ID = 880_000_001
AT_ONCE = 100


@dataclass(frozen=True)
class Waiting:
    """One update that nobody has confirmed yet."""

    update_id: int
    body: dict[str, Any]
    until: datetime


class UpdateQueue:
    """Updates in order; each is handed out again and again until a higher offset confirms it."""

    def __init__(self) -> None:
        self._waiting: list[Waiting] = []
        self._next_id = FIRST_ID
        self._allowed: frozenset[str] | None = None
        self.poller = 0
        self.ended_by = "other getUpdates request; make sure that only one bot instance is running"

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Restrict what is queued from now on; an empty list is the default, None keeps what was."""
        if kinds is not None:
            self._allowed = frozenset(kinds) or None

    @property
    def allowed(self) -> list[str] | None:
        """The kinds that the bot asked for, None for Telegram's default."""
        return None if self._allowed is None else sorted(self._allowed)

    def wants(self, kind: str) -> bool:
        """Whether an update of this kind would be queued now."""
        return kind not in OFF_BY_DEFAULT if self._allowed is None else kind in self._allowed

    def put(self, kind: str, body: Mapping[str, Any], now: datetime) -> int | None:
        """Queue an update of one kind; its id, or None if the bot did not ask for such updates."""
        if not self.wants(kind):
            return None
        lifetime = PRESS_LIFETIME if kind == "callback_query" else LIFETIME
        return self.put_raw({kind: body}, now + lifetime)

    def put_raw(self, update: Mapping[str, Any], until: datetime) -> int:
        """Queue anything at all, parsable or not, under the next id."""
        update_id, self._next_id = self._next_id, self._next_id + 1
        self._waiting.append(Waiting(update_id, {**update, "update_id": update_id}, until))
        return update_id

    def confirm(self, offset: int) -> None:
        """Forget what came before `offset`; a negative one counts from the end."""
        if offset < 0:
            self._waiting = self._waiting[offset:]
        elif offset > 0:
            self._waiting = [update for update in self._waiting if update.update_id >= offset]

    def pending(self, now: datetime, limit: int = AT_ONCE) -> list[dict[str, Any]]:
        """The oldest updates that are still kept, up to `limit`."""
        self._waiting = [update for update in self._waiting if now < update.until]
        return [update.body for update in self._waiting[:limit]]

    def drop_all(self) -> None:
        """Forget everything, as `drop_pending_updates` does."""
        self._waiting = []
