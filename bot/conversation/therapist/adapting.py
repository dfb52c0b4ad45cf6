"""An exercise that shall be different: a step easier or harder, or itself with another plan. The patient agrees anew.

Nothing is chosen by the program: it fills the form with what was agreed, and the therapist sends it (DOMAIN.md, claim 37).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.conversation.fields import Answers
from bot.conversation.patient import card
from bot.conversation.patient.reminding import has_run_its_course
from bot.conversation.therapist import assign, assign_draft, exercise_page, whose
from bot.conversation.therapist.assign_schedule import answers_of
from bot.conversation.turn import Turn, long, press, rows
from bot.library.schema import Exercise
from bot.messages import Choice, Rows, Words
from scheduler.schedule import Schedule
from storage import assignments, people
from storage.records import GONE, Assignment, AssignmentState, Person

_YES = "yes"
LATELY = timedelta(weeks=4)
"""So long what has run its course is offered to be gone on with."""


async def choose(turn: Turn, rest: str) -> None:
    """Offer what could take the place of each exercise that is agreed with the patient whose button was pressed."""
    patient = await whose.by_id(turn, rest)
    if patient is None or patient.state in GONE:
        turn.say_old()
        return
    running = await _of(turn, patient)
    if not running:
        turn.say("t-patients-nothing-open-with", code=patient.code)
        return
    choices = [row for each in running for row in _ways(turn, each)]
    turn.say("t-adapt-which", choices=tuple(choices), code=patient.code)


async def _of(turn: Turn, patient: Person) -> list[Assignment]:
    """Return what goes on, and what has run its course lately: there the next step is to be chosen."""
    found = await assignments.of_patient(turn.tx, patient.id, (*assignments.RUNNING, AssignmentState.ENDED))
    return [each for each in found if each.state in assignments.RUNNING or await _is_over(turn, each)]


async def _is_over(turn: Turn, assignment: Assignment) -> bool:
    lately = assignment.ended_at is not None and assignment.ended_at > turn.now - LATELY
    return lately and await has_run_its_course(turn.tx, assignment)


def _ways(turn: Turn, assignment: Assignment) -> Rows:
    """Offer the exercise itself, and its neighbours on the ladder as the library has them now."""
    same, library = Words("t-adapt-same", {"title": card.title(assignment)}), turn.library
    ways = [Choice(same, _press(assignment, assignment.exercise_id))]
    for key, each in (
        ("t-library-easier", library.easier(assignment.exercise_id)),
        ("t-library-harder", library.harder(assignment.exercise_id)),
    ):
        if each is not None:
            words = Words(key, {"id": each.id, "title": exercise_page.title(each)})
            ways.append(Choice(words, _press(assignment, each.id)))
    return rows(*ways)


def _press(assignment: Assignment, exercise_id: str) -> str:
    return press("tadapt", assignment.id, exercise_id)


async def begin(turn: Turn, rest: str) -> None:
    """Fill the form with what was agreed; what is left of it is the last look, and what is asked of each patient anew."""
    shortened, _, exercise_id = rest.partition(":")
    number = long(shortened)
    before = None if number is None else await assignments.get(turn.tx, number)
    if before is None or before.therapist_id != turn.who.id:
        turn.say_old()
        return
    if before.state not in assignments.RUNNING and not await _is_over(turn, before):
        turn.say_old()
        return
    patient, exercise = await people.get(turn.tx, before.patient_id), turn.library.get(exercise_id)
    if patient is None or exercise is None:
        turn.say("t-library-gone", id=exercise_id)
    elif not turn.doubled:
        await assign.begin(turn, {"patient": patient.code, **_answers(before, exercise)})


def _answers(before: Assignment, exercise: Exercise) -> Answers:
    plan = before.plan
    no_more_than_now = {"more": _YES, "twice": _YES}
    said: dict[str, Any] = {
        assign_draft.REPLACES: before.id,  # of what is over, too: a clock that was ahead may have ended it
        **(no_more_than_now if before.state in assignments.RUNNING else {}),
        "topic": f"{assign_draft.NAMED}{exercise.id}",
        "goal": plan.goal,
        "why": _why(before, exercise),
        "situation": plan.situation,
        "place": plan.place or None,
        "follow_up": before.follow_up_minutes,
        **answers_of(Schedule.from_json(plan.schedule)),
    }
    for index, hurdle in enumerate(plan.hurdles[: assign_draft.MOST_HURDLES], 1):
        said[f"hurdle{index}"], said[f"counter{index}"] = hurdle.hurdle, hurdle.counter
        said[f"reason{index}"] = hurdle.reason
    said.setdefault(f"hurdle{len(plan.hurdles) + 1}", None)
    return said


def _why(before: Assignment, exercise: Exercise) -> str:
    """Keep the therapist's own words for the same exercise; another one has its own reason."""
    usual = {text.why for text in exercise.text.values()}
    own = before.exercise_id == exercise.id and before.plan.why not in usual
    return before.plan.why if own else assign_draft.LIBRARY_WHY


BUTTONS = {"tadl": choose, "tadapt": begin}
