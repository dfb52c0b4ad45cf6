"""A therapist ends it with a patient whose therapy is over: asked once, then told to the patient in one plain message."""

from __future__ import annotations

from bot.conversation import parting
from bot.conversation.courtesy import manners
from bot.conversation.therapist import whose
from bot.conversation.turn import Turn, button, rows
from bot.messages import Say, Words
from scheduler.courtesy import after_quiet
from storage import dialogs
from storage.records import GONE, Lane, Person, Role


async def ask(turn: Turn, rest: str) -> None:
    """Ask once before everything with a patient ends."""
    patient = await _here(turn, rest)
    if patient is not None:
        turn.edit(
            "t-patients-part-sure",
            choices=rows(
                button("t-patients-part-yes", "tparty", patient.id, style="danger"),
                button("t-patients-part-no", "tp", patient.id),
            ),
            code=patient.code,
        )


async def end(turn: Turn, rest: str) -> None:
    """End exercises and sessions, and let the patient know; what was written stays until it is erased."""
    patient = await _here(turn, rest)
    if patient is None:
        return
    await parting.part(turn, patient, by=Role.THERAPIST)
    dialog = await dialogs.load(turn.tx, patient.id)
    if dialog:
        await dialogs.save(turn.tx, patient.id, {**dialog, "stack": []}, known=True, now=turn.now)
    at = after_quiet(turn.now, manners(patient))
    turn.tell(
        patient,
        Say(Words("pref-ended")),
        lane=Lane.REMINDER,
        dedupe_key=f"parted:{patient.id}:{int(turn.now.timestamp())}",
        not_before=at if at > turn.now else None,
    )
    turn.edit(
        "t-patients-parted",
        choices=rows(
            button("t-patients-digest", "tpd", patient.id), button("t-patients-back", "tpl", "0"), width=2
        ),
        code=patient.code,
    )


async def _here(turn: Turn, rest: str) -> Person | None:
    """Return the patient whose button was pressed; where it is over already, say so."""
    patient = await whose.by_id(turn, rest)
    if patient is None:
        turn.say_old()
    elif patient.state in GONE:
        turn.edit("t-patients-parted-already", code=patient.code)
    else:
        return patient
    return None


BUTTONS = {"tpart": ask, "tparty": end}
