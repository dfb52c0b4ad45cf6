"""Ratings that belong together, such as a mood before and after: raw values by date, each exercise for itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bot.digest.material import Entry
from storage.records import Assignment

_BEFORE, _PEAK, _AFTER = "_before", "_peak", "_after"
_SCALES: Final = {"scale_0_10": 10, "scale_0_100": 100}
_PAIRS: Final = {"emotion_strength": "emotion_again"}
"""Pairs whose keys do not follow the rule of *_before and *_after."""

_FEARED: Final = ("feared_outcome", "prediction")
"""What a likelihood is about, in the patient's words."""


@dataclass(frozen=True)
class Point:
    """The values of one day in the order of the measure's keys; None where one was not given."""

    day: date
    values: tuple[int | None, ...]
    about: str = ""


@dataclass(frozen=True)
class Measure:
    """A rating with its full scale from 0 to `top`. `labels`: of each key, language → text."""

    stem: str
    keys: tuple[str, ...]
    labels: tuple[dict[str, str], ...]
    top: int
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Trend:
    """The measures of one exercise."""

    assignment: Assignment
    measures: tuple[Measure, ...]


def trends_of(assignments: Iterable[Assignment], entries: Sequence[Entry]) -> tuple[Trend, ...]:
    """Gather the before→after ratings of each exercise, oldest first. Never across exercises, never averaged."""
    trends = []
    for assignment in assignments:
        mine = sorted(
            (entry for entry in entries if entry.occurrence.assignment_id == assignment.id and entry.checkin),
            key=lambda entry: entry.occurrence.planned_at,
        )
        measures = tuple(measure for measure in _measures(assignment, mine) if measure.points)
        if measures:
            trends.append(Trend(assignment, measures))
    return tuple(trends)


def _measures(assignment: Assignment, entries: Sequence[Entry]) -> list[Measure]:
    fields = {field["key"]: field for field in assignment.exercise["answer_fields"]}
    found = []
    for stem, keys in _keys(fields):
        top = _SCALES[fields[keys[0]]["kind"]]
        points = tuple(point for entry in entries if (point := _point(entry, keys)) is not None)
        found.append(Measure(stem, keys, tuple(fields[key]["label"] for key in keys), top, points))
    return found


def _keys(fields: dict[str, dict[str, Any]]) -> list[tuple[str, tuple[str, ...]]]:
    """Find the ratings that belong together: (stem, their keys in order of time)."""
    found = []
    for key, field in fields.items():
        stem = key.removesuffix(_BEFORE)
        last = f"{stem}{_AFTER}" if stem != key else _PAIRS.get(key, "")
        if field["kind"] in _SCALES and last in fields:
            peak = (f"{stem}{_PEAK}",) if f"{stem}{_PEAK}" in fields else ()
            found.append((stem, (key, *peak, last)))
    return found


def _point(entry: Entry, keys: tuple[str, ...]) -> Point | None:
    answers = entry.checkin.answers if entry.checkin else {}
    values = tuple(answers.get(key) for key in keys)
    if all(value is None for value in values):
        return None
    about = next((answers[key] for key in _FEARED if answers.get(key)), "")
    return Point(entry.occurrence.local_date, values, about if keys[0].startswith("likelihood") else "")
