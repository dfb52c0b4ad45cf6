"""The questions after an answer. Each is kept at once, with the typed message it came from, and each may be skipped."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from bot.conversation.fields import Answers, Field, Heard, Question, Value, any_text, asks, matching, options
from bot.conversation.frames import is_awake, open_frame
from bot.conversation.patient import reminding
from bot.conversation.patient.answer_fields import answer_field, hear_answer
from bot.conversation.patient.card import title
from bot.conversation.patient.checkin_reasons import REASONS, reply_field
from bot.conversation.patient.keeping import forget_words, keep_ticks, keep_words
from bot.conversation.patient.replaying import NO_REPLAY, REPLAY, replay_field
from bot.conversation.turn import Turn
from bot.messages import Rows, Words
from storage import assignments, checkins
from storage.records import Assignment, AssignmentState, CheckIn, Outcome, Reason

FORM = "checkin"
Ask = Callable[[Turn, Answers], Awaitable[Question | None]]

_FORESEEN = "h"
OWN_HURDLE = "_hurdle"
"""Where a hurdle stands that the patient had foreseen in their own words."""


def context(assignment: Assignment, checkin: CheckIn) -> Answers:
    """Return what the form starts with: whose answer it is, the exercise's own questions, what was said already."""
    fields = assignment.exercise["answer_fields"]
    said: Answers = {name: getattr(checkin, name) for name in ("hard", "instead", "insight")}
    answers: Answers = {
        "_checkin": checkin.id,
        "_assignment": assignment.id,
        "_fields": fields,
        "outcome": checkin.outcome.value,
        **{name: words for name, words in said.items() if words},
        **{
            f"x{place}": checkin.answers[f["key"]]
            for place, f in enumerate(fields)
            if f["key"] in checkin.answers
        },
    }
    if assignment.replay is not None:
        answers["replay"] = REPLAY if assignment.replay else NO_REPLAY
    if checkin.reasons:
        answers["reasons"] = [reason.value for reason in checkin.reasons]
        answers |= {f"r_{reason}": None for reason in checkin.reasons}
    return answers


def known(checkin: CheckIn, outcome: Outcome) -> bool:
    """Whether the first question after this outcome was answered already."""
    return bool(checkin.instead if outcome is Outcome.CHANGED else checkin.reasons)


def questions(answers: Answers) -> Sequence[Field]:
    """Return what is asked after this outcome, in order; the exercise's own questions where it was done in some way."""
    outcome = Outcome(answers["outcome"])
    found: list[Field] = []
    if outcome is Outcome.CHANGED:
        found.append(_words("instead", "checkin-thanks-changed"))
    if outcome in {Outcome.PARTLY, Outcome.NOT_DONE}:
        found.append(_reasons(outcome))
        found += [reply_field(Reason(each)) for each in answers.get("reasons") or ()]
    own = (
        [] if outcome is Outcome.NOT_DONE else [answer_field(*each) for each in enumerate(answers["_fields"])]
    )
    hard = _words("hard", f"checkin-hard-{outcome.replace('_', '-')}")
    found += [*own, hard] if outcome is Outcome.DONE else [hard, *own]
    replay = [] if outcome is Outcome.NOT_DONE else [replay_field()]
    found += [_words("insight", "checkin-insight"), *replay]
    return [replace(each, ask=_named(each.ask)) for each in found]


def _named(ask: Ask) -> Ask:
    """Say whose question it is, where those about two exercises are under way."""

    async def ask_named(turn: Turn, answers: Answers) -> Question | None:
        question = await ask(turn, answers)
        assignment = None
        if question is not None and _among_others(turn, answers):
            assignment = await assignments.get(turn.tx, answers["_assignment"])
        if question is None or assignment is None:
            return question
        words = Words("checkin-of", {"title": title(assignment), "question": question.words})
        return replace(question, words=words)

    return ask_named


def _among_others(turn: Turn, answers: Answers) -> bool:
    """Whether those about another exercise are under way, too, or were; then each goes on naming its own to its end."""
    frames = [each for each in turn.dialog.get("stack", []) if each["form"] == FORM]
    awake = [each for each in frames if each["answers"] is answers or is_awake(turn, each)]
    if len(awake) > 1:
        for each in awake:
            each["named"] = True
    return any(each.get("named") for each in frames if each["answers"] is answers)


async def hear_field(turn: Turn, assignment: Assignment, field: str, text: str) -> Heard:
    """Understand the edited words of a field: an exercise's own question as it asked, all others verbatim."""
    key = field.partition(".")[2]
    asked = next((each for each in assignment.exercise["answer_fields"] if each["key"] == key), None)
    return Value(text) if asked is None else await hear_answer(asked)(turn, text, {})


def _words(name: str, key: str) -> Field:
    async def keep(turn: Turn, answers: Answers, value: Any) -> None:
        if value is not None:
            await keep_words(turn, answers["_checkin"], name, value)

    async def forget(turn: Turn, answers: Answers) -> None:
        await forget_words(turn, answers["_checkin"], name)

    return Field(
        name, asks(key), hear=any_text, keep=keep, forget=forget, skippable=True, back=True, files=True
    )


