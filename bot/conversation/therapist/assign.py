"""Proposing an exercise: one guided form, which a line may fill beforehand; what is complete goes to the patient."""

from __future__ import annotations

from bot.conversation import form
from bot.conversation.ended import end_exercise
from bot.conversation.fields import Answers, Form
from bot.conversation.patient import planning
from bot.conversation.therapist import assign_draft, assign_form, assign_line, exercise_page, whose
from bot.conversation.turn import Turn
from bot.library.snapshot import snapshot
from bot.messages import Say
from storage import assignments, people
from storage.records import GONE, Person, PersonState, Reach, Role


async def hear_assign(turn: Turn, rest: str) -> None:
    """Begin the form with what the line says."""
    line = await assign_line.read(turn, rest)
    for words in line.remarks:
        turn.reply(Say(words))
    await begin(turn, line.answers)


async def for_patient(turn: Turn, rest: str) -> None:
    """Begin the form for the patient whose button was pressed."""
    patient = await whose.by_id(turn, rest)
    if patient is None:
        turn.say_old()
    elif patient.state in GONE:
        turn.say("t-assign-patient-gone", code=patient.code)
    elif not turn.doubled:
        await begin(turn, {"patient": patient.code})


async def for_exercise(turn: Turn, rest: str) -> None:
    """Begin the form with an exercise of the library."""
    exercise = turn.library.get(rest)
    if exercise is None:
        turn.say("t-library-gone", id=rest)
    elif not turn.doubled:
        await begin(turn, {"topic": f"{assign_draft.NAMED}{exercise.id}"})


async def begin(turn: Turn, answers: Answers) -> None:
    """Begin the form with what is known already."""
    mine = await people.patients_of(turn.tx, turn.who.id)
    if all(patient.state in GONE for patient in mine):
        turn.say("t-assign-nobody")
        return
    await form.begin(turn, FORM, {"follow_up": assign_form.USUAL_FOLLOW_UP, **answers})


async def _send(turn: Turn, answers: Answers) -> None:
    """Propose what is complete now; a patient who is not in yet finds it when they come in."""
    patient, exercise = await assign_draft.patient_of(turn, answers), assign_draft.exercise_of(turn, answers)
    if patient is None or exercise is None or patient.state in GONE:
        turn.say("t-assign-not-sent")
        return
    await _withdraw_others(turn, patient, answers.get(assign_draft.REPLACES))
    assignment_id = await assignments.propose(
        turn.tx,
        patient_id=patient.id,
        therapist_id=turn.who.id,
        exercise_id=exercise.id,
        exercise=snapshot(exercise),
        plan=await assign_draft.plan_of(turn, answers, patient, exercise),
        follow_up_minutes=answers["follow_up"],
        now=turn.now,
        replaces_id=answers.get(assign_draft.REPLACES),
    )
    await planning.propose(turn, patient, assignment_id)
    turn.say(_sent(turn, patient), code=patient.code, title=exercise_page.title(exercise))


async def _withdraw_others(turn: Turn, patient: Person, replaces_id: int | None) -> None:
    """Take back what was proposed before for the same place, and has no answer yet: only one can take it."""
    if replaces_id is not None:
        for each in await assignments.of_patient(turn.tx, patient.id, assignments.NOT_AGREED):
            if each.replaces_id == replaces_id:
                await end_exercise(turn, each, Role.THERAPIST)


def _sent(turn: Turn, patient: Person) -> str:
    """Say honestly whether the patient hears of it now, or finds it when they are there."""
    if patient.state is not PersonState.ACTIVE:
        return "t-assign-waiting"
    resting = patient.paused_until is not None and patient.paused_until > turn.now
    reached = patient.blocked_at is None and patient.reach is not Reach.UNPROVEN
    return "t-assign-sent" if reached and not resting else "t-assign-later"


FORM = Form("tassign", assign_form.fields, _send)

COMMANDS = {"assign": hear_assign}
BUTTONS = {"tassign": for_patient, "tassignx": for_exercise}
FORMS = (FORM,)
