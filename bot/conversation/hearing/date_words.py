"""The names of days and months in both languages, and the units of time."""

from typing import Final

_WEEKDAYS: Final = (
    "monday mondays mon mo montag montags",
    "tuesday tuesdays tue tues tu di dienstag dienstags",
    "wednesday wednesdays wed weds we mi mittwoch mittwochs",
    "thursday thursdays thu thur thurs th do donnerstag donnerstags",
    "friday fridays fri fr freitag freitags",
    "saturday saturdays sat sa samstag samstags sonnabend sonnabends",
    "sunday sundays sun su so sonntag sonntags",
)
_MONTHS: Final = (
    "january jan januar jaenner jaen",
    "february feb februar feber",
    "march mar maerz marz mrz maer",
    "april apr",
    "may mai",
    "june jun juni juno",
    "july jul juli",
    "august aug",
    "september sep sept",
    "october oct oktober okt",
    "november nov",
    "december dec dezember dez",
)

WEEKDAYS: Final = {word: day for day, words in enumerate(_WEEKDAYS) for word in words.split()}
"""Folded name → 0 (Monday) to 6."""

EACH_WEEK: Final = frozenset(
    word for word in WEEKDAYS if word.endswith("s") and word not in {"tues", "thurs"}
)
"""The names that say every week: "mondays", "montags"."""

MONTHS: Final = {word: month for month, words in enumerate(_MONTHS, start=1) for word in words.split()}
"""Folded name → 1 to 12."""

_UNITS: Final = {
    1: "d day days tag tage tagen",
    7: "w wk wks week weeks woche wochen",
    14: "fortnight fortnights",
    30: "month months monat monate monaten",
    365: "year years jahr jahre jahren",
}
UNITS: Final = {word: days for days, words in _UNITS.items() for word in words.split()}
"""Folded unit → days; a month counts as 30, a year as 365."""
