"""An exercise as its patient sees it: title, if-then plan, numbered steps, why. Texts of the library in both languages."""

from __future__ import annotations

import re
from datetime import time

from bot.messages import Arg, Both, Lines, Words
from bot.words.places import place_words
from scheduler.schedule import Schedule
from storage.records import Assignment, Plan

_WHEN = re.compile(
    r"^(?:when(?:ever)?|if|(?:every|each) time(?: that)?|(?:immer |jedes mal,? )?wenn)\s+", re.IGNORECASE
)
"""How a situation may begin already; the card's own "When:" says it once."""

_STOPS = ".,;: "
"""What a phrase may end with; the card sets its own."""


def exercise_card(
    assignment: Assignment, *, plan: Plan | None = None, at: time | None = None, insight: str = ""
) -> Words:
    """Build the whole card. `plan`: another than the agreed one; `at`: this moment's time instead of all of them.

    `insight`: what the patient noticed an earlier time, verbatim (DOMAIN.md, claim 12: only their own text, opt-in).
    """
    plan = plan or assignment.plan
    noticed: Arg = Words("card-insight", {"insight": insight}) if insight else ""
    parts: tuple[Arg, ...] = (
        headline(assignment),
        Lines((plan_words(assignment, plan, at=at), counter_plans(plan))),
        steps(assignment),
        why_words(assignment, plan),
        coping(plan),
        noticed,
    )
    return Words("card", {"parts": Lines(parts, joiner="\n\n")})


def headline(assignment: Assignment) -> Words:
    """Say the title as a headline."""
    return Words("card-title", {"title": title(assignment)})


def title(assignment: Assignment) -> Both:
    """Return the title of the exercise."""
    return _text(assignment, "title")


def steps(assignment: Assignment) -> Lines:
    """Return the steps, numbered."""
    texts = assignment.exercise["text"]
    count = max(len(text["steps"]) for text in texts.values())
    parts = tuple(
        Both({lang: text["steps"][n] for lang, text in texts.items() if n < len(text["steps"])})
        for n in range(count)
    )
    return Lines(parts, mark="1.")


def why(assignment: Assignment, plan: Plan | None = None) -> Arg:
    """Return why it helps: the therapist's words, or the library's in the reader's language where they are its own."""
    said = (plan or assignment.plan).why
    library = _text(assignment, "why")
    return library if not said or said in library.texts.values() else said


def why_words(assignment: Assignment, plan: Plan | None = None) -> Words:
    """Say which goal it belongs to, and why it helps."""
    goal = (plan or assignment.plan).goal.rstrip(_STOPS)
    return Words("card-why", {"goal": goal, "why": why(assignment, plan)})


def plan_words(assignment: Assignment, plan: Plan | None = None, *, at: time | None = None) -> Words:
    """Say the if-then plan: situation, place and time, then the exercise (DOMAIN.md, section 4)."""
    plan = plan or assignment.plan
    times = (at,) if at else sorted(Schedule.from_json(plan.schedule).times)
    situation = _WHEN.sub("", plan.situation.strip()).rstrip(_STOPS)
    place = place_words(plan.place, inside=bool(situation))
    where = Lines((place, Lines(tuple(f"{each:%H:%M}" for each in times), joiner=", ")), joiner=", ")
    some = bool(plan.place or times)
    key = "card-plan" if situation and some else "card-plan-short"
    return Words(key, {"situation": situation or where, "where": where, "action": title(assignment)})


def counter_plans(plan: Plan) -> Lines:
    """Say each hurdle, with what was planned against it if something was."""
    return Lines(
        tuple(
            Words("card-counter", {"hurdle": each.hurdle, "counter": each.counter})
            if each.counter
            else Words("card-hurdle", {"hurdle": each.hurdle})
            for each in plan.hurdles
        )
    )


def coping(plan: Plan) -> Arg:
    """Say the sentence that the patient wants to take along, verbatim; nothing where there is none."""
    return Words("card-coping", {"coping": plan.coping}) if plan.coping else ""


def _text(assignment: Assignment, name: str) -> Both:
    return Both({lang: text[name] for lang, text in assignment.exercise["text"].items()})
