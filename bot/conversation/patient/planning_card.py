"""How a proposal and a plan look: what, why, the steps; and the if-then sentence at the end."""

from __future__ import annotations

from typing import Final

from bot.conversation.schedule_words import schedule_words
from bot.conversation.turn import button
from bot.messages import Arg, Both, Choice, Lines, Rows, Say, Words
from scheduler.schedule import Pattern, Schedule
from storage.records import Assignment, AssignmentState, Plan

OPEN, AGREE, CHANGE, TALK = "plan-open", "plan-agree", "plan-change", "plan-talk"

_LONGEST_LABEL: Final = 40


def proposal_card(assignment: Assignment) -> Say:
    """Show an exercise that was proposed, with everything that is needed to agree to it."""
    schedule = Schedule.from_json(assignment.plan.schedule)
    suggested = Lines((schedule_words(schedule), assignment.plan.place), ", ")
    noted = Words("planning-noted") if assignment.state is AssignmentState.TALK_FIRST else ""
    card = Words(
        "planning-proposal",
        {
            "title": title_of(assignment),
            "goal": assignment.plan.goal,
            "why": why_of(assignment),
            "steps": steps_of(assignment),
            "suggested": suggested,
            "noted": noted,
        },
    )
    choices = (
        (
            button("planning-agree", AGREE, assignment.id, style="primary"),
            button("planning-change", CHANGE, assignment.id),
        ),
        (button("planning-talk", TALK, assignment.id), button("planning-help", "help")),
    )
    return Say(card, choices, protect=True)


def open_button(assignment_id: int) -> Rows:
    """Give the button that opens a proposal."""
    return ((button("planning-open", OPEN, assignment_id),),)


def plan_words(assignment: Assignment, plan: Plan) -> Words:
    """Say a plan as one if-then sentence, with how often, and what helps when something comes between."""
    schedule = Schedule.from_json(plan.schedule)
    times = Lines(tuple(f"{at:%H:%M}" for at in sorted(schedule.times)), " / ")
    around = Lines((plan.place, times), ", ")
    hurdles = tuple(
        Words("planning-if", {"hurdle": each.hurdle, "counter": each.counter})
        for each in plan.hurdles
        if each.counter
    )
    sentence = Words(
        "planning-plan", {"situation": plan.situation, "around": around, "title": title_of(assignment)}
    )
    coping = Words("planning-sentence", {"coping": plan.coping}) if plan.coping else ""
    often: Arg = "" if schedule.pattern is Pattern.ON_EVENT else schedule_words(schedule)
    return Words("planning-card", {"plan": Lines((sentence, often, *hurdles, coping))})


def title_of(assignment: Assignment) -> Both:
    """Return the exercise's title as it was when it was assigned."""
    return Both({language: text["title"] for language, text in assignment.exercise["text"].items()})


def why_of(assignment: Assignment) -> Arg:
    """Return why it helps: the therapist's words, or the library's in the reader's language where they are those."""
    known = {language: text["why"] for language, text in assignment.exercise["text"].items()}
    why = assignment.plan.why
    return Both(known) if not why or why in known.values() else why


def steps_of(assignment: Assignment) -> Lines:
    """Return the numbered steps."""
    texts = assignment.exercise["text"]
    number = max(len(text["steps"]) for text in texts.values())
    steps = (
        Both({language: text["steps"][place] for language, text in texts.items()}) for place in range(number)
    )
    return Lines(tuple(steps), mark="1.")


def shown(value: str, text: str) -> Choice:
    """Build a choice whose label is somebody's own words, cut where they are too long for a button."""
    return Choice(text if len(text) <= _LONGEST_LABEL else f"{text[: _LONGEST_LABEL - 1]}…", value)
