"""The questions after an answer. Each is kept at once, with the typed message it came from, and each may be skipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.conversation.counting import counted
from bot.conversation.fields import (
    Answers,
    Field,
    Heard,
    Question,
    Unclear,
    Value,
    any_text,
    asks,
    matching,
    options,
    words_unless_no,
)
from bot.conversation.frames import open_frame
from bot.conversation.hearing.replies import hear_numbers
from bot.conversation.hearing.yes_no import hear_yes_no
from bot.conversation.patient import checkin_hurdles, reminding
from bot.conversation.patient.answer_fields import answer_field, hear_answer
from bot.conversation.patient.checkin_reasons import REASONS, SHRINK, reply_field
from bot.conversation.patient.checkin_smaller import smaller_field
from bot.conversation.patient.checkin_titles import named
from bot.conversation.patient.keeping import forget_words, keep_ticks, keep_words
from bot.conversation.patient.replaying import NO_REPLAY, REPLAY, replay_field
from bot.conversation.turn import Turn
from bot.messages import IncomingKind, Rows, Words
from storage import assignments, checkins
from storage.records import OWN_HURDLE, Assignment, AssignmentState, CheckIn, Outcome, Reason

_MAY_BE_NO = ("checkin-hard-done", "checkin-hard-changed")
"""Questions that are answered with a no where there was nothing: that is no difficulty to be told of."""


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
        answers["reasons"] = _given(checkin)
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
        reasons = _reasons_in(answers)
        found += [reply_field(each) for each in reasons]
        if Reason.FEAR in reasons and answers.get(f"r_{Reason.FEAR}") == SHRINK:
            found.append(smaller_field())
    own = (
        [] if outcome is Outcome.NOT_DONE else [answer_field(*each) for each in enumerate(answers["_fields"])]
    )
    hard = _words("hard", f"checkin-hard-{outcome.replace('_', '-')}")
    found += [*own, hard] if outcome is Outcome.DONE else [hard, *own]
    replay = [] if outcome is Outcome.NOT_DONE else [replay_field()]
    found += [_words("insight", "checkin-insight"), *replay]
    return [replace(each, ask=named(each.ask)) for each in found]


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

    hear = words_unless_no if key in _MAY_BE_NO else any_text

    return Field(
        name,
        asks(key),
        hear=hear,
        keep=keep,
        forget=forget,
        skippable=True,
        files=True,
        example=f"example-{name}",
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
        offered = await _choices(turn, answers)
        choice = matching(turn, text, offered)
        if choice is not None:
            return Value(list(dict.fromkeys([*picked, choice.data])))
        if hear_numbers(text):
            by_place = counted(turn, text, offered)
            return (
                Value([each.data for each in by_place]) if by_place else Unclear(Words("form-please-choose"))
            )
        said = hear_yes_no(text) if turn.heard.kind is IncomingKind.TEXT else None
        if said is not None:
            return Unclear(Words("form-please-choose")) if said else Value(picked or None)
        answers["hard"] = text
        await keep_words(turn, answers["_checkin"], "hard", text)
        return Value(picked or [Reason.OTHER.value])

    return Field(
        checkin_hurdles.FIELD,
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
    foreseen = await checkin_hurdles.offered(turn, answers)
    own = options(*[(data, each.hurdle[:40]) for data, each in foreseen.items()])
    named = [(reason.value, Words(f"checkin-reason-{reason.replace('_', '-')}")) for reason in REASONS]
    return (*own, *options(*named, width=2))


def _given(checkin: CheckIn) -> list[str]:
    """Return what was chosen as reasons, by what the buttons say."""
    own = [checkin_hurdles.name_of(words) for words in checkin.hurdles]
    return [*own, *(each.value for each in checkin.reasons if each is not Reason.OTHER or not own)]


def _reasons_in(answers: Answers) -> tuple[Reason, ...]:
    """Return the reasons among what was chosen; OTHER stands for hurdles that were foreseen."""
    chosen = answers.get("reasons") or ()
    reasons = [Reason(each) for each in chosen if each in set(Reason)]
    return tuple(dict.fromkeys([*reasons, Reason.OTHER] if len(reasons) < len(chosen) else reasons))


async def _keep_reasons(turn: Turn, answers: Answers, value: Any) -> None:
    """Keep the reasons; foreseen hurdles show their counter-plans, a refusal stops the reminders at once."""
    assignment = await assignments.get(turn.tx, answers["_assignment"])
    before = await checkins.get(turn.tx, answers["_checkin"])
    if not value or assignment is None or before is None:
        return
    foreseen = await checkin_hurdles.meant(turn, answers, value)
    answers["reasons"] = [each for each in value if each in foreseen or each in set(Reason)]
    reasons = _reasons_in(answers)
    await keep_words(turn, before.id, "reasons", reasons, editable=False)
    await _keep_hurdles(turn, before.id, [each.hurdle for each in foreseen.values()])
    for hurdle in foreseen.values():
        if hurdle.counter:
            turn.say("checkin-counter", hurdle=hurdle.hurdle, counter=hurdle.counter)
    await _heed_refusal(turn, assignment, before, reasons)


async def _tick_reasons(turn: Turn, answers: Answers, value: list[Any]) -> None:
    """Keep the reasons as they are ticked now, whether or not anybody goes on; a refusal stops the reminders with its tick."""
    assignment = await assignments.get(turn.tx, answers["_assignment"])
    before = await checkins.get(turn.tx, answers["_checkin"])
    if assignment is None or before is None:
        return
    foreseen = await checkin_hurdles.meant(turn, answers, value)
    reasons = _reasons_in({"reasons": [each for each in value if each in foreseen or each in set(Reason)]})
    await keep_ticks(turn, before.id, "reasons", reasons)
    await keep_ticks(turn, before.id, f"answers.{OWN_HURDLE}", [each.hurdle for each in foreseen.values()])
    await _heed_refusal(turn, assignment, before, reasons)


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


async def _keep_hurdles(turn: Turn, checkin_id: int, hurdles: list[str]) -> None:
    """Keep which foreseen hurdles came, all in one place; where none did, none stays from before."""
    before = await checkins.get(turn.tx, checkin_id)
    if before is not None and before.hurdles != tuple(hurdles):
        await keep_words(turn, checkin_id, f"answers.{OWN_HURDLE}", hurdles, editable=False)


async def _forget_reasons(turn: Turn, answers: Answers) -> None:
    """Take reasons back; an exercise that rests because of one goes on resting until the patient wakes it."""
    left = _reasons_in(answers)
    before = await checkins.get(turn.tx, answers["_checkin"])
    await forget_words(turn, answers["_checkin"], "reasons", left=left or None)
    for reason in before.reasons if before else ():
        if reason not in left:  # what was chosen because of it goes too
            await forget_words(turn, answers["_checkin"], f"answers._{reason}")
    assignment = await assignments.get(turn.tx, answers["_assignment"])
    foreseen = await checkin_hurdles.meant(turn, answers, answers.get("reasons") or ())
    hurdles = [each.hurdle for each in foreseen.values()]
    if before is not None and before.hurdles != tuple(hurdles):
        await forget_words(turn, answers["_checkin"], f"answers.{OWN_HURDLE}", left=hurdles or None)
    if before is not None and assignment is not None:
        await _heed_refusal(turn, assignment, before, left)
