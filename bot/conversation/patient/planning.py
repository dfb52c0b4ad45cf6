"""From a proposal to a plan of one's own. Nothing is delivered before the patient agreed."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.conversation import courtesy
from bot.conversation.fields import Form
from bot.conversation.frames import drop, open_frame
from bot.conversation.patient import planning_form
from bot.conversation.patient.planning_card import AGREE, CHANGE, OPEN, TALK, open_button, proposal_card
from bot.conversation.patient.planning_draft import AGREEING, CHANGING, LATER
from bot.conversation.patient.planning_end import TALK as TALK_FORM
from bot.conversation.patient.planning_end import TALK_WORDS, hear_words_back, talk_first
from bot.conversation.patient.planning_form import PLANNING
from bot.conversation.steps import DueStep, Step, WordsStep
from bot.conversation.turn import Desk, Turn, long
from bot.messages import Say, Words
from storage import assignments, due, people
from storage.due import NewDue
from storage.records import Assignment, AssignmentState, DueKind, DueRow, Person, PersonState


async def propose(desk: Desk, patient: Person, assignment_id: int) -> None:
    """Tell a patient, neutrally and at an hour that suits, that something waits.

    Whoever pauses, cannot be reached or has not arrived yet finds it when they are back.
    """
    if not _listens(desk, patient):
        return
    at = await courtesy.may_go_at(desk, patient)
    if at > desk.now:
        await due.plan(desk.tx, NewDue(DueKind.PROPOSAL, at, patient.id, assignment_id))
    else:
        _tell(desk, patient, assignment_id)


async def bring_waiting(desk: Desk, patient_id: int) -> None:
    """Let the proposals come that somebody could not be told of until now."""
    waiting = await assignments.of_patient(desk.tx, patient_id, [AssignmentState.PROPOSED])
    if waiting:
        await due.plan(desk.tx, NewDue(DueKind.PROPOSAL, desk.now, patient_id, waiting[0].id))


async def show_waiting(turn: Turn) -> None:
    """Show the first proposal that waits for an answer to somebody who is here."""
    waiting = await assignments.of_patient(turn.tx, turn.who.id, [AssignmentState.PROPOSED])
    if waiting:
        turn.reply(await proposal_card(turn.tx, waiting[0]))


async def begin_change(turn: Turn, assignment: Assignment) -> None:
    """Let the patient change one thing of what was agreed, or plan what is only proposed."""
    if assignment.state is AssignmentState.ENDED:
        turn.say("planning-gone")
        return
    await planning_form.begin(
        turn, assignment, CHANGING if assignment.state in assignments.NOT_AGREED else LATER
    )


async def begin_fewer(turn: Turn, assignment: Assignment) -> None:
    """Let the patient choose which days are enough, of what was agreed."""
    if assignment.state is AssignmentState.ENDED:
        turn.say("planning-gone")
        return
    await planning_form.begin(turn, assignment, LATER, which="fewer", smaller="fewer")


def _listens(desk: Desk, patient: Person) -> bool:
    paused = patient.paused_until is not None and patient.paused_until > desk.now
    return patient.state is PersonState.ACTIVE and patient.blocked_at is None and not paused


def _tell(desk: Desk, patient: Person, assignment_id: int) -> None:
    desk.tell(
        patient,
        Say(Words("planning-waiting"), open_button(assignment_id), protect=True),
        unasked=True,
        dedupe_key=f"proposal:{assignment_id}:{desk.now.timestamp():.0f}",
    )


async def _proposals_due(desk: Desk, rows: list[DueRow]) -> None:
    """Bring proposals that waited for a better hour: one message for each person, whatever their number."""
    found = await people.get_many(desk.tx, {row.person_id for row in rows})
    waiting = await assignments.get_many(desk.tx, {row.subject_id for row in rows})
    first: dict[int, int] = {}
    for row in rows:
        assignment = waiting.get(row.subject_id)
        if assignment is not None and assignment.state is AssignmentState.PROPOSED:
            first.setdefault(row.person_id, assignment.id)
    for person_id, assignment_id in first.items():
        await propose(desk, found[person_id], assignment_id)


async def _own(turn: Turn, rest: str) -> Assignment | None:
    """Return the assignment that a button names, if it is this person's; otherwise say that the button is old."""
    assignment_id = long(rest)
    found = None if assignment_id is None else await assignments.get(turn.tx, assignment_id)
    if found is None or found.patient_id != turn.who.id:
        turn.say("button-old")
        return None
    return found


async def _own_waiting(turn: Turn, rest: str) -> Assignment | None:
    """Return the same if it still waits for an answer; otherwise say what became of it."""
    found = await _own(turn, rest)
    if found is None:
        return None
    if found.state in assignments.NOT_AGREED:
        return found
    turn.say("planning-gone" if found.state is AssignmentState.ENDED else "planning-already")
    return None


async def _open(turn: Turn, rest: str) -> None:
    assignment = await _own_waiting(turn, rest)
    if assignment is not None:
        turn.reply(replace(await proposal_card(turn.tx, assignment), edit=turn.pressed))


async def _agree(turn: Turn, rest: str) -> None:
    assignment = await _own_waiting(turn, rest)
    if assignment is not None and not _just_asked(turn, PLANNING, assignment):
        await planning_form.begin(turn, assignment, AGREEING)


async def _change(turn: Turn, rest: str) -> None:
    assignment = await _own_waiting(turn, rest)
    if assignment is not None and not _just_asked(turn, PLANNING, assignment):
        await planning_form.begin(turn, assignment, CHANGING)


async def _talk(turn: Turn, rest: str) -> None:
    assignment = await _own_waiting(turn, rest)
    if assignment is not None and not _just_asked(turn, TALK_FORM, assignment):
        drop(turn, PLANNING, _id=assignment.id)
        await talk_first(turn, assignment)


def _just_asked(turn: Turn, asked: Form, assignment: Assignment) -> bool:
    """Whether the same button was pressed just before, and its question still stands there."""
    frame = open_frame(turn)
    if frame is None or not turn.doubled:
        return False
    return bool(frame["form"] == asked.name and frame["answers"]["_id"] == assignment.id)


BUTTONS: Final[dict[str, Step]] = {OPEN: _open, AGREE: _agree, CHANGE: _change, TALK: _talk}
DUE: Final[dict[DueKind, DueStep]] = {DueKind.PROPOSAL: _proposals_due}
FORMS: Final = (PLANNING, TALK_FORM)
WORDS_BACK: Final[dict[str, WordsStep]] = {TALK_WORDS: hear_words_back}
