"""What patients sent in place of words: listed beside a summary, and shown one by one when it is asked for."""

from __future__ import annotations

from typing import Final

from bot.conversation.file_kinds import what_of
from bot.conversation.steps import Step
from bot.conversation.therapist import whose
from bot.conversation.therapist.digest import of_scope
from bot.conversation.turn import Turn, button, long, rows
from bot.digest.gather import gather
from bot.messages import Moment, Say, Words
from storage import files
from storage.ids import short
from storage.records import Person, StoredFile

ON_A_PAGE: Final = 10


async def show_list(turn: Turn, rest: str) -> None:
    """List the files of a summary in place, oldest first, ten to a page."""
    scope, _, page = rest.partition(":")
    found = await of_scope(turn, scope)
    if found is None:
        return
    patient, appointment = found
    material = await gather(turn.tx, turn.library, patient, appointment, turn.now)
    last = max(len(material.files) - 1, 0) // ON_A_PAGE
    shown = min(long(page) or 0, last)
    here = material.files[shown * ON_A_PAGE : (shown + 1) * ON_A_PAGE]
    listed = tuple(button("digest-file", "tdg", each.id, **_about(each, patient)) for each in here)
    around = [(key, number) for key, number in (("earlier", shown - 1), ("later", shown + 1))]
    turned = tuple(
        button(f"digest-page-{key}", "tdf", scope, number) for key, number in around if 0 <= number <= last
    )
    ways = (*rows(*listed), *((turned,) if turned else ()), (button("digest-back", "tdr", scope),))
    words = Words("digest-files", {"code": patient.code, "n": len(material.files)})
    turn.reply(Say(words, ways, edit=turn.pressed, protect=True))


async def show_one(turn: Turn, rest: str) -> None:
    """Show a file in a message of its own, if it is of a patient of theirs and was not taken back."""
    number = long(rest)
    found = None if number is None else await files.one_said(turn.tx, number)
    patient = None if found is None else await whose.by_id(turn, short(found.person_id))
    if found is None or patient is None:
        if found:
            turn.say_old()
        else:
            turn.say("file-taken-back")
    elif not turn.doubled:
        words = Words("digest-file-shown", {"code": patient.code, **_about(found, patient)})
        turn.reply(Say(words, file=found.id, protect=True))


def _about(file: StoredFile, patient: Person) -> dict[str, Words | Moment | str]:
    return {"what": what_of(file.kind) or "", "when": Moment(file.at, patient.zone)}


BUTTONS: dict[str, Step] = {"tdf": show_list, "tdg": show_one}
