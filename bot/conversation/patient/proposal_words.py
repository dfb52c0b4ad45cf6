"""Typed words in place of a tap on a proposal's card: "yes", "no", "talk first" mean its button, where it was the last thing said."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.conversation.hearing.labels import is_whole_label
from bot.conversation.hearing.yes_no import hear_yes_no
from bot.conversation.patient import planning, typed_words
from bot.conversation.patient.planning_card import AGREE, CHANGE, TALK
from bot.conversation.turn import Turn, long
from bot.messages import Words
from storage import assignments, unasked
from storage.ids import short
from storage.records import Assignment, Role

_OPEN_FOR: Final = timedelta(days=7)
"""A bare yes or no answers nothing older."""

_SAID: Final = "said"
_LABELS: Final = {
    "planning-agree": AGREE,
    "planning-change": CHANGE,
    "planning-talk": TALK,
}


def remember(turn: Turn) -> None:
    """Remember whether what we last said to the patient who is here was the card of a proposal: its id, no words."""
    if turn.person is None or turn.person.role is not Role.PATIENT:
        return
    mine = [each.say for each in turn.out if each.person is not None and each.person.id == turn.person.id]
    said = [each for each in mine if not (each.settles or each.menu or each.deed)]
    if said:
        data = next((choice.data for row in said[-1].choices for choice in row), "")
        verb, _, rest = data.partition(":")
        turn.dialog.pop(_SAID, None)
        if verb == AGREE and (shown := long(rest)) is not None:
            turn.dialog[_SAID] = [turn.now.timestamp(), shown]


async def hear_typed(turn: Turn, text: str) -> bool:
    """Take words that mean a button of the card that was the last thing said; False where they mean none, or it was not.

    A yes or a no to the mere news that something waits may be about anything, and nobody agrees to what they have not
    seen.
    """
    verb = _meant(turn, text)
    proposal = None if verb is None else await _on_the_screen(turn)
    if verb is None or proposal is None:
        return False
    await planning.BUTTONS[verb](turn, short(proposal.id))
    return True


def _meant(turn: Turn, text: str) -> str | None:
    said = hear_yes_no(text)
    if said is not None:
        return AGREE if said else TALK
    return next((verb for key, verb in _LABELS.items() if is_whole_label(text, turn.label(Words(key)))), None)


async def _on_the_screen(turn: Turn) -> Assignment | None:
    """Return the proposal whose card was the last thing said here; None where something came by itself since."""
    if _SAID not in turn.dialog:
        return None
    at, shown = turn.dialog[_SAID]
    since = datetime.fromtimestamp(at, turn.now.tzinfo)
    found = await assignments.get(turn.tx, shown)
    if found is None or found.patient_id != turn.who.id or found.state not in assignments.NOT_AGREED:
        return None
    if turn.now - since > _OPEN_FOR or await typed_words.came_since(turn, since):
        return None
    came = await unasked.sent_to(turn.tx, [turn.who.id], since, turn.now)
    return None if any(each.at > since for each in came) else found
