"""Hurdles that the patient had foreseen in their own words, offered among the reasons and kept by their words.

A choice is named by the words that it shows, not by its place in the plan: plans change while a question is open and
after it was answered, and a tick goes on meaning the hurdle that was shown.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from bot.conversation import picking
from bot.conversation.fields import Answers, by_words
from bot.conversation.turn import Turn
from storage import assignments, checkins, history
from storage.records import Hurdle

FIELD: Final = "reasons"
_NAME: Final = "h"
_PLACE: Final = re.compile(rf"{_NAME}(\d)")
"""What a choice was called before: by its place in the plan of today."""


def name_of(words: str) -> str:
    """Return what stands on the button of a hurdle with these words."""
    return by_words(_NAME, words)


async def offered(turn: Turn, answers: Answers) -> dict[str, Hurdle]:
    """Return the hurdles to choose from, by name: those of the plan, those that were chosen, and those that were shown.

    Of a form that has ended nobody knows any more which were shown: all that the patient ever had in this plan.
    """
    planned, known, chosen = await _known(turn, answers)
    frame = next((each for each in turn.dialog.get("stack", []) if each["answers"] is answers), None)
    own = [name for name, each in known.items() if not each.reason]
    shown = own if frame is None else frame.get("offered", {}).get(FIELD, ())
    places = [each for each in shown if _PLACE.fullmatch(each)]
    if frame is not None and places:
        picking.rename(frame, FIELD, {each: _name(each, planned) for each in places})
    names = dict.fromkeys([*(name for name in planned if name in own), *chosen, *shown])
    return {name: known[name] for name in names if name in known}


async def meant(turn: Turn, answers: Answers, chosen: Collection[str]) -> dict[str, Hurdle]:
    """Return which hurdles are among what was chosen, by what each was called there; each of them once."""
    planned, known, _ = await _known(turn, answers)
    found: dict[str, Hurdle] = {}
    for each in chosen:
        hurdle = known.get(_name(each, planned))
        if hurdle is not None and hurdle not in found.values():
            found[each] = hurdle
    return found


def _name(chosen: str, planned: Sequence[str]) -> str:
    place = _PLACE.fullmatch(chosen)
    return planned[int(place[1])] if place and int(place[1]) < len(planned) else chosen


async def _known(turn: Turn, answers: Answers) -> tuple[Sequence[str], Mapping[str, Hurdle], Sequence[str]]:
    """Return the names of the hurdles in today's plan; every one that ever was in it or was chosen, newest plan first; the names of those chosen."""
    assignment = await assignments.get(turn.tx, answers["_assignment"])
    checkin = await checkins.get(turn.tx, answers["_checkin"])
    chosen = {name_of(words): Hurdle(words, "") for words in (checkin.hurdles if checkin else ())}
    if assignment is None:
        return (), {}, ()
    before = await history.plans_of(turn.tx, assignment.id)
    known: dict[str, Hurdle] = {}
    for plan in (assignment.plan, *reversed(before)):
        for each in plan.hurdles:
            known.setdefault(name_of(each.hurdle), each)
    planned = [name_of(each.hurdle) for each in assignment.plan.hurdles]
    return planned, {**chosen, **known}, list(chosen)
