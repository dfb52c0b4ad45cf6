"""Times of day as people say them: "18:30", "half past six", "halb sieben abends"."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from typing import Final

from bot.conversation.hearing.folding import fold
from bot.conversation.hearing.time_words import Hint, Spoken, canonical

_HOUR: Final = 60
_HALF_DAY: Final = 12 * _HOUR
_DAY: Final = 24 * _HOUR
_NOON_UNTIL: Final = 4 * _HOUR
_NIGHT_UNTIL: Final = 6 * _HOUR


@dataclass(frozen=True, slots=True)
class HeardTime:
    """A time of day, or two that the words may mean: the readings, earliest first, at least one."""

    readings: tuple[time, ...]

    @property
    def time(self) -> time:
        """The only reading, or the earlier of two."""
        return self.readings[0]

    @property
    def ambiguous(self) -> bool:
        """Whether to ask which one is meant."""
        return len(self.readings) > 1


@dataclass(frozen=True, slots=True)
class _Dial:
    """Where the hands stand, in minutes since midnight.

    `twelve_hours`: the hour may be of the morning or of the evening. `exact`: written as "07:30", it is of the morning
    unless a hint says otherwise. `also`: a second meaning of the words.
    """

    minutes: int
    twelve_hours: bool
    exact: bool = False
    also: int | None = None


def hear_time(text: str) -> HeardTime | None:
    """The time that the whole text says; politeness around it is overheard. Nothing else may be in it.

    An hour from 1 to 11 without "pm", "abends" or a leading zero has two readings. Twelve without them is noon.
    """
    spoken = canonical(fold(text), polite=True)
    return _told(spoken) if spoken else None


def hear_clock(text: str) -> HeardTime | None:
    """The same for a phrase inside a longer line: nothing is overheard but "at", and a bare number is no time."""
    spoken = canonical(fold(text), polite=False)
    if spoken is None or (spoken.bare and not re.fullmatch(r"(at|um|gegen|ab) .+|[0-9]{4}", fold(text))):
        return None
    return _told(spoken)


def _told(spoken: Spoken) -> HeardTime | None:
    if spoken.text in {"noon", "12 noon", "midnight", "12 midnight"} and spoken.hint is None:
        return HeardTime((time(12 if spoken.text.endswith("noon") else 0),))
    for pattern, reading in _FORMS:
        found = pattern.fullmatch(spoken.text)
        if found:
            dial = reading(*found.groups())
            return _readings(dial, spoken.hint) if dial else None
    return None


def _readings(dial: _Dial, hint: Hint | None) -> HeardTime | None:
    if not dial.twelve_hours:
        contradiction = dial.minutes >= _HALF_DAY and hint is Hint.MORNING
        contradiction |= dial.minutes < _HALF_DAY and hint in {Hint.AFTERNOON, Hint.NOON}
        return None if contradiction else HeardTime((_clock(dial.minutes),))
    early = dial.minutes % _HALF_DAY
    if hint is None and dial.exact:
        return HeardTime((_clock(dial.minutes),))
    if hint is None:
        at_noon = early < _HOUR  # twelve o'clock something
        return HeardTime(
            (_clock(early + _HALF_DAY),) if at_noon else (_clock(early), _clock(early + _HALF_DAY))
        )
    meant = [_hinted(minutes, hint) for minutes in (dial.minutes, dial.also) if minutes is not None]
    return HeardTime(tuple(sorted(_clock(minutes) for minutes in meant)))


def _hinted(minutes: int, hint: Hint) -> int:
    """The minutes of the day that the hint makes of a twelve-hour dial."""
    early = minutes % _HALF_DAY
    late = {
        Hint.MORNING: False,
        Hint.NOON: early < _NOON_UNTIL,
        Hint.AFTERNOON: True,
        Hint.EVENING: early >= _HOUR,  # twelve in the evening is midnight
        Hint.NIGHT: early >= _NIGHT_UNTIL,
    }[hint]
    return early + _HALF_DAY if late else early


def _clock(minutes: int) -> time:
    hour, minute = divmod(minutes % _DAY, _HOUR)
    return time(hour, minute)


def _at(hour: str, minute: str | int = 0) -> _Dial | None:
    """The dial of an hour as typed (0 to 24) and minutes; None when there is no such time."""
    hours, minutes = int(hour), int(minute)
    total = hours * _HOUR + minutes
    if minutes >= _HOUR or total > _DAY:
        return None
    twelve_hours = _HOUR <= total < _HALF_DAY + _HOUR
    return _Dial(total % _DAY, twelve_hours, exact=hour.startswith("0"))


def _moved(hour: str, by: int, also: int | None = None) -> _Dial | None:
    """The dial some minutes before or after a full hour, as in "quarter to seven"."""
    full = _at(hour)
    if full is None or abs(by) >= _HOUR:
        return None
    second = None if also is None else (full.minutes + also) % _DAY
    return _Dial((full.minutes + by) % _DAY, full.twelve_hours, full.exact, second)


_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[..., _Dial | None]], ...]] = tuple(
    (re.compile(pattern), reading)
    for pattern, reading in (
        (r"(\d{1,2}):(\d\d)(?: uhr)?", _at),
        (r"(\d{1,2})(\d\d)(?: uhr)?", _at),
        (r"(\d{1,2})(?: uhr)?", _at),
        (r"(\d{1,2}) uhr (\d{1,2})", _at),
        (r"(\d{1,2}) (\d\d)(?: uhr)?", _at),
        (r"half (?:past )?(\d{1,2})(?: uhr)?", lambda hour: _moved(hour, 30)),
        (r"halb (\d{1,2})(?: uhr)?", lambda hour: _moved(hour, -30)),
        (r"quarter to (\d{1,2})(?: uhr)?", lambda hour: _moved(hour, -15)),
        (r"quarter past (\d{1,2})(?: uhr)?", lambda hour: _moved(hour, 15)),
        (r"(?:dreiviertel|3 quarter) (\d{1,2})(?: uhr)?", lambda hour: _moved(hour, -15)),
        # In the east and south "viertel acht" is a quarter past seven; elsewhere one may hear a quarter past eight.
        (r"quarter (\d{1,2})(?: uhr)?", lambda hour: _moved(hour, -45, also=15)),
        (r"(\d{1,2}) (?:min )?to (\d{1,2})(?: uhr)?", lambda minutes, hour: _moved(hour, -int(minutes))),
        (r"(\d{1,2}) (?:min )?past (\d{1,2})(?: uhr)?", lambda minutes, hour: _moved(hour, int(minutes))),
        (r"(\d{1,2}) (?:min )?to halb (\d{1,2})", lambda minutes, hour: _moved(hour, -30 - int(minutes))),
        (r"(\d{1,2}) (?:min )?past halb (\d{1,2})", lambda minutes, hour: _moved(hour, int(minutes) - 30)),
    )
)
