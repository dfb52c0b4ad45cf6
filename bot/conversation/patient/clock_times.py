"""A time of day as an answer: "18:30". What may mean morning or evening is asked, never guessed."""

from __future__ import annotations

from datetime import time
from typing import Final

from bot.conversation.fields import Heard, Unclear, Value, options
from bot.conversation.hearing.times import hear_time
from bot.messages import Choice, Rows, Words

_WIDTH: Final = 3


def written(at: time) -> str:
    """Write a time of day as it is shown and stored in an answer."""
    return at.isoformat("minutes")


def clock_buttons(*times: time) -> Rows:
    """Lay out times of day as buttons."""
    choices = [Choice(written(at), written(at)) for at in times]
    return tuple(tuple(choices[start : start + _WIDTH]) for start in range(0, len(choices), _WIDTH))


def heard_time(text: str) -> Heard:
    """Understand one time of day; two readings become two buttons."""
    heard = hear_time(text)
    if heard is None:
        return Unclear(Words("pref-clock-unclear"))
    if heard.ambiguous:
        pairs = [(written(at), written(at)) for at in heard.readings]
        return Unclear(Words("pref-clock-which"), options(*pairs, width=2))
    return Value(written(heard.time))
