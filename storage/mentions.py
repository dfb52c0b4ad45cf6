"""How what is kept of one person can be named elsewhere: by an id, as the database or a button writes it, or by their code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from storage.ids import short

_WORD: Final = re.compile(r"[A-Z]-\d+|\w+")


@dataclass(frozen=True)
class Mentions:
    """Finds words of a person's code and ids in text and JSON. Ids are long, so that no other word is one."""

    words: frozenset[str]

    @classmethod
    def of(cls, code: str, ids: Iterable[int]) -> Mentions:
        """Look for this code, and for these ids."""
        return cls(frozenset({code, *(written for one in ids for written in (str(one), short(one)))}))

    def within(self, value: Any) -> bool:
        """Say whether a text, or a JSON value, names any of it."""
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        return not self.words.isdisjoint(_WORD.findall(text))

    def without(self, dialog: dict[str, Any]) -> dict[str, Any]:
        """Return somebody else's dialog without the forms, and without whatever else is in it, that name any of it."""
        left: dict[str, Any] = {}
        for name, value in dialog.items():
            if isinstance(value, list) and all(isinstance(each, dict) for each in value):
                left[name] = [each for each in value if not self.within(each)]
            elif isinstance(value, dict):
                left[name] = {key: each for key, each in value.items() if not self.within({key: each})}
            elif not self.within(value):
                left[name] = value
        return left
