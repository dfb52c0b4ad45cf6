"""What happened with a patient's exercises, said from their history. Pure; a patient's words stay as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.conversation.patient import card
from bot.conversation.schedule_words import schedule_words
from bot.messages import Arg, Lines, Moment, Words
from bot.words.places import place_words
from bot.words.wishes import wish_words
from scheduler.schedule import Schedule
from storage.records import (
    GONE,
    Address,
    Assignment,
    AssignmentChange,
    AssignmentEvent,
    Hurdle,
    Person,
    Plan,
    Reach,
    Role,
)

LOW_CONFIDENCE: Final = 6
"""At this or less the patient was asked whether to make it smaller (DOMAIN.md, claim 17)."""

_PIECE: Final = 2500
"""A longer quote goes on in a part of its own, so that each part fits into a message."""


def standing(patient: Person, ways: Sequence[Address], now: datetime, zone: str) -> list[Arg]:
    """Say where a patient stands, as far as it is out of the ordinary. `ways`: their addresses, the one in use first."""
    if patient.state in GONE:
        return [Words(f"t-news-{patient.state}", {"code": patient.code})]
    found: list[Arg] = []
    if patient.blocked_at is not None:
        at = Moment(patient.blocked_at, zone)
        found.append(Words("t-news-unreachable", {"code": patient.code, "at": at}))
    elif patient.reach is Reach.UNPROVEN:
        found.append(Words("t-news-unproven", {"code": patient.code}))
    elif patient.reach is Reach.FALL_BACK and len(ways) > 1:
        key = "t-news-fall-back" if ways[1].held_since is None else "t-news-fall-back-unproven"
        found.append(Words(key, {"code": patient.code, **fallen_back(ways)}))
    if patient.paused_until is not None and patient.paused_until > now:
        found.append(Words("t-news-resting", {"code": patient.code}))
    return found


def fallen_back(ways: Sequence[Address]) -> dict[str, Arg]:
    """Name the channel over which somebody is reached, and the one that they had rather been reached by."""
    used, first = ways[0].channel, ways[1].channel
    return {
        "channel": Words("channel-name", {"channel": used}),
        "first": Words("channel-name", {"channel": first}),
    }


def told(
    changes: Sequence[AssignmentChange],
    exercises: Mapping[int, Assignment],
    since: datetime,
    zone: str,
) -> list[Arg]:
    """Say each thing that the patient did since then; a changed plan is held against the one before it."""
    before: dict[int, Plan] = {}
    parts: list[Arg] = []
    for change in changes:
        exercise = exercises.get(change.assignment_id)
        if exercise is not None and change.by is Role.PATIENT and change.at >= since:
            parts += _change(change, exercise, before.get(change.assignment_id, change.plan), zone)
        before[change.assignment_id] = change.plan
    return parts


def _change(change: AssignmentChange, exercise: Assignment, before: Plan, zone: str) -> Iterator[Arg]:
    head = Words(
        f"t-news-{change.event.replace('_', '-')}",
        {"title": card.title(exercise), "at": Moment(change.at, zone)},
    )
    facts: list[Arg] = []
    if change.event in {AssignmentEvent.AGREED, AssignmentEvent.CHANGED}:
        facts = [*differences(before, change.plan)]
        if change.event is AssignmentEvent.AGREED and not facts:
            facts.append(Words("t-news-as-proposed"))
        facts += _own_words(change.plan if change.event is AssignmentEvent.AGREED else before, change.plan)
    words = "" if change.chosen else change.words
    first, *rest = [words[at : at + _PIECE] for at in range(0, len(words), _PIECE)] or [""]
    if change.chosen:
        facts.append(wish_words(change.chosen))
    elif first:
        facts.append(Words("t-news-quote", {"words": first}))
    yield Lines((head, *facts))
    for piece in rest:
        yield Words("t-news-quote", {"words": piece})


def differences(before: Plan, after: Plan) -> Iterator[Arg]:
    """Say what differs between two plans, old → new."""
    if before.schedule != after.schedule:
        old, new = (schedule_words(Schedule.from_json(plan.schedule)) for plan in (before, after))
        yield Words("t-news-differs-schedule", {"old": old, "new": new})
    for name in ("situation", "place"):
        old_text, new_text = place_words(getattr(before, name)), place_words(getattr(after, name))
        if old_text != new_text:
            key = f"t-news-differs-{name}" if old_text else f"t-news-new-{name}"
            yield Words(key, {"old": old_text, "new": new_text} if old_text else {"new": new_text})
    for hurdle in after.hurdles:
        if hurdle not in before.hurdles:
            yield _hurdle(hurdle)


def _hurdle(hurdle: Hurdle) -> Words:
    if not hurdle.counter:
        return Words("t-news-hurdle-alone", {"hurdle": hurdle.hurdle})
    return Words("t-news-hurdle", {"hurdle": hurdle.hurdle, "counter": hurdle.counter})


def _own_words(before: Plan, after: Plan) -> Iterator[Arg]:
    """Say how confident the patient is, and what it is for in their words; after a change only what changed."""
    same = before is after
    if after.confidence is not None and (same or after.confidence != before.confidence):
        key = "t-news-low-confidence" if after.confidence <= LOW_CONFIDENCE else "t-news-confidence"
        yield Words(key, {"confidence": after.confidence})
    if after.expected_difficulty is not None and (
        same or after.expected_difficulty != before.expected_difficulty
    ):
        yield Words("t-news-expected", {"difficulty": after.expected_difficulty})
    if after.teach_back and (same or after.teach_back != before.teach_back):
        yield Words("t-news-teach-back", {"words": after.teach_back})
