"""A therapist ends an exercise: asked once more, then its moments and reminders stop at once."""

from __future__ import annotations

from bot.conversation.ended import end_exercise
from bot.conversation.patient import card
from bot.conversation.therapist import whose
from bot.conversation.turn import Turn, button, long, press, rows
from bot.messages import Choice, Words
from storage import assignments, people
from storage.records import Assignment, AssignmentState, Person, Role


async def hear_end(turn: Turn, rest: str) -> None:
    """Ask which exercise of the patient is to end."""
    patient = await whose.by_code(turn, rest) if rest else None
    if rest and patient is None:
        turn.say("t-patients-unknown", typed=rest)
    elif patient is None:
        await _ask_patient(turn)
    else:
        await _ask_which(turn, patient)


async def choose(turn: Turn, rest: str) -> None:
    """Ask which exercise of the patient whose button was pressed is to end."""
    patient = await whose.by_id(turn, rest)
    if patient is None:
        turn.say("button-old")
    else:
        await _ask_which(turn, patient)


async def ask_sure(turn: Turn, rest: str) -> None:
    """Ask once more before an exercise ends."""
    assignment = await _mine(turn, rest)
    if assignment is None:
        turn.say("button-old")
    elif assignment.state is AssignmentState.ENDED:
        turn.edit("t-patients-ended-already", title=card.title(assignment))
    else:
        turn.edit(
            "t-patients-end-sure",
            choices=rows(
                button("t-patients-end-yes", "tendy", assignment.id, style="danger"),
                button("t-patients-end-no", "tp", assignment.patient_id),
            ),
            title=card.title(assignment),
        )


async def end(turn: Turn, rest: str) -> None:
    """End an exercise: nothing of it is delivered any more, what was answered stays."""
    assignment = await _mine(turn, rest)
    patient = None if assignment is None else await people.get(turn.tx, assignment.patient_id)
    if assignment is None or patient is None:
        turn.say("button-old")
        return
    if assignment.state is AssignmentState.ENDED:
        turn.edit("t-patients-ended-already", title=card.title(assignment))
        return
    await end_exercise(turn, assignment, Role.THERAPIST)
    turn.edit("t-patients-ended", title=card.title(assignment), code=patient.code)


async def _mine(turn: Turn, shortened: str) -> Assignment | None:
    number = long(shortened)
    found = None if number is None else await assignments.get(turn.tx, number)
    return found if found is not None and found.therapist_id == turn.who.id else None


async def _ask_patient(turn: Turn) -> None:
    mine = await people.patients_of(turn.tx, turn.who.id)
    counts = await assignments.counts_of(turn.tx, [patient.id for patient in mine])
    busy = [each for each in mine if any(counts.get(each.id, {}).get(state) for state in assignments.OPEN)]
    if not busy:
        turn.say("t-patients-nothing-open")
        return
    turn.say(
        "t-patients-end-whose",
        choices=rows(
            *(Choice(each.code, press("tend", each.id)) for each in busy[-whose.MOST_BUTTONS :]), width=4
        ),
    )


async def _ask_which(turn: Turn, patient: Person) -> None:
    open_ones = await assignments.of_patient(turn.tx, patient.id, assignments.OPEN)
    if not open_ones:
        turn.say("t-patients-nothing-open-with", code=patient.code)
        return
    label = "t-patients-end-this"
    turn.say(
        "t-patients-end-which",
        choices=rows(
            *(
                Choice(
                    Words(label, {"id": each.exercise_id, "title": card.title(each)}), press("tends", each.id)
                )
                for each in open_ones
            )
        ),
        code=patient.code,
    )


COMMANDS = {"end": hear_end}
BUTTONS = {"tend": choose, "tends": ask_sure, "tendy": end}
