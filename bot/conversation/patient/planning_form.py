"""The form that turns a proposal into a plan, and its end: agreed, or first talked about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from bot.conversation import form
from bot.conversation.fields import Answers, Field, Form, Heard, Question, Unclear, Value, options
from bot.conversation.frames import open_frame
from bot.conversation.hearing.yes_no import hear_yes_no
from bot.conversation.own_words import says_something
from bot.conversation.patient import planning_end
from bot.conversation.patient.keeping import is_sentence, keep_note
from bot.conversation.patient.planning_card import plan_question
from bot.conversation.patient.planning_confidence import LEADS_TO_TALK, confidence_fields, extra_fields
from bot.conversation.patient.planning_draft import LATER, WEEKLY, assignment_of, drafted
from bot.conversation.patient.planning_times import is_over, times_fields
from bot.conversation.patient.planning_where import hurdle_fields, where_fields
from bot.conversation.turn import Turn
from bot.messages import Arg, Words
from scheduler.schedule import Pattern, Schedule
from storage.records import Assignment, NoteKind

_NUMBERS_AND_CHOICES: Final = frozenset({"confidence", "expected", "smaller"})
YES, CHANGE, MORE = "yes", "change", "more"


async def begin(turn: Turn, assignment: Assignment, mode: str, **said: str) -> None:
    """Start the form, or go on where it stands: what was answered already, or is `said` with it, is not asked again."""
    known: Answers = {"_id": assignment.id, "mode": mode}
    for frame in turn.dialog.get("stack", []):
        if frame["form"] == PLANNING.name and frame["answers"]["_id"] == assignment.id:
            known = {**frame["answers"], "mode": mode}
    await form.begin(turn, PLANNING, {**known, **said})


def _fields(answers: Answers) -> Sequence[Field]:
    if answers.get("smaller") in LEADS_TO_TALK:
        return (*times_fields(), *where_fields(), *hurdle_fields(), *confidence_fields())
    extras = extra_fields() if answers.get(MORE) else ()
    return (
        Field("which", ask=_ask_which, keep=_keep_which),
        *times_fields(),
        *where_fields(),
        *hurdle_fields(),
        *confidence_fields(),
        *extras,
        Field("plan", ask=_ask_plan, hear=_hear_plan, keep=_keep_plan),
    )


async def _ask_which(turn: Turn, answers: Answers) -> Question | None:
    """Ask what is to change: always where something agreed is changed later, else only on request."""
    if answers["mode"] != LATER and not answers.get("changing"):
        return None
    assignment = await assignment_of(turn, answers)
    pattern = Schedule.from_json(assignment.plan.schedule).pattern
    offers: list[tuple[str, Arg]] = []
    if pattern is not Pattern.ON_EVENT:
        offers.append(("time", Words("planning-which-time")))
    if pattern is Pattern.ONCE:
        offers.append(("date", Words("planning-which-date")))
    if pattern in WEEKLY:
        offers.append(("days", Words("planning-which-days")))
    offers += [(name, Words(f"planning-which-{name}")) for name in ("place", "situation", "hurdle")]
    return Question(Words("planning-which"), options(*offers, width=2))


async def _keep_which(turn: Turn, answers: Answers, value: Any) -> None:
    del turn
    answers["redo"] = value
    answers.pop(value, None)
    if value == "hurdle":
        answers.pop("counter", None)
    if value == "days":
        answers.pop("fewer", None)
        if answers.get("smaller") is not None:
            answers["smaller"] = "keep"


async def _ask_plan(turn: Turn, answers: Answers) -> Question:
    assignment = await assignment_of(turn, answers)
    offers: list[tuple[str, Arg]] = [
        (YES, Words("planning-yes")),
        (CHANGE, Words("planning-change-something")),
    ]
    if not answers.get(MORE) and answers["mode"] != LATER:
        offers.append((MORE, Words("planning-more")))
    plan = drafted(turn, assignment, answers)
    return Question(plan_question(assignment, plan), options(*offers), protect=True)


async def _hear_plan(turn: Turn, text: str, answers: Answers) -> Heard:
    del turn, answers
    meant = hear_yes_no(text)
    return Unclear(Words("form-please-choose")) if meant is None else Value(YES if meant else CHANGE)


async def _keep_plan(turn: Turn, answers: Answers, value: Any) -> None:
    """Open the form once more where something is to change or to be added."""
    if value == YES:
        return
    answers.pop("plan")
    if value == MORE:
        answers[MORE] = True
    else:
        answers["changing"] = True
        answers.pop("which", None)
    frame = open_frame(turn)
    if frame is not None and "plan" in frame["trail"]:
        frame["trail"].remove("plan")


async def _keep_stray(turn: Turn, answers: Answers, name: str, text: str) -> bool:
    """Keep what is said instead of a number or a choice; of what might be a time, a day or a place only whole sentences."""
    if not (says_something(text) if name in _NUMBERS_AND_CHOICES else is_sentence(text)):
        return False
    await keep_note(turn, NoteKind.DIFFICULTY, text, assignment_id=answers["_id"])
    return True


async def _finish(turn: Turn, answers: Answers) -> None:
    assignment = await assignment_of(turn, answers)
    if answers.get("smaller") in LEADS_TO_TALK:
        await planning_end.talk_first(turn, assignment, easier=answers["smaller"] == "easier")
        return
    plan = drafted(turn, assignment, answers)
    if is_over(turn, Schedule.from_json(plan.schedule)):
        left = {name: value for name, value in answers.items() if name not in {"date", "time", "plan"}}
        await form.begin(turn, PLANNING, left)
        return
    await planning_end.agree(turn, assignment, plan)


PLANNING: Final = Form(
    "planning", _fields, _finish, "planning-cancelled", rests_after=timedelta(hours=2), stray=_keep_stray
)
