"""How a proposal and a plan look: what, why, the steps; and the if-then sentence at the end."""

from __future__ import annotations

from typing import Final

from bot.conversation.patient import card
from bot.conversation.schedule_words import schedule_words
from bot.conversation.turn import button
from bot.messages import Arg, Choice, Lines, Rows, Say, Words
from bot.words.places import place_words
from scheduler.schedule import Pattern, Schedule
from storage import assignments
from storage.database import Tx
from storage.records import Assignment, AssignmentState, Plan

OPEN, AGREE, CHANGE, TALK = "plan-open", "plan-agree", "plan-change", "plan-talk"

_LONGEST_LABEL: Final = 40


async def proposal_card(tx: Tx, assignment: Assignment) -> Say:
    """Show an exercise that was proposed, with everything that is needed to agree to it."""
    before = await assignments.get_open(tx, assignment.replaces_id)
    schedule = Schedule.from_json(assignment.plan.schedule)
    suggested = Lines((schedule_words(schedule), place_words(assignment.plan.place, inside=True)), ", ")
    noted: Arg = Words("planning-noted") if assignment.state is AssignmentState.TALK_FIRST else ""
    parts: tuple[Arg, ...] = (
        card.headline(assignment),
        card.why_words(assignment),
        card.steps(assignment),
        Lines((Words("planning-suggested", {"suggested": suggested}), noted)),
        "" if before is None else Words("planning-replaces", {"title": card.title(before)}),
    )
    choices = (
        (
            button("planning-agree", AGREE, assignment.id, style="primary"),
            button("planning-change", CHANGE, assignment.id),
        ),
        (button("planning-talk", TALK, assignment.id), button("planning-help", "help")),
    )
    return Say(Words("card", {"parts": Lines(parts, "\n\n")}), choices, protect=True)


def open_button(assignment_id: int) -> Rows:
    """Give the button that opens a proposal."""
    return ((button("planning-open", OPEN, assignment_id),),)


def plan_question(assignment: Assignment, plan: Plan) -> Words:
    """Ask whether the plan is right: the if-then sentence, how often, and what helps when something comes between."""
    schedule = Schedule.from_json(plan.schedule)
    often: Arg = Words("planning-often", {"schedule": schedule_words(schedule)})
    parts: tuple[Arg, ...] = (
        card.plan_words(assignment, plan),
        "" if schedule.pattern is Pattern.ON_EVENT else often,
        card.counter_plans(plan),
        card.coping(plan),
    )
    return Words("planning-card", {"plan": Lines(parts)})


def shown(value: str, text: str) -> Choice:
    """Build a choice whose label is somebody's own words, cut where they are too long for a button."""
    return Choice(text if len(text) <= _LONGEST_LABEL else f"{text[: _LONGEST_LABEL - 1]}…", value)
