"""An exercise that the therapist has ended: the patient is told so once, neutrally, since they may be waiting for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.conversation import courtesy
from bot.conversation.patient import card
from bot.conversation.steps import Step
from bot.conversation.turn import Desk, Turn, button, long, rows
from bot.messages import Lines, Say, Words
from storage import assignments, history
from storage.records import Assignment, Person, PersonState, Role

_VERB: Final = "ended"
_GATHERED_FOR: Final = timedelta(minutes=2)
"""So long the message waits: what ends meanwhile is told by the same one."""


async def tell(desk: Desk, patient: Person, assignment: Assignment) -> bool:
    """Say that something has changed, at an hour that suits; False for those to whom nothing is sent anyhow."""
    resting = patient.paused_until is not None and patient.paused_until > desk.now
    if patient.state is not PersonState.ACTIVE or patient.blocked_at is not None or resting:
        return False
    at = max(await courtesy.may_go_at(desk, patient), desk.now + _GATHERED_FOR)
    minutes = int(desk.now.timestamp() // _GATHERED_FOR.total_seconds())
    desk.tell(
        patient,
        Say(
            Words("current-ended-hello"),
            rows(button("moments-open", _VERB, assignment.id, style="primary")),
            protect=True,
        ),
        unasked=True,
        dedupe_key=f"{_VERB}:{patient.id}:{minutes}",
        not_before=at,
    )
    return True


async def _open(turn: Turn, rest: str) -> None:
    """Name what has ended, with all that the therapist has ended since."""
    number = long(rest)
    told = None if number is None else await assignments.get(turn.tx, number)
    if told is None or told.patient_id != turn.who.id or told.ended_at is None:
        turn.say_old()
        return
    since = await history.ended_since(turn.tx, turn.who.id, Role.THERAPIST, told.ended_at)
    ended = await assignments.get_many(turn.tx, since)
    titles = Lines(tuple(card.title(ended[each]) for each in sorted(ended)), mark="•")
    turn.edit("current-ended", protect=True, titles=titles)


BUTTONS: Final[dict[str, Step]] = {_VERB: _open}
