"""Typed words in place of a tap on a proposal: "yes", "no", "talk first" mean its button, where it was the last thing said."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.conversation.hearing.labels import is_whole_label
from bot.conversation.hearing.yes_no import hear_yes_no
from bot.conversation.patient import planning, typed_words
from bot.conversation.patient.planning_card import AGREE, CHANGE, OPEN, TALK
from bot.conversation.turn import Turn, long
from bot.messages import Words
from storage import assignments
from storage.ids import short
from storage.records import Assignment, AssignmentState, Role

OPEN_FOR: Final = timedelta(days=7)
"""A bare yes or no answers nothing older."""

_SAID: Final = "said"
_LABELS: Final = {
    "planning-open": OPEN,
    "planning-agree": AGREE,
    "planning-change": CHANGE,
    "planning-talk": TALK,
}
_WAITING: Final = (AssignmentState.PROPOSED, AssignmentState.TALK_FIRST)


def remember(turn: Turn) -> None:
    """Remember when we last answered the patient who is here, and whether that ended with a proposal; ids, no words."""
    if turn.person is None or turn.person.role is not Role.PATIENT:
        return
    mine = [each.say for each in turn.out if each.person is not None and each.person.id == turn.person.id]
    said = [each for each in mine if not (each.settles or each.menu or each.deed)]
    if said:
        data = next((choice.data for row in said[-1].choices for choice in row), "")
        verb, _, rest = data.partition(":")
        shown = [verb, long(rest)] if verb in {OPEN, AGREE} else []
        turn.dialog[_SAID] = [turn.now.timestamp(), *shown]


async def hear_typed(turn: Turn, text: str) -> bool:
    """Take words that mean a button of the proposal that we spoke of last; False where they mean none.

    Nobody agrees to what they have not seen: a yes to the mere news that something waits opens it.
    """
    verb = _meant(turn, text)
    spoken_of = None if verb is None else await _spoken_of(turn)
    if verb is None or spoken_of is None:
        return False
    proposal, seen = spoken_of
    await planning.BUTTONS[OPEN if verb == AGREE and not seen else verb](turn, short(proposal.id))
    return True


def _meant(turn: Turn, text: str) -> str | None:
    said = hear_yes_no(text)
    if said is not None:
        return AGREE if said else TALK
    return next((verb for key, verb in _LABELS.items() if is_whole_label(text, turn.label(Words(key)))), None)


async def _spoken_of(turn: Turn) -> tuple[Assignment, bool] | None:
    """Return the proposal that was the last thing said here, and whether its card was seen; None where there is none.

    What came by itself is known by when it was proposed: whatever we answered since, or a moment that came since, was
    said later.
    """
    at, *shown = turn.dialog.get(_SAID) or [0.0]
    if shown:
        found = await assignments.get(turn.tx, shown[1])
    else:
        waiting = await assignments.of_patient(turn.tx, turn.who.id, [AssignmentState.PROPOSED])
        found = next((each for each in waiting if each.created_at.timestamp() > at), None)
        at = at if found is None else found.created_at.timestamp()
    if found is None or found.patient_id != turn.who.id or found.state not in _WAITING:
        return None
    since = datetime.fromtimestamp(at, turn.now.tzinfo)
    if turn.now - since > OPEN_FOR or await typed_words.came_since(turn, since):
        return None
    return found, bool(shown) and shown[0] == AGREE
