"""What got in the way, and what the patient saved for the session because of it. Pure; nothing is judged or ranked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.digest.material import Entry, Material
from storage.records import FOR_SESSION, Assignment, CheckIn, Outcome, Reason

HINDERED: Final = (Outcome.PARTLY, Outcome.NOT_DONE)
"""What is asked for reasons; those that were given before it became another outcome say nothing any more."""


@dataclass(frozen=True)
class Saved:
    """What the patient saved for the session at one exercise: at which reasons."""

    assignment: Assignment
    reasons: tuple[Reason, ...]


def reasons_of(told: Sequence[Entry]) -> tuple[tuple[Reason, int], ...]:
    """Count what got in the way, most frequent first; equals stand in the order of the list of reasons."""
    found = Counter(reason for checkin in _hindered(told) for reason in named(checkin))
    order = list(Reason)
    return tuple(sorted(found.items(), key=lambda pair: (-pair[1], order.index(pair[0]))))


def foreseen_of(told: Sequence[Entry]) -> tuple[tuple[str, int], ...]:
    """Count the hurdles that the patient had foreseen in their own words, and that came; most frequent first."""
    return tuple(Counter(hurdle for checkin in _hindered(told) for hurdle in checkin.hurdles).most_common())


def named(checkin: CheckIn) -> tuple[Reason, ...]:
    """Return the reasons of an answer without the one that only stands for the hurdles beside it."""
    return tuple(each for each in checkin.reasons if each is not Reason.OTHER or not checkin.hurdles)


def saved_of(material: Material) -> tuple[Saved, ...]:
    """Gather by exercise what is to be talked about in the session, whatever has become of the outcome since."""
    found = []
    for assignment in material.assignments:
        mine = (entry for entry in material.entries if entry.occurrence.assignment_id == assignment.id)
        reasons = (reason for entry in mine if entry.checkin for reason in entry.checkin.wished(FOR_SESSION))
        at = tuple(dict.fromkeys(reasons))
        if at:
            found.append(Saved(assignment, at))
    return tuple(found)


def _hindered(told: Sequence[Entry]) -> Iterator[CheckIn]:
    for entry in told:
        if entry.checkin is not None and entry.checkin.outcome in HINDERED:
            yield entry.checkin