def _reasons(outcome: Outcome) -> Field:
    key = "checkin-thanks-not_done" if outcome is Outcome.NOT_DONE else "checkin-reasons"

    async def ask(turn: Turn, answers: Answers) -> Question:
        return Question(Words(key), await _choices(turn, answers))

    async def hear(turn: Turn, text: str, answers: Answers) -> Heard:
        """Take typed words as what was hard, unless they name a reason; what was tapped or said before stays."""
        frame = open_frame(turn) or {}
        asked = frame.get("at") == "reasons"
        picked = list((frame.get("picked") if asked else answers.get("reasons")) or ())
        choice = matching(turn, text, await _choices(turn, answers))
        if choice is not None:
            return Value(list(dict.fromkeys([*picked, choice.data])))
        answers["hard"] = text
        await keep_words(turn, answers["_checkin"], "hard", text)
        return Value(picked or [Reason.OTHER.value])

    return Field(
        "reasons",
        ask,
        hear=hear,
        keep=_keep_reasons,
        tick=_tick_reasons,
        forget=_forget_reasons,
        skippable=True,
        many=True,
        files=True,
    )


async def _choices(turn: Turn, answers: Answers) -> Rows:
    """Offer the reasons, and first the hurdles that the patient had foreseen in their own words."""
    assignment = await assignments.get(turn.tx, answers["_assignment"])
    hurdles = assignment.plan.hurdles if assignment else ()
    own = options(
        *[(f"{_FORESEEN}{place}", each.hurdle[:40]) for place, each in enumerate(hurdles) if not each.reason]
    )
    named = [(reason.value, Words(f"checkin-reason-{reason.replace('_', '-')}")) for reason in REASONS]
    return (*own, *options(*named, width=2))


async def _keep_reasons(turn: Turn, answers: Answers, value: Any) -> None:
    """Keep the reasons; a foreseen hurdle shows its counter-plan, a refusal stops the reminders at once."""
    assignment = await assignments.get(turn.tx, answers["_assignment"])
    before = await checkins.get(turn.tx, answers["_checkin"])
    if not value or assignment is None or before is None:
        return
    reasons, foreseen = _read_reasons(value)
    answers["reasons"] = [each.value for each in reasons]
    await keep_words(turn, before.id, "reasons", reasons, editable=False)
    for place in foreseen:
        hurdle = assignment.plan.hurdles[place]
        await keep_words(turn, answers["_checkin"], f"answers.{OWN_HURDLE}", hurdle.hurdle, editable=False)
        if hurdle.counter:
            turn.say("checkin-counter", hurdle=hurdle.hurdle, counter=hurdle.counter)
    await _heed_refusal(turn, assignment, before, reasons)


async def _tick_reasons(turn: Turn, answers: Answers, value: list[Any]) -> None:
    """Keep the reasons as they are ticked now, whether or not anybody goes on; a refusal stops the reminders with its tick."""
    assignment = await assignments.get(turn.tx, answers["_assignment"])
    before = await checkins.get(turn.tx, answers["_checkin"])
    if assignment is None or before is None:
        return
    reasons, foreseen = _read_reasons(value)
    hurdle = assignment.plan.hurdles[foreseen[-1]].hurdle if foreseen else ""
    await keep_ticks(turn, before.id, "reasons", reasons)
    await keep_ticks(turn, before.id, f"answers.{OWN_HURDLE}", hurdle)
    await _heed_refusal(turn, assignment, before, reasons)


def _read_reasons(value: Sequence[str]) -> tuple[tuple[Reason, ...], list[int]]:
    """Return the reasons that were picked, and the places of the foreseen hurdles among them, for which OTHER stands."""
    foreseen = [int(each[1:]) for each in value if each[:1] == _FORESEEN and each[1:].isdigit()]
    reasons = [Reason(each) for each in value if each in set(Reason)]
    if foreseen and Reason.OTHER not in reasons:
        reasons.append(Reason.OTHER)
    return tuple(reasons), foreseen


async def _heed_refusal(
    turn: Turn, assignment: Assignment, before: CheckIn, reasons: Sequence[Reason]
) -> None:
    """Stop reminding with a new refusal, and say so; where one is taken away, say that the exercise rests until it is woken."""
    refused, refuses = Reason.REFUSAL in before.reasons, Reason.REFUSAL in reasons
    if refuses and not refused:
        await reminding.rest(turn, assignment)
        turn.say("checkin-reply-refusal")
    elif refused and not refuses and assignment.state is AssignmentState.PAUSED:
        turn.say("withdraw-refusal")


async def _forget_reasons(turn: Turn, answers: Answers) -> None:
    """Take reasons back; an exercise that rests because of one goes on resting until the patient wakes it."""
    left = [each for each in answers.get("reasons") or () if each in set(Reason)]
    before = await checkins.get(turn.tx, answers["_checkin"])
    await forget_words(turn, answers["_checkin"], "reasons", left=left or None)
    if Reason.OTHER not in left:
        await forget_words(turn, answers["_checkin"], f"answers.{OWN_HURDLE}")
    assignment = await assignments.get(turn.tx, answers["_assignment"])
    if before is not None and assignment is not None:
        await _heed_refusal(turn, assignment, before, [Reason(each) for each in left])
