"""How a command is read, with its slash or without: under one name in every language, and what stands behind it."""

from __future__ import annotations

import re
from typing import Final

from bot.conversation.hearing.folding import fold

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
    "üben": "practise",
    "ueben": "practise",
    "geübt": "practise",
    "geuebt": "practise",
    "ruhe": "quiet",
    "ruhezeiten": "quiet",
    "fortsetzen": "resume",
    "weitermachen": "resume",
    "abmelden": "leave",
    "austreten": "leave",
    "stopp": "stop",
    "beenden": "stop",
    "aufhören": "stop",
    "aufhoeren": "stop",
    "löschen": "erase",
}

_HELP: Final = frozenset(
    {
        "help", "help me", "please help", "please help me", "help please", "help me please", "i need help", "need help",
        "emergency", "sos", "s o s", "hilfe", "hilf mir", "hilf mir bitte", "bitte hilf", "bitte hilf mir", "bitte hilfe",
        "hilfe bitte", "helft mir", "bitte helft mir", "helfen sie mir", "bitte helfen sie mir", "helfen sie mir bitte",
        "ich brauche hilfe", "ich brauch hilfe", "brauche hilfe", "brauch hilfe", "zu hilfe", "notfall",
    }
)  # fmt: skip
"""Whole messages, folded, without signs: what else holds these words is not searched for them (decision 10)."""
_SOS_SIGN: Final = "\U0001f198"
_SIGNS: Final = re.compile(r"[^\w]+|_+")
_DRAWN_OUT: Final = re.compile(r"(.)\1{2,}")
_AGAIN: Final = re.compile(r"\b(\w+)(?: \1\b)+")


def asks_for_help(text: str) -> bool:
    """Say whether a whole message is a call for help, however it is written: "Hilfe!", "help me", "HELPPP", "S.O.S."."""
    plain = " ".join(_SIGNS.sub(" ", fold(text.replace(_SOS_SIGN, " sos "))).split())
    return _AGAIN.sub(r"\1", _DRAWN_OUT.sub(r"\1", plain)) in _HELP


def with_slash(text: str) -> tuple[str, str]:
    """Split "/note@bot some words" into ("note", "some words"); ("", "") where it begins with no slash and name."""
    return bare(text[1:]) if text.startswith("/") and text[1:2].strip() else ("", "")


def bare(text: str) -> tuple[str, str]:
    """Split "note some words" into ("note", "some words"), whether there is such a command or not."""
    first, *rest = text.split(maxsplit=1) or [""]
    name = first.split("@")[0].lower().rstrip(".!?…")
    return _ALIASES.get(name, name), rest[0].strip() if rest else ""
