"""How it went: one tap keeps the answer, then a few questions that may all be skipped (DOMAIN.md, claims 14 to 16, 38)."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation import form
from bot.conversation.fields import Answers, Form, Unclear
from bot.conversation.frames import bring_up
from bot.conversation.patient import answer_back, reminding
from bot.conversation.patient.answer_fields import keep_stray
from bot.conversation.patient.cases import OpenCase, mine
from bot.conversation.patient.checkin_questions import context, hear_field, known, questions
from bot.conversation.patient.checkin_titles import FORM
from bot.conversation.patient.keeping import keep_words
from bot.conversation.patient.moment_messages import ANSWER
from bot.conversation.patient.opening import answers as answer_rows
from bot.conversation.patient.opening import arrived
from bot.conversation.patient.replaying import offer_other_words
from bot.conversation.steps import BackStep, Step, WordsStep
from bot.conversation.turn import Turn
from bot.messages import Arg, Lines, Say, Words
from storage import assignments, checkins
from storage.records import ANSWERS, CheckIn, Occurrence, Outcome, Typed

LATE_AFTER = timedelta(hours=24)
RESTS_AFTER = timedelta(hours=8)
"""After so long a silence, words are about something else: they are offered to be kept as a note."""
_THANKED_FIRST = (Outcome.DONE, Outcome.PARTLY)
_MANY = 2


async def begin(turn: Turn, occurrence: Occurrence) -> None:
    """Ask how it went."""
    turn.say("checkin-ask", choices=answer_rows(occurrence.id))


async def hear_outcome(turn: Turn, rest: str) -> None:
    """Take one of the four answers from a button: `occurrence:outcome`."""
    shortened, _, said = rest.partition(":")
    case = await mine(turn, shortened)
    if case is None or said not in ANSWERS:
        turn.say("button-old")
    else:
        await answer(turn, case, Outcome(said))


async def answer(turn: Turn, case: OpenCase, outcome: Outcome) -> None:
    """Keep the outcome at once; whatever it is, thank for the effort, then ask what helps the next session."""
    before = await checkins.of_occurrence(turn.tx, case.occurrence.id)
    if before is not None and before.outcome is outcome:
        if not turn.doubled:
            await _say_known(turn, before)
        return
    await arrived(turn, case)
    late = _late(turn, case.occurrence)
    checkin = await checkins.record(turn.tx, case.occurrence, outcome, before=before, late=late, now=turn.now)
    await reminding.heard_from(turn.tx, case.occurrence, case.assignment)
    if outcome in _THANKED_FIRST:
        turn.say(f"checkin-thanks-{outcome}")
    elif known(checkin, outcome):
        turn.say("checkin-corrected")
    await form.begin(turn, CHECKIN, context(case.assignment, checkin))


async def finish(turn: Turn, answers: Answers) -> None:
    """Say that it is kept."""
    checkin = await checkins.get(turn.tx, answers["_checkin"])
    assignment = await assignments.get(turn.tx, answers["_assignment"])
    if checkin is None or assignment is None:
        return
    count = await checkins.count_practised(turn.tx, assignment.id)
    worded = bool(checkin.hard or checkin.instead or checkin.insight or checkin.answers)
    counted = count >= _MANY and checkin.outcome is not Outcome.NOT_DONE
    parts: tuple[Arg, ...] = (
        Words("checkin-saved" if worded else "checkin-noted"),
        Words("checkin-count", {"count": count}) if counted else "",
        Words("checkin-help") if worded else "",
    )
    turn.say("card", parts=Lines(parts, joiner=" "))
    await offer_other_words(turn, answers)


async def hear_edit(turn: Turn, typed: Typed) -> None:
    """Take an edited message as the corrected answer; what it said before is kept."""
    checkin = await checkins.get(turn.tx, typed.subject_id)
    assignment = await assignments.get(turn.tx, checkin.assignment_id) if checkin else None
    if checkin is None or assignment is None or checkin.patient_id != turn.who.id:
        turn.say("edit-of-nothing")
        return
    heard = await hear_field(turn, assignment, typed.field, turn.heard.text)
    if isinstance(heard, Unclear):
        turn.reply(Say(heard.words))
        return
    await keep_words(turn, checkin.id, typed.field, heard.value)
    turn.say("form-changed")


def _late(turn: Turn, occurrence: Occurrence) -> bool:
    """Whether an answer comes after its time: the moment was closed, or is more than a day ago."""
    if occurrence.extra:
        return False
    return occurrence.closed_at is not None or turn.now - occurrence.planned_at > LATE_AFTER


async def _say_known(turn: Turn, checkin: CheckIn) -> None:
    """Say that it is noted, and ask again what is still open of it, however long that has waited."""
    turn.say("checkin-known", outcome=Words(f"checkin-{checkin.outcome.replace('_', '-')}"))
    stack = turn.dialog.get("stack", [])
    mine = (
        each for each in stack if each["form"] == CHECKIN.name and each["answers"]["_checkin"] == checkin.id
    )
    frame = next(mine, None)
    if frame is not None:
        bring_up(turn, frame)
        await form.ask_again(turn)


CHECKIN = Form(
    FORM,
    questions,
    finish,
    cancelled="checkin-enough",
    rests_after=RESTS_AFTER,
    look_up=answer_back.look_up,
    stray=keep_stray,
)
FORMS = (CHECKIN,)
BUTTONS: dict[str, Step] = {ANSWER: hear_outcome}
TAKE_BACK: dict[str, BackStep] = {ANSWER: answer_back.hear_outcome_back}
WORDS_BACK: dict[str, WordsStep] = {"checkin": answer_back.hear_words_back}
