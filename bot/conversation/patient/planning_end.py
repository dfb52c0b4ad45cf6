"""How planning ends: agreed, and the first moment is set; or first talked about, and nothing comes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from bot.conversation import form, news
from bot.conversation.ended import end_exercise
from bot.conversation.fields import Answers, Field, Form, asks, words_unless_no
from bot.conversation.frames import drop
from bot.conversation.patient import card
from bot.conversation.patient.keeping import remember
from bot.conversation.patient.planning_card import open_button
from bot.conversation.patient.planning_confidence import easier_title
from bot.conversation.patient.resting import after_pause, is_paused
from bot.conversation.turn import Turn
from bot.messages import Moment
from bot.words.wishes import easier_wish
from scheduler.plan import plan_ahead, take_back
from scheduler.schedule import Pattern, Schedule
from storage import assignments, digests, due, history, notes, occurrences, withdrawals
from storage.digests import ItemKind
from storage.records import Assignment, AssignmentEvent, AssignmentState, DueKind, Plan, Role, Typed

TALK_WORDS: Final = "talk"
"""What a typed message about a proposal, or a wish, is tied to: the entry of its history, by id."""

_AGREED: Final = (
    "planning-agreed",
    "planning-agreed-event",
    "planning-agreed-paused",
    "planning-agreed-open",
)
_CHANGED: Final = (
    "planning-changed",
    "planning-changed-event",
    "planning-changed-paused",
    "planning-changed-open",
)


async def agree(turn: Turn, assignment: Assignment, plan: Plan) -> None:
    """Keep what was agreed, plan its moments anew, and tell the therapist. What lies behind stays as it was."""
    if assignment.state is AssignmentState.ENDED:
        turn.say("planning-gone")
        return
    first = assignment.agreed_at is None
    promised = await take_back(turn.tx, assignment.id, turn.now)
    await assignments.change(
        turn.tx,
        assignment,
        AssignmentEvent.AGREED if first else AssignmentEvent.CHANGED,
        by=Role.PATIENT,
        now=turn.now,
        plan=plan,
        state=AssignmentState.AGREED,
        agreed_at=assignment.agreed_at or turn.now,
        unanswered=0,
        quiet=False,
    )
    await due.cancel(turn.tx, [DueKind.PROPOSAL, DueKind.QUIET_QUESTION], [assignment.id])
    agreed = await assignments.get(turn.tx, assignment.id)
    if agreed is not None:
        zones = {turn.who.id: turn.who.zone}
        await plan_ahead(turn.tx, [agreed], zones, turn.now, promised=promised)
    await news.plan(turn, turn.who)
    await _say_when(turn, agreed or assignment, _AGREED if first else _CHANGED)
    await _end_replaced(turn, assignment)
    await show_next(turn)


async def _end_replaced(turn: Turn, assignment: Assignment) -> None:
    """End the exercise in whose place this one came, and say so."""
    before = await assignments.get_open(turn.tx, assignment.replaces_id)
    if before is not None:
        await end_exercise(turn, before, Role.THERAPIST)
        drop(turn, turn.forms["planning"], _id=before.id)  # what was being changed of it is over
        turn.say("planning-replaced", title=card.title(before))


async def _say_when(turn: Turn, agreed: Assignment, keys: tuple[str, str, str, str]) -> None:
    """Say when the next moment comes: at a time, whenever it comes up, after a pause, or not at present."""
    timed, on_event, paused, none_ahead = keys
    ahead = await occurrences.of_assignment(turn.tx, agreed.id, after=turn.now)
    pause = after_pause(turn, agreed)
    if Schedule.from_json(agreed.plan.schedule).pattern is Pattern.ON_EVENT:
        turn.say(on_event)
    elif pause is not None:
        turn.say(paused, pause=pause)
    elif ahead and not is_paused(turn.who, turn.now):
        turn.say(timed, moment=Moment(ahead[0].planned_at, turn.who.zone))
    else:
        turn.say(none_ahead)


async def show_next(turn: Turn) -> None:
    """Name the next proposal that waits, once another one is settled."""
    waiting = await assignments.of_patient(turn.tx, turn.who.id, [AssignmentState.PROPOSED])
    if waiting:
        turn.say("planning-another", choices=open_button(waiting[0].id))


async def talk_first(turn: Turn, assignment: Assignment, *, easier: bool = False) -> None:
    """Put a proposal off until it was talked about: at once, and with words only if somebody likes."""
    if assignment.state not in {AssignmentState.PROPOSED, AssignmentState.TALK_FIRST}:
        turn.say("planning-already")
        return
    title = easier_title(turn, assignment) if easier else None
    words = "" if title is None else easier_wish(title)
    if assignment.state is AssignmentState.PROPOSED or words:
        await assignments.change(
            turn.tx,
            assignment,
            AssignmentEvent.TALK_FIRST,
            by=Role.PATIENT,
            now=turn.now,
            state=AssignmentState.TALK_FIRST,
            words=words,
        )
        await due.cancel(turn.tx, [DueKind.PROPOSAL], [assignment.id])
        await news.plan(turn, turn.who)
    if words:
        turn.say("planning-talk-noted")
        await show_next(turn)
    else:
        await form.begin(turn, TALK, {"_id": assignment.id})


async def _keep_words(turn: Turn, answers: Answers, value: Any) -> None:
    if value is not None:
        entry = await history.newest_change(turn.tx, answers["_id"], AssignmentEvent.TALK_FIRST)
        if entry is not None:
            await _put_words(turn, entry, str(value))


async def wish(turn: Turn, assignment: Assignment, words: str) -> None:
    """Keep for the session, in these words, what somebody would like to be smaller; nothing is changed by it."""
    typed = await notes.typed_as(turn.tx, turn.who.id, turn.heard.message_ref)
    entry = typed.subject_id if typed is not None and typed.kind == TALK_WORDS else None
    if entry is None:
        await assignments.change(turn.tx, assignment, AssignmentEvent.WISHED, by=Role.PATIENT, now=turn.now)
        entry = await history.newest_change(turn.tx, assignment.id, AssignmentEvent.WISHED)
    if entry is not None:
        await _put_words(turn, entry, words)


async def forget_wish(turn: Turn, assignment_id: int) -> None:
    """Take the words of the newest wish back; that there was one stays."""
    entry = await history.newest_change(turn.tx, assignment_id, AssignmentEvent.WISHED)
    if entry is not None:
        await history.set_words(turn.tx, entry, "")


async def hear_words_edit(turn: Turn, typed: Typed) -> None:
    """Take an edited message as the new words about a proposal."""
    await _put_words(turn, typed.subject_id, turn.heard.text)
    turn.say("form-changed")


async def _put_words(turn: Turn, entry: int, words: str) -> None:
    """Put words to an entry of the history, and let the therapist know; where it was summarised already, to a new one."""
    if await digests.was_told(turn.tx, ItemKind.CHANGE, entry):
        entry = await history.say_anew(turn.tx, entry, words, turn.now)
    else:
        await history.set_words(turn.tx, entry, words, now=turn.now)
    await remember(turn, TALK_WORDS, entry, "words")
    await news.plan(turn, turn.who)


async def hear_words_back(turn: Turn, typed: Typed) -> bool:
    """Take words about a proposal back; that it is to be talked about stays, and so does what was said instead since."""
    if await withdrawals.said_anew(turn.tx, typed):
        await withdrawals.forget_typed(turn.tx, typed)
    else:
        await history.set_words(turn.tx, typed.subject_id, "")
        await withdrawals.forget_all_typed(turn.tx, typed)
    return True


async def _talk_noted(turn: Turn, answers: Answers) -> None:
    del answers
    turn.say("planning-talk-noted")
    await show_next(turn)


TALK: Final = Form(
    "talk",
    lambda _: (
        Field(
            "words",
            ask=asks("planning-talk-words"),
            hear=words_unless_no,
            keep=_keep_words,
            skippable=True,
            files=True,
            example="example-talk",
        ),
    ),
    _talk_noted,
    cancelled="planning-talk-noted",
    rests_after=timedelta(hours=8),
)
