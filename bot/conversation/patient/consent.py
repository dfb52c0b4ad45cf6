"""Consent: what everybody reads before taking part, in pieces that fit a screen (DOMAIN.md, section 5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bot.conversation.fields import Answers, Field, Heard, Question, Unclear, Value, options
from bot.conversation.hearing.yes_no import hear_yes_no
from bot.conversation.turn import Practice, Turn
from bot.messages import Arg, Both, Lines, Words
from bot.safety.help_lines import help_lines
from storage import people

CONSENT_VERSION: Final = "2026-11-29"
"""The day on which the text was written. Whoever changes what the text says changes it.

Who comes with a new code is then asked anew; the consent of all others stays with the version that they read.
"""

_UNITS: Final = (("weeks", 604_800), ("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1))
AGREE, DECLINE = "yes", "no"
PIECES: Final = ("welcome-consent-what", "welcome-consent-words")
_ON: Final = options(("on", Words("welcome-continue")))
_ANSWERS: Final = options((AGREE, Words("welcome-agree")), (DECLINE, Words("welcome-decline")), width=2)


def consent_fields() -> Sequence[Field]:
    """Give the pieces to read, and the question at their end."""
    pieces = [Field(f"read{number}", ask=_piece(key)) for number, key in enumerate(PIECES, 1)]
    return (*pieces, Field("agree", ask=_last, hear=_hear, keep=_keep, forget=_forget))


def channel_words(practice: Practice, channel: str) -> Lines:
    """Say in plain words what it means to write over this channel, and what becomes of the words there."""
    parts: list[Arg] = [Words("welcome-consent-channel", {"channel": channel})]
    if channel == "signal":
        if practice.vanish_seconds:
            after = _lasts(practice.vanish_seconds)
            parts.append(Words("welcome-consent-vanishing", {"after": after}))
        parts.append(Words("welcome-consent-stays"))
    return Lines(tuple(parts), " ")


def _lasts(seconds: int) -> Words:
    """Say how long that is, in the largest unit that it is a whole number of."""
    unit, length = next(each for each in _UNITS if seconds % each[1] == 0)
    return Words(f"welcome-{unit}", {"count": seconds // length})


def _piece(key: str) -> Any:
    async def ask(turn: Turn, answers: Answers) -> Question:
        del answers
        return Question(Words(key, _values(turn)), _ON)

    return ask


async def _last(turn: Turn, answers: Answers) -> Question:
    del answers
    return Question(Words("welcome-consent-rights", _values(turn)), _ANSWERS)


def _values(turn: Turn) -> dict[str, Arg]:
    """Give every piece what it may show; a catalogue takes what it needs."""
    lines = help_lines(turn.practice.country)
    named = [
        Lines((Both({"en": each.name_en, "de": each.name_de}), each.number), ": ") for each in lines.lines
    ]
    more = (" ", Words("welcome-consent-more", {"lines": Lines(tuple(named))}))
    return {
        "emergency": lines.emergency,
        "more": Lines(more, joiner="") if named else "",
        "channel_words": channel_words(turn.practice, turn.heard.channel),
        "version": CONSENT_VERSION,
    }


async def _hear(turn: Turn, text: str, answers: Answers) -> Heard:
    del turn, answers
    meant = hear_yes_no(text)
    if meant is None:
        return Unclear(Words("welcome-agree-unclear"), _ANSWERS)
    return Value(AGREE if meant else DECLINE)


async def _keep(turn: Turn, answers: Answers, value: Any) -> None:
    """Append to the proof at once, with version and channel: consent holds for the channel on which it was given."""
    del answers
    await prove(turn, given=value == AGREE)


async def _forget(turn: Turn, answers: Answers) -> None:
    """Append that it was taken back before it came to anything."""
    del answers
    await prove(turn, given=False)


async def prove(turn: Turn, *, given: bool) -> None:
    """Append to the proof whether somebody consents to this version, on this channel."""
    await people.record_consent(
        turn.tx,
        turn.who.id,
        version=CONSENT_VERSION,
        channel=turn.heard.channel,
        given=given,
        at=turn.now,
    )
