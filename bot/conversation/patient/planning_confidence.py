"""How confident, and how to make it smaller: neutral offers, none of which happens by itself (DOMAIN.md, claims 17, 34)."""

from __future__ import annotations

from typing import Final

from bot.conversation.fields import (
    Answers,
    Field,
    Question,
    asks,
    number,
    options,
    scale,
    words_unless_no,
)
from bot.conversation.patient.planning_draft import LATER, WEEKLY, assignment_of
from bot.conversation.patient.planning_times import fewer_field
from bot.conversation.patient.planning_where import hear_brief_unless_no
from bot.conversation.turn import Turn
from bot.messages import Arg, Both, Words
from scheduler.schedule import Schedule
from storage.records import Assignment

LOW: Final = 6
"""At this confidence or below, a smaller step is offered (DOMAIN.md, claim 17; from memory, unverified)."""

FEWER, EASIER, TALK, KEEP = "fewer", "easier", "talk", "keep"
LEADS_TO_TALK: Final = frozenset({EASIER, TALK})
_TOP: Final = 10


def confidence_fields() -> tuple[Field, ...]:
    """Give the questions about confidence, and what may follow from a low one."""
    return (
        Field("confidence", ask=_ask_confidence, hear=number(0, _TOP), read=int, skippable=True),
        Field("smaller", ask=_ask_smaller),
        fewer_field(),
    )


def extra_fields() -> tuple[Field, ...]:
    """Give the questions that only those get who want to add something: each may be skipped."""
    expected = asks("planning-expected", scale(0, _TOP))
    return (
        Field(
            "teach_back",
            ask=asks("planning-teach-back"),
            hear=words_unless_no,
            skippable=True,
            example="example-teach-back",
        ),
        Field("expected", ask=expected, hear=number(0, _TOP), read=int, skippable=True),
        Field(
            "coping",
            ask=asks("planning-coping"),
            hear=hear_brief_unless_no,
            skippable=True,
            example="example-coping",
        ),
    )


def easier_title(turn: Turn, assignment: Assignment) -> Both | None:
    """Return the title and id of the next easier exercise of the library, if there is one."""
    easier = turn.library.easier(assignment.exercise_id)
    if easier is None:
        return None
    return Both({language: f"{text.title} ({easier.id})" for language, text in easier.text.items()})


async def _ask_confidence(turn: Turn, answers: Answers) -> Question | None:
    del turn
    if answers["mode"] == LATER:
        return None
    return Question(Words("planning-confidence"), scale(0, _TOP))


async def _ask_smaller(turn: Turn, answers: Answers) -> Question | None:
    confidence = answers.get("confidence")
    if confidence is None or confidence > LOW:
        return None
    assignment = await assignment_of(turn, answers)
    offers: list[tuple[str, Arg]] = []
    if Schedule.from_json(assignment.plan.schedule).pattern in WEEKLY:
        offers.append((FEWER, Words("planning-smaller-fewer")))
    if turn.library.easier(assignment.exercise_id) is not None:
        offers.append((EASIER, Words("planning-smaller-easier")))
    offers += [(TALK, Words("planning-talk")), (KEEP, Words("planning-smaller-keep"))]
    return Question(Words("planning-smaller"), options(*offers))
