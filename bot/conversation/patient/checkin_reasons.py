"""Each reason has its own answer and its own offers (DOMAIN.md, claim 16 and section 4). Nothing is changed by itself."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, Final

from bot.conversation.fields import (
    Answers,
    Field,
    Heard,
    Question,
    Unclear,
    Value,
    any_text,
    matching,
    options,
)
from bot.conversation.hearing.replies import hear_numbers
from bot.conversation.hearing.yes_no import hear_yes_no
from bot.conversation.patient import pausing, planning
from bot.conversation.patient.card import exercise_card, why
from bot.conversation.patient.keeping import forget_words, keep_note, keep_ticks, keep_words
from bot.conversation.turn import Turn
from bot.messages import Arg, Both, Rows, Words
from storage import assignments, checkins
from storage.records import Assignment, AssignmentState, NoteKind, Reason

REASONS = (
    Reason.NO_OPPORTUNITY,
    Reason.FORGOT,
    Reason.TOO_HARD,
    Reason.TOO_MUCH,
    Reason.FEAR,
    Reason.SKILL_DOUBT,
    Reason.UNCLEAR,
    Reason.RELEVANCE,
    Reason.UNWELL,
    Reason.REFUSAL,
    Reason.OTHER,
)
"""In the order in which they are offered: what happens to everybody first."""

SESSION, CHANGE, PAUSE, STEPS, USE, KEEP = "session", "change", "pause", "steps", "use", "keep"
"""PAUSE stands for the days that are offered for its end."""
SHRINK = "shrink"

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")

_OFFERS: dict[Reason, tuple[str, ...]] = {
    Reason.TOO_HARD: (SESSION, KEEP),
    Reason.NO_OPPORTUNITY: (CHANGE, KEEP),
    Reason.FORGOT: (CHANGE, KEEP),
    Reason.FEAR: (USE, SHRINK, SESSION),
    Reason.SKILL_DOUBT: (STEPS, SESSION),
    Reason.RELEVANCE: (SESSION, KEEP),
    Reason.UNWELL: (PAUSE, KEEP),
}
"""What may be tapped. The first stands for a typed yes, the last for a typed no."""

_IN_OWN_WORDS = {Reason.UNCLEAR: NoteKind.QUESTION, Reason.TOO_MUCH: NoteKind.DIFFICULTY}
"""Reasons whose answer is written: it becomes a note for the session, verbatim."""


def reply_field(reason: Reason) -> Field:
    """Build the answer to a reason. REFUSAL and OTHER ask nothing more."""
    if reason in _IN_OWN_WORDS:
        return Field(
            f"r_{reason}",
            _asks(reason),
            hear=any_text,
            keep=_keep_note(reason),
            skippable=True,
            example=f"example-{reason.replace('_', '-')}",
        )
    return Field(
        f"r_{reason}",
        _asks(reason),
        hear=_hear(reason),
        keep=_keep_wish(reason),
        forget=_forget_wish(reason),
        skippable=True,
    )


def _asks(reason: Reason) -> Callable[[Turn, Answers], Awaitable[Question | None]]:
    async def ask(turn: Turn, answers: Answers) -> Question | None:
        assignment = await assignments.get(turn.tx, answers["_assignment"])
        if assignment is None or reason in {Reason.REFUSAL, Reason.OTHER}:
            return None
        return Question(_words(turn, assignment, reason), _choices(turn, assignment, reason))

    return ask


def _words(turn: Turn, assignment: Assignment, reason: Reason) -> Words:
    key = f"checkin-reply-{reason.replace('_', '-')}"
    args: dict[str, Arg] = {}
    counter = _counter_plan(assignment, reason)
    easier = turn.library.easier(assignment.exercise_id)
    if reason is Reason.RELEVANCE:
        args["why"] = why(assignment)
    elif reason is Reason.TOO_HARD and easier is not None:
        key, args["easier"] = f"{key}-easier", Both({each: text.title for each, text in easier.text.items()})
    elif counter:
        key, args["counter"] = f"{key}-planned", counter
    return Words(key, args)


def _choices(turn: Turn, assignment: Assignment, reason: Reason) -> Rows:
    offers = _OFFERS.get(reason, ())
    if assignment.state is AssignmentState.ENDED:  # of what is over nothing can be changed
        offers = tuple(each for each in offers if each != CHANGE)
    kept = Words(f"checkin-offer-{reason.replace('_', '-')}-{KEEP}")
    if PAUSE in offers:
        return options(*pausing.ends(turn), (KEEP, kept))
    if USE in offers and not _counter_plan(assignment, reason):
        offers = tuple(each for each in offers if each != USE)
    return options(*[(each, Words(f"checkin-offer-{reason.replace('_', '-')}-{each}")) for each in offers])


def _counter_plan(assignment: Assignment, reason: Reason) -> str:
    """Return what was planned against this very hurdle (DOMAIN.md, claim 29)."""
    if reason not in _WITH_COUNTER:
        return ""
    return next((each.counter for each in assignment.plan.hurdles if each.reason is reason), "")


_WITH_COUNTER = (Reason.FEAR, Reason.NO_OPPORTUNITY, Reason.FORGOT)


def _hear(reason: Reason) -> Callable[[Turn, str, Answers], Awaitable[Heard]]:
    async def hear(turn: Turn, text: str, answers: Answers) -> Heard:
        assignment = await assignments.get(turn.tx, answers["_assignment"])
        offered = _choices(turn, assignment, reason) if assignment else ()
        flat = [choice for row in offered for choice in row]
        said = hear_yes_no(text)
        if said and reason is Reason.UNWELL:
            return Unclear(Words("pref-pause-ask"), offered)
        if flat and said is not None:
            return Value(flat[0 if said else -1].data)
        if reason is Reason.UNWELL and hear_numbers(text):  # how many days, or which day: none of the buttons
            end = pausing.hear_end(turn, text)
            return Value(end) if end else Unclear(Words("pref-pause-unclear"), offered)
        found = matching(turn, text, offered)
        if found is not None:
            return Value(found.data)
        return Value(pausing.hear_end(turn, text) or text if reason is Reason.UNWELL else text)

    return hear


def _keep_wish(reason: Reason) -> Callable[[Turn, Answers, Any], Awaitable[None]]:
    async def keep(turn: Turn, answers: Answers, value: Any) -> None:
        if value == KEEP and reason is Reason.UNWELL:
            await _end_pause(turn, answers)
        if value is None or value == KEEP:
            return
        wish = PAUSE if reason is Reason.UNWELL and _is_end(value) else value
        if wish not in _OFFERS[reason]:
            await _note(turn, answers, reason, value)  # own words are never refused
            return
        await keep_words(turn, answers["_checkin"], f"answers._{reason}", wish, editable=False)
        await _fulfil(turn, answers, wish, value)

    return keep


async def _fulfil(turn: Turn, answers: Answers, wish: str, value: str) -> None:
    """Do at once what was asked for, whether or not the other questions are answered; they go on after it."""
    assignment = await assignments.get(turn.tx, answers["_assignment"])
    if wish == PAUSE:
        await pausing.pause(turn, value)
    elif wish == STEPS and assignment is not None:
        turn.say("card", parts=exercise_card(assignment), protect=True)
    elif wish == CHANGE and assignment is not None:
        await planning.begin_change(turn, assignment)


def _is_end(value: str) -> bool:
    return value == pausing.OPEN or bool(_DAY.fullmatch(value))


def _forget_wish(reason: Reason) -> Callable[[Turn, Answers], Awaitable[None]]:
    async def forget(turn: Turn, answers: Answers) -> None:
        if reason is Reason.UNWELL:
            await _end_pause(turn, answers)
        await forget_words(turn, answers["_checkin"], f"answers._{reason}")

    return forget


async def _end_pause(turn: Turn, answers: Answers) -> None:
    """End the pause that was chosen here, where it goes on still."""
    checkin = await checkins.get(turn.tx, answers["_checkin"])
    chosen = checkin is not None and checkin.answers.get(f"_{Reason.UNWELL}") == PAUSE
    if chosen and pausing.is_paused(turn.who, turn.now):
        await keep_ticks(turn, answers["_checkin"], f"answers._{Reason.UNWELL}", "")
        await pausing.resume(turn)


def _keep_note(reason: Reason) -> Callable[[Turn, Answers, Any], Awaitable[None]]:
    async def keep(turn: Turn, answers: Answers, value: Any) -> None:
        if value is not None:
            await _note(turn, answers, reason, value)

    return keep


async def _note(turn: Turn, answers: Answers, reason: Reason, words: str) -> None:
    """Keep own words as a note about this exercise; said anew, they take the place of those before."""
    kind, place = _IN_OWN_WORDS.get(reason, NoteKind.DIFFICULTY), f"note_{reason}"
    answers[place] = await keep_note(
        turn, kind, words, assignment_id=answers["_assignment"], before=answers.get(place)
    )
