"""What is not agreed yet, and what happened to what is: first what needs talking about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from zoneinfo import ZoneInfo

from bot.digest import said
from bot.digest.material import Material
from bot.messages import Arg, Lines, Words
from bot.words.wishes import wish_words
from storage.records import AssignmentChange, AssignmentEvent

_TO_TALK_ABOUT: Final = (AssignmentEvent.TALK_FIRST, AssignmentEvent.WISHED)
_FIRST: Final = (
    *_TO_TALK_ABOUT,
    AssignmentEvent.PROPOSED,
    AssignmentEvent.QUIETED,
    AssignmentEvent.PAUSED,
    AssignmentEvent.COURSE_OVER,
    AssignmentEvent.ENDED,
    AssignmentEvent.CHANGED,
    AssignmentEvent.AGREED,
    AssignmentEvent.RESUMED,
)
"""In this order, and of one kind the newest first."""

_FEW: Final = 2
_LONGEST_WORDS: Final = 60


def sorted_changes(changes: Iterable[AssignmentChange]) -> tuple[AssignmentChange, ...]:
    """Put first what needs talking about."""
    return tuple(sorted(changes, key=lambda each: (_FIRST.index(each.event), -each.id)))


def agreements(material: Material) -> Arg:
    """Say all that is not agreed yet, and the first of what else happened; the rest stands in the details."""
    first, others = sorted_changes(material.not_agreed), sorted_changes(material.changes)
    talk = [each for each in others if each.event in _TO_TALK_ABOUT]
    shown = (*first, *others[: max(_FEW, len(talk))])
    if not shown:
        return ""
    parts = tuple(_with_words(each, material) for each in shown)
    left = len(first) + len(others) - len(shown)
    more = Words("digest-more", {"n": left}) if left else ""
    return Words("digest-changes", {"text": Lines((Lines(parts, joiner="; "), more), joiner=" ")})


def _with_words(change: AssignmentChange, material: Material) -> Arg:
    """Say a change, and the beginning of the patient's words about it; what was tapped is nobody's to quote."""
    words: Arg = wish_words(change.chosen)
    if change.words and not change.chosen:
        words = said.quoted(said.excerpt(change.words, _LONGEST_WORDS))
    return Lines((change_words(change, material), words), joiner=" ")


def change_words(change: AssignmentChange, material: Material) -> Words:
    """Say what happened to what is agreed, and when."""
    zone = ZoneInfo(material.zone)
    assignment = material.assignment(change.assignment_id)
    withdrawn = change.event is AssignmentEvent.ENDED and assignment.agreed_at is None
    what = "withdrawn" if withdrawn else change.event.replace("_", "-")
    args: dict[str, Arg] = {
        "title": said.title(assignment),
        "day": said.day(change.at.astimezone(zone).date()),
        "what": Words(f"digest-change-{what}"),
    }
    return Words("digest-change", args)
