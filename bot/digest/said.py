"""Small parts of a summary as words: days, titles, counts, quotes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from bot.digest.facts import Counts, Quote
from bot.digest.material import Material
from bot.messages import Arg, Both, Days, Lines, Moment, Words
from storage.records import Assignment, Reason

_NOON: Final = time(12)
_CLEAR: Final = timedelta(days=6)


def day(local: date) -> Moment:
    """Say a calendar day, whatever the zone."""
    return Moment(datetime.combine(local, _NOON, UTC), "UTC", "day")


def weekday(local: date) -> Days:
    """Say only the day of the week."""
    return Days((local.weekday(),))


def near_day(local: date, *, in_a_week: bool) -> Moment | Days:
    """Say a day as shortly as it is clear."""
    return weekday(local) if in_a_week else day(local)


def title(assignment: Assignment) -> Both:
    """Return the title of an exercise."""
    return Both({language: text["title"] for language, text in assignment.exercise["text"].items()})


def session(material: Material) -> Arg:
    """Say when the session is, on the clock on which it was agreed; within six days its weekday is clear."""
    found = material.appointment
    if found is None:
        return ""
    near = timedelta(0) <= found.starts_at - material.until < _CLEAR
    clock = Moment(found.starts_at, found.zone, "time")
    when = Lines((weekday(found.local_date), clock), joiner=" ")
    return Words("digest-session", {"when": when if near else Moment(found.starts_at, found.zone)})


def counts(found: Counts) -> Lines:
    """Say how often each end came: "4 done, 1 changed"."""
    return Lines(tuple(count(end.value, number) for end, number in found.items()), joiner=", ")


def count(what: str, number: int) -> Arg:
    """Say one count; nothing where there is none."""
    return Words(f"digest-n-{what.replace('_', '-')}", {"n": number}) if number else ""


def reasons(found: Iterable[Reason]) -> Lines:
    """Name reasons: "fear, too hard"."""
    return Lines(tuple(Words(f"digest-reason-{each.replace('_', '-')}") for each in found), joiner=", ")


def quoted(text: str) -> Words:
    """Mark words as somebody's own."""
    return Words("digest-quote", {"text": text})


def excerpt(text: str, longest: int) -> str:
    """Return the beginning of a text in one line; "…" shows that it goes on. Never other words than the person's."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[:longest].rsplit(' ', 1)[0]} …"


def newest(quotes: tuple[Quote, ...], longest: int, *, in_a_week: bool) -> Arg:
    """Quote the newest, with its day; what else there is stands in the details."""
    if not quotes:
        return ""
    first, *others = quotes
    when = Words("digest-when", {"day": near_day(first.day, in_a_week=in_a_week)})
    said = Lines((quoted(excerpt(first.text, longest)), when), joiner=" ")
    return Words("digest-and-more", {"said": said, "n": len(others)}) if others else said
