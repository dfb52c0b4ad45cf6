"""Command menus: which list a person sees, by scope and language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Scope = tuple[str, int | None]
DEFAULT: Scope = ("default", None)
PRIVATE: Scope = ("all_private_chats", None)


@dataclass(frozen=True)
class Command:
    """One line of a menu."""

    command: str
    description: str


class Menus:
    """The lists that the bot has set."""

    def __init__(self) -> None:
        self._lists: dict[tuple[Scope, str], list[Command]] = {}

    def set(self, scope: Scope, language: str, commands: list[Command]) -> None:
        """Replace one list; an empty one is as good as none."""
        self._lists.pop((scope, language), None)
        if commands:
            self._lists[scope, language] = commands

    def get(self, scope: Scope, language: str) -> list[Command]:
        """Exactly this list, empty if it was never set."""
        return self._lists.get((scope, language), [])

    def seen_by(self, chat_id: int, language: str) -> list[Command]:
        """What somebody sees in the private chat: the narrowest scope wins, in it their own language.

        Order as in https://core.telegram.org/bots/api#determining-list-of-commands.
        """
        for scope in (("chat", chat_id), PRIVATE, DEFAULT):
            for code in (language[:2].lower(), ""):
                if found := self._lists.get((scope, code)):
                    return found
        return []


def scope_of(given: dict[str, Any] | None) -> Scope:
    """A BotCommandScope as a key."""
    if given is None:
        return DEFAULT
    chat_id = given.get("chat_id")
    return given["type"], int(chat_id) if chat_id is not None else None
