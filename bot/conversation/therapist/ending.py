"""A therapist ends an exercise: asked once more, then its moments and reminders stop at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.conversation.ended import end_exercise
from bot.conversation.hearing.folding import fold
from bot.conversation.patient import card, ended
from bot.conversation.therapist import whose
from bot.conversation.turn import Turn, button, long, press, rows
from bot.messages import Both, Choice, Words
from storage import assignments, people
from storage.records import Assignment, AssignmentState, Person, Role

_SHORTEST: Final = 3
"""So many characters of a title name an exercise; fewer are in nearly all of them."""


async def hear_end(turn: Turn, rest: str) -> None:
    """Ask which exercise of the patient is to end; one that is named after the code is asked about at once."""
    patient, typed, more = await whose.named(turn, rest)
    if rest and patient is None:
        turn.say("t-patients-unknown", typed=typed)
    elif patient is None:
        await _ask_patient(turn)
    elif more:
        await _ask_named(turn, patient, more)
    else:
        await _ask_which(turn, patient)


async def _ask_named(turn: Turn, patient: Person, named: str) -> None:
    """Ask about the exercise that is named, by its id or words of its title; where none is, which one it is."""
    open_ones = await assignments.of_patient(turn.tx, patient.id, assignments.OPEN)
    exercise = turn.library.get(named)
    meant = [
        each
        for each in open_ones
        if (each.exercise_id == exercise.id if exercise else _is_part(named, card.title(each)))
    ]
    if len(meant) == 1:
        _ask_sure(turn, meant[0])
    elif meant or not open_ones:
        await _ask_which(turn, patient, meant)
    else:
        turn.say("t-patients-end-not-open" if exercise else "t-patients-code-only", words=named)
        await _ask_which(turn, patient)


def _is_part(words: str, title: Both) -> bool:
    return len(words) >= _SHORTEST and any(fold(words) in fold(each) for each in title.texts.values())


async def choose(turn: Turn, rest: str) -> None:
    """Ask which exercise of the patient whose button was pressed is to end."""
    patient = await whose.by_id(turn, rest)
    if patient is None:
        turn.say_old()
    else:
        await _ask_which(turn, patient)


async def ask_sure(turn: Turn, rest: str) -> None:
    """Ask once more before an exercise ends."""
    assignment = await _mine(turn, rest)
    if assignment is None:
        turn.say_old()
    elif assignment.state is AssignmentState.ENDED:
        turn.edit("t-patients-ended-already", title=card.title(assignment))
    else:
        _ask_sure(turn, assignment)


def _ask_sure(turn: Turn, assignment: Assignment) -> None:
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
        turn.say_old()
        return
    if assignment.state is AssignmentState.ENDED:
        turn.edit("t-patients-ended-already", title=card.title(assignment))
        return
    await end_exercise(turn, assignment, Role.THERAPIST)
    agreed = assignment.state in {AssignmentState.AGREED, AssignmentState.PAUSED}
    told = agreed and await ended.tell(turn, patient, assignment)
    turn.edit(
        "t-patients-ended", title=card.title(assignment), code=patient.code, told="yes" if told else "no"
    )


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


async def _ask_which(turn: Turn, patient: Person, some: Sequence[Assignment] = ()) -> None:
    open_ones = some or await assignments.of_patient(turn.tx, patient.id, assignments.OPEN)
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
