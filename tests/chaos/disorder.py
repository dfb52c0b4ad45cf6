"""Updates as a bad day brings them: of several chats in any order, again and again, and some that are none."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from bot.playground.updates import AT_ONCE, UpdateQueue

Body = dict[str, Any]

NONE_AT_ALL: tuple[Body, ...] = (
    {"message": 5},
    {"message": {"message_id": 1, "from": {"id": "nobody"}, "chat": {"id": 1, "type": "private"}, "date": 0}},
    {"callback_query": {"id": []}},
    {"edited_message": {"chat": None}},
    {"my_chat_member": {"chat": {"id": 5}}},
)


class Disorder(UpdateQueue):
    """A queue that keeps the order of each chat and no other, and offers again what was confirmed long ago."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._random = Random(seed)
        self._old: dict[int, Body] = {}
        self.repeated = self.overtaken = 0

    def pending(self, now: datetime, limit: int = AT_ONCE) -> list[Body]:
        """Offer what waits, in disorder."""
        new = super().pending(now, limit)
        if limit == 1 or not new:  # somebody only looks whether there is anything
            return new
        mixed = self._mixed(new)
        self.overtaken += mixed != new
        for body in self._random.choices([*self._old.values()] or new, k=self._random.randrange(4)):
            place = self._random.randint(0, len(mixed))
            # A repeat comes after what it repeats, where that is in the same batch.
            mixed.insert(len(mixed) if body in new else place, body)
            self.repeated += 1
        self._old |= {body["update_id"]: body for body in new}
        return mixed

    def _mixed(self, new: list[Body]) -> list[Body]:
        """Deal the chats' updates like cards: each chat's own stay in order."""
        chats: dict[object, list[Body]] = {}
        for body in new:
            chats.setdefault(_chat(body), []).append(body)
        mixed: list[Body] = []
        while chats:
            chat = self._random.choice(list(chats))
            mixed.append(chats[chat].pop(0))
            if not chats[chat]:
                del chats[chat]
        return mixed


def _chat(body: Body) -> object:
    for part in body.values():
        if isinstance(part, dict):
            sender = part.get("from")
            return sender.get("id") if isinstance(sender, dict) else None
    return None
