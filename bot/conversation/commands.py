"""How a command is read, with its slash or without: under one name in every language, and what stands behind it."""

from __future__ import annotations

from typing import Final

_ALIASES: Final = {
    "hilfe": "help",
    "aktuell": "current",
    "notiz": "note",
    "sprache": "language",
    "zeitzone": "timezone",
    "patienten": "patients",
    "sitzung": "session",
    "bibliothek": "library",
    "abbrechen": "cancel",
    "kanal": "channel",
    "löschen": "erase",
}


def with_slash(text: str) -> tuple[str, str]:
    """Split "/note@bot some words" into ("note", "some words"); ("", "") where it begins with no slash and name."""
    return bare(text[1:]) if text.startswith("/") and text[1:2].strip() else ("", "")


def bare(text: str) -> tuple[str, str]:
    """Split "note some words" into ("note", "some words"), whether there is such a command or not."""
    first, *rest = text.split(maxsplit=1) or [""]
    name = first.split("@")[0].lower()
    return _ALIASES.get(name, name), rest[0].strip() if rest else ""
