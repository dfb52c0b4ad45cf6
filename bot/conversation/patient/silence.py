"""After three moments without an answer an exercise goes quiet, and asks once: go on, change, or pause everything."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.courtesy import may_go_at_many
from bot.conversation.patient import planning, preferences
from bot.conversation.patient.card import title
from bot.conversation.patient.reminding import mine, wake
from bot.conversation.patient.resting import after_pause
from bot.conversation.steps import Step
from bot.conversation.turn import Desk, Turn, button
from bot.messages import Moment, Say, Words
from storage import assignments, due, people
from storage.due import NewDue
from storage.records import AssignmentState, DueKind, DueRow, PersonState

_APART = timedelta(hours=2)


async def quiet_question_due(desk: Desk, rows: list[DueRow]) -> None:
    """Ask once, at an allowed time; of several exercises of one person one now, the others later."""
    exercises = await assignments.get_many(desk.tx, {row.subject_id for row in rows})
    persons = await people.get_many(desk.tx, {row.person_id for row in rows})
    allowed = await may_go_at_many(desk, persons.values())
    asked: set[int] = set()
    for row in rows:
        person, exercise = persons[row.person_id], exercises.get(row.subject_id)
        if exercise is None or not exercise.quiet or exercise.state is not AssignmentState.AGREED:
            continue
        if person.state is not PersonState.ACTIVE or person.blocked_at is not None:
            continue
        resting = person.paused_until if person.paused_until and person.paused_until > desk.now else desk.now
        at = max(allowed[person.id], resting, desk.now + _APART if person.id in asked else desk.now)
        if at > desk.now:
            await due.plan(desk.tx, NewDue(DueKind.QUIET_QUESTION, at, person.id, exercise.id))
            continue
        asked.add(person.id)
        choices = (
            (
                button("silence-keep", "keep", exercise.id, style="primary"),
                button("silence-change", "requiet", exercise.id),
                button("silence-pause", "restquiet", exercise.id),
            ),
        )
        desk.tell(person, Say(Words("silence-question"), choices), unasked=True, resend_if_uncertain=False)


async def hear_keep(turn: Turn, rest: str) -> None:
    """Go on as before, from the next moment on."""
    exercise = await mine(turn, rest)
    if exercise is None:
        turn.say("button-old")
        return
    if turn.doubled:
        return
    following, named = await wake(turn, exercise), title(exercise)
    if pause := after_pause(turn, exercise):
        turn.edit("silence-kept-paused", title=named, pause=pause, protect=True)
    elif following is None:
        turn.edit("silence-kept-over", title=named, protect=True)
    else:
        at = Moment(following.planned_at, turn.who.zone)
        turn.edit("silence-kept", title=named, at=at, protect=True)


async def hear_change(turn: Turn, rest: str) -> None:
    """Plan the exercise anew, together with the patient; until that is agreed it stays quiet."""
    exercise = await mine(turn, rest)
    if exercise is None:
        turn.say("button-old")
    elif not turn.doubled:
        turn.edit("silence-changing", title=title(exercise), protect=True)
        await planning.begin_change(turn, exercise)


async def hear_pause(turn: Turn, rest: str) -> None:
    """Pause everything for as long as the patient says, then the exercise reminds again; until that is said it is quiet."""
    exercise = await mine(turn, rest)
    if exercise is None:
        turn.say("button-old")
    elif not turn.doubled:
        turn.edit("silence-pausing", title=title(exercise), protect=True)
        await preferences.begin_pause(turn, exercise.id)


BUTTONS: dict[str, Step] = {"keep": hear_keep, "requiet": hear_change, "restquiet": hear_pause}
