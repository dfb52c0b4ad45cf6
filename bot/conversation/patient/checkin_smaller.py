"""A step that frightens, made smaller: in the patient's own words for the session, on fewer days, or as an easier exercise."""

from __future__ import annotations

from typing import Any, Final

from bot.conversation.fields import Answers, Field, Question, any_text, options
from bot.conversation.patient import planning, planning_end
from bot.conversation.patient.planning_confidence import easier_title
from bot.conversation.patient.planning_draft import WEEKLY
from bot.conversation.turn import Turn
from bot.messages import Arg, Rows, Words
from bot.words.wishes import easier_wish
from scheduler.schedule import Pattern, Schedule
from storage import assignments
from storage.records import Assignment, AssignmentState

FEWER, EASIER = "@fewer", "@easier"
NAME: Final = "smaller"


def smaller_field() -> Field:
    """Ask what would be small enough. What is said changes nothing by itself: it is a wish, and the therapist reads it."""
    return Field(
        NAME,
        ask=_ask,
        hear=any_text,
        keep=_keep,
        forget=_forget,
        skippable=True,
        files=True,
        amount=True,
        example="example-smaller",
    )


async def _ask(turn: Turn, answers: Answers) -> Question | None:
    assignment = await assignments.get(turn.tx, answers["_assignment"])
    if assignment is None:
        return None
    return Question(Words("checkin-smaller"), _choices(turn, assignment))


def _choices(turn: Turn, assignment: Assignment) -> Rows:
    offers: list[tuple[str, Arg]] = []
    goes_on = assignment.state is not AssignmentState.ENDED
    if goes_on and _has_days_to_spare(Schedule.from_json(assignment.plan.schedule)):
        offers.append((FEWER, Words("planning-smaller-fewer")))
    if easier_title(turn, assignment) is not None:
        offers.append((EASIER, Words("planning-smaller-easier")))
    return options(*offers)


def _has_days_to_spare(schedule: Schedule) -> bool:
    if schedule.pattern not in WEEKLY:
        return False
    return (
        schedule.pattern in {Pattern.DAILY, Pattern.WEEKDAYS}
        or max(len(schedule.days), schedule.per_week) > 1
    )


async def _keep(turn: Turn, answers: Answers, value: Any) -> None:
    assignment = await assignments.get(turn.tx, answers["_assignment"])
    if assignment is None or value is None:
        return
    if value == FEWER:
        await planning.begin_fewer(turn, assignment)
        return
    title = easier_title(turn, assignment) if value == EASIER else None
    await planning_end.wish(turn, assignment, str(value) if title is None else easier_wish(title))


async def _forget(turn: Turn, answers: Answers) -> None:
    await planning_end.forget_wish(turn, answers["_assignment"])
