"""Whether somebody wants to be shown what they noticed the last time: asked once for each exercise (DOMAIN.md, claim 12)."""

from __future__ import annotations

from typing import Any, Final

from bot.conversation import form
from bot.conversation.fields import Answers, Field, Heard, Question, Value, matching, options
from bot.conversation.file_kinds import words_of
from bot.conversation.hearing.yes_no import hear_yes_no
from bot.conversation.turn import Turn
from bot.messages import Rows, Words
from storage import assignments

REPLAY, NO_REPLAY = "yes", "no"
_DECIDED: Final = (REPLAY, NO_REPLAY, None)
_CHOICES: Final[Rows] = options(
    (REPLAY, Words("checkin-replay-yes")), (NO_REPLAY, Words("checkin-replay-no")), width=2
)


def replay_field() -> Field:
    """Build the question; it comes only after words about what was noticed. To skip it is a no."""
    return Field("replay", _ask, hear=_hear, keep=_keep, forget=_forget, skippable=True)


async def _ask(turn: Turn, answers: Answers) -> Question | None:
    del turn
    noticed = words_of(answers.get("insight") or "")
    return Question(Words("checkin-replay"), _CHOICES) if noticed else None


async def _hear(turn: Turn, text: str, answers: Answers) -> Heard:
    del answers
    said = hear_yes_no(text)
    if said is not None:
        return Value(REPLAY if said else NO_REPLAY)
    found = matching(turn, text, _CHOICES)
    return Value(text if found is None else found.data)


async def _keep(turn: Turn, answers: Answers, value: Any) -> None:
    if value in _DECIDED:
        await assignments.set_replay(turn.tx, answers["_assignment"], replay=value == REPLAY)


async def offer_other_words(turn: Turn, answers: Answers) -> None:
    """Offer to keep as a note what was written in place of a yes or a no; it decides nothing."""
    said = answers.get("replay")
    if said not in _DECIDED:
        waiting = [turn.heard.message_ref, said, 0]
        await form.begin(turn, turn.forms["note"], {"_texts": [waiting], "_offer": True})


async def _forget(turn: Turn, answers: Answers) -> None:
    await assignments.set_replay(turn.tx, answers["_assignment"], replay=None)
