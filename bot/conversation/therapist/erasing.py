"""A therapist erases what is kept of a patient who takes part no more: shown first, asked once, then gone for good."""

from __future__ import annotations

from typing import Final

from bot.conversation.therapist import whose
from bot.conversation.turn import Turn, button, press, rows
from bot.messages import Choice, Moment
from storage import erasure, people
from storage.records import GONE, Person, PersonState

_MAY_GO: Final = frozenset({*GONE, PersonState.INVITED})


async def hear_erase(turn: Turn, rest: str) -> None:
    """Show what would go; without a code ask whose."""
    patient = await whose.by_code(turn, rest) if rest else None
    if rest and patient is None:
        turn.say("t-patients-unknown", typed=rest)
    elif patient is None:
        await _ask_whose(turn)
    else:
        await _ask_sure(turn, patient)


async def ask_sure(turn: Turn, rest: str) -> None:
    """Show what would go of the patient whose button was pressed."""
    patient = await whose.by_id(turn, rest)
    if patient is None:
        turn.say_old()
    else:
        await _ask_sure(turn, patient)


async def erase(turn: Turn, rest: str) -> None:
    """Erase everything; nothing is said to the patient, who was promised that nothing comes by itself any more."""
    patient = await whose.by_id(turn, rest)
    if patient is None:
        turn.say_old()
    elif patient.state not in _MAY_GO:
        turn.edit("t-erase-takes-part", code=patient.code)
    else:
        mentions = await erasure.erase(turn.tx, patient, turn.now)
        kept = mentions.without(turn.dialog)
        turn.dialog.clear()
        turn.dialog.update(kept)
        turn.edit("t-erase-done", code=patient.code)


async def _ask_sure(turn: Turn, patient: Person) -> None:
    if patient.state not in _MAY_GO:
        turn.say("t-erase-takes-part", code=patient.code)
        return
    counts = await erasure.counted(turn.tx, patient)
    turn.say(
        "t-erase-sure",
        choices=rows(
            button("t-erase-yes", "terasey", patient.id, style="danger"),
            button("t-erase-no", "tp", patient.id),
        ),
        code=patient.code,
        since=Moment(patient.created_at, turn.who.zone, "date"),
        exercises=counts["assignments"],
        moments=counts["occurrences"],
        answers=counts["checkins"],
        notes=counts["notes"],
        files=counts["files"],
        sessions=counts["appointments"],
    )


async def _ask_whose(turn: Turn) -> None:
    gone = [each for each in await people.patients_of(turn.tx, turn.who.id) if each.state in _MAY_GO]
    if not gone:
        turn.say("t-erase-nobody")
        return
    choices = (Choice(each.code, press("terase", each.id)) for each in gone[-whose.MOST_BUTTONS :])
    turn.say("t-erase-whose", choices=rows(*choices, width=4))


COMMANDS: Final = {"erase": hear_erase}
BUTTONS: Final = {"terase": ask_sure, "terasey": erase}
