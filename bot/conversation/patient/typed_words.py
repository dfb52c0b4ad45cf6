"""Typed words in place of a tap: "open", "later", "erledigt" mean the button of the moment that is open."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bot.conversation import form
from bot.conversation.fields import matching
from bot.conversation.frames import VERB, awake_frame, exact
from bot.conversation.hearing.labels import is_whole_label
from bot.conversation.hearing.yes_no import hear_yes_no
from bot.conversation.patient import answer_back, checkin, later, opening
from bot.conversation.patient.card import title
from bot.conversation.patient.keeping import remember
from bot.conversation.patient.moment_messages import ANSWER, OPEN, neutral
from bot.conversation.turn import Turn, button, long, press, rows
from bot.messages import Choice, Moment, Rows, Words
from scheduler.course import OPEN_FOR
from storage import assignments, checkins, occurrences, withdrawals
from storage.ids import short
from storage.records import Occurrence, Typed

_SHORTEST = 4
"""Shorter words ("no", "ok") may mean anything, unless they are all that a button says ("now")."""

OUTCOME: Final = "outcome"
"""What a typed message is tied to that said how it went: the moment, by id; its field is what it said."""

_STEPS: Final = {**opening.BUTTONS, **later.BUTTONS, **checkin.BUTTONS}


async def _ask_which(turn: Turn, open_now: list[Occurrence], choice: Choice) -> None:
    """Ask which of several open moments is meant; the answer is at once the choice itself."""
    verb, _, *rest = choice.data.split(":")
    exercises = await assignments.get_many(turn.tx, {each.assignment_id for each in open_now})
    offers = [
        Choice(
            Words(
                "choose-one-of-at",
                {
                    "at": Moment(each.planned_at, each.zone),
                    "title": title(exercises[each.assignment_id]),
                    "label": choice.label,
                },
            ),
            press(verb, each.id, *rest),
        )
        for each in open_now
    ]
    turn.say("choose-which", choices=rows(*offers))


async def hear_typed(turn: Turn, text: str) -> bool:
    """Take a word that stands on a button of the open moment, or ask which; False where it is none, or none is open."""
    open_now = await _open_now(turn)
    choice = _choice(turn, text, open_now[-1].id) if open_now else None
    return choice is not None and await _take_one(turn, open_now, choice)


async def hear_newer(turn: Turn, text: str) -> bool:
    """Take the whole name of a button of a moment that is replied to, or came after the open question was asked.

    A mere yes or no that may be meant for such a moment is no answer to that question: it is asked once more.
    """
    frame, quoted = awake_frame(turn), turn.heard.quoted.split(":")
    if frame is None or quoted[0] == VERB:
        return False
    about = long(quoted[1]) if quoted[0] in _STEPS and len(quoted) > 1 else None
    open_now = [
        each
        for each in await _open_now(turn)
        if (each.delivered_at and each.delivered_at.timestamp() > frame["asked_at"] and about is None)
        or each.id == about
    ]
    flat = [choice for row in _offered(open_now[-1].id) for choice in row] if open_now else []
    choice = next((each for each in flat if is_whole_label(text, turn.label(each.label))), None)
    if choice is None and open_now and hear_yes_no(text) is not None:
        turn.say("finish-first")
        await form.ask_again(turn)
        return True
    return choice is not None and await _take_one(turn, open_now, choice)


async def _open_now(turn: Turn) -> list[Occurrence]:
    lately = await occurrences.of_patient(turn.tx, turn.who.id, after=turn.now - OPEN_FOR)
    return [each for each in lately if each.outcome is None and each.delivered_at is not None]


async def came_since(turn: Turn, since: datetime) -> bool:
    """Say whether a moment that is still open came after this."""
    return any(each.delivered_at and each.delivered_at > since for each in await _open_now(turn))


def _offered(occurrence_id: int) -> Rows:
    """Return the buttons that a moment may have."""
    now = (button("moments-now", OPEN, occurrence_id),)
    return (*neutral("moments-due-1", [occurrence_id]).choices, now, *opening.answers(occurrence_id))


async def _take_one(turn: Turn, open_now: list[Occurrence], choice: Choice) -> bool:
    """Take it for the one moment that is open, or ask which of several is meant."""
    if len(open_now) > 1:
        await _ask_which(turn, open_now, choice)
        return True
    await _take(turn, choice)
    return True


async def hear_edit(turn: Turn, typed: Typed) -> None:
    """Take an edited word as the other answer; where it names none, say what is noted."""
    choice = matching(turn, turn.heard.text, opening.answers(typed.subject_id))
    answered = await checkins.of_occurrence(turn.tx, typed.subject_id)
    if choice is not None:
        await _take(turn, choice)
    elif answered is None or answered.withdrawn:
        turn.say("edit-of-nothing")
    else:
        turn.say("checkin-known", outcome=Words(f"checkin-{answered.outcome.replace('_', '-')}"))


async def hear_words_back(turn: Turn, typed: Typed) -> bool:
    """Take an answer back that was typed, and say so; False where it holds no longer."""
    await withdrawals.forget_typed(turn.tx, typed)
    return await answer_back.hear_outcome_back(turn, f"{short(typed.subject_id)}:{typed.field}")


async def _take(turn: Turn, choice: Choice) -> None:
    """Take a typed word as the press on a button; what it answers stays tied to its message."""
    verb, _, rest = choice.data.partition(":")
    await _STEPS[verb](turn, rest)
    moment, _, said = rest.partition(":")
    if verb == ANSWER:
        await remember(turn, OUTCOME, long(moment) or 0, said)


def _choice(turn: Turn, text: str, occurrence_id: int) -> Choice | None:
    """Return the button that is meant, of those that a moment may have; a short word has to be its whole label."""
    hear = exact if len(text.strip()) < _SHORTEST else matching
    return hear(turn, text, _offered(occurrence_id))
