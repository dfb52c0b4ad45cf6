"""Taking back how it went, or words about it: what one message said is undone, what others said stays."""

from __future__ import annotations

from bot.conversation import frames
from bot.conversation.fields import Answers
from bot.conversation.patient.cases import OpenCase, Standing, expiry, mine, standing
from bot.conversation.patient.checkin_questions import context
from bot.conversation.patient.checkin_titles import FORM
from bot.conversation.patient.opening import answers as answer_rows
from bot.conversation.turn import Turn
from bot.messages import Words
from storage import assignments, checkins, digests, due, occurrences, withdrawals
from storage.due import NewDue
from storage.records import CheckIn, DueKind, Outcome, Typed


async def hear_outcome_back(turn: Turn, rest: str) -> bool:
    """Take an answer back that a choice gave: `occurrence:outcome`; False where it is not what the answer is now."""
    shortened, _, said = rest.partition(":")
    case = await mine(turn, shortened)
    checkin = None if case is None else await checkins.of_occurrence(turn.tx, case.occurrence.id)
    if case is None or checkin is None or checkin.outcome != said or checkin.withdrawn:
        return False
    frames.drop(turn, turn.forms[FORM], _checkin=checkin.id)
    await withdrawals.outcome(turn.tx, checkin, turn.now)
    await _end(turn, case, checkin)
    words = Words(f"checkin-{said.replace('_', '-')}")
    kept = "withdraw-outcome-words" if checkin.worded else "withdraw-outcome"
    turn.say(kept, choices=answer_rows(case.occurrence.id), outcome=words)
    return True


async def _end(turn: Turn, case: OpenCase, checkin: CheckIn) -> None:
    """Let a moment be as if it had not been answered: open again while its time lasts and no other summary told of it."""
    one = case.occurrence.id
    told = await digests.let_go(turn.tx, checkin, turn.now)
    how = standing(case.person, case.assignment, turn.now)
    until = expiry(case)
    if case.occurrence.extra:
        await occurrences.close(turn.tx, [one], None, turn.now)
    elif not told and until > turn.now and how is Standing.FREE:
        await occurrences.reopen(turn.tx, one)
        await due.plan(turn.tx, NewDue(DueKind.EXPIRY, until, turn.who.id, one))
    else:
        ended = case.assignment.ended_at
        ran_out = how is Standing.OVER and ended is not None and until <= ended
        rests = how in {Standing.PAUSED, Standing.OVER} and not ran_out
        end = Outcome.PAUSED if rests else Outcome.NO_ANSWER
        await occurrences.close(turn.tx, [one], end, turn.now)


async def hear_words_back(turn: Turn, typed: Typed) -> bool:
    """Take back what a message said about a moment; False where nothing is kept of it."""
    checkin = await checkins.get(turn.tx, typed.subject_id)
    if checkin is None or checkin.patient_id != turn.who.id:
        return False
    if await withdrawals.said_anew(turn.tx, typed):
        await withdrawals.earlier_words(turn.tx, checkin.id, typed.field)
        await withdrawals.forget_typed(turn.tx, typed)
    else:
        await withdrawals.words(turn.tx, checkin, typed.field, turn.now)
        _forget_in_forms(turn, checkin.id, typed.field)
        await withdrawals.forget_all_typed(turn.tx, typed)
    return True


def _forget_in_forms(turn: Turn, checkin_id: int, field: str) -> None:
    """Take the words out of the questions that are under way, too."""
    for frame in turn.dialog.get("stack", []):
        answers = frame["answers"]
        if frame["form"] != FORM or answers.get("_checkin") != checkin_id:
            continue
        keys = [asked["key"] for asked in answers["_fields"]]
        key = field.partition(".")[2]
        name = f"x{keys.index(key)}" if key in keys else field
        answers.pop(name, None)
        frame["trail"] = [each for each in frame["trail"] if each != name]


async def look_up(turn: Turn, about: Answers) -> Answers | None:
    """Return what was answered about a moment, as it is now; None where it is not this person's.

    Whatever the outcome is by now, every question that has choices may have been asked.
    """
    checkin = await checkins.get(turn.tx, about.get("_checkin", 0))
    assignment = None if checkin is None else await assignments.get(turn.tx, checkin.assignment_id)
    if checkin is None or assignment is None or checkin.patient_id != turn.who.id:
        return None
    return context(assignment, checkin) | {"outcome": Outcome.PARTLY.value}
