"""All that is agreed, with full instructions, at any time; and what the patient may do with it themselves."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.conversation.patient import checkin, planning, preferences, reminding
from bot.conversation.patient.card import exercise_card, title, why_words
from bot.conversation.patient.cases import mine as moment_of
from bot.conversation.patient.planning_card import open_button
from bot.conversation.patient.resting import after_pause
from bot.conversation.schedule_words import schedule_words
from bot.conversation.steps import Step
from bot.conversation.turn import Turn, button, rows
from bot.messages import Arg, Lines, Moment, Rows, Say, Words
from scheduler.schedule import Schedule
from storage import assignments, occurrences
from storage.occurrences import NewOccurrence
from storage.records import Assignment, AssignmentState, Delivery, Occurrence

_ASKED_LATELY = timedelta(hours=3)
_NOW = "now"


async def hear_current(turn: Turn, rest: str) -> None:
    """Show each agreed exercise in a message of its own."""
    del rest
    agreed = await assignments.of_patient(turn.tx, turn.who.id, assignments.RUNNING)
    waiting = await assignments.of_patient(turn.tx, turn.who.id, assignments.NOT_AGREED)
    if not agreed and not waiting:
        turn.say("current-nothing")
    for each in agreed:
        coming = await reminding.next_moment(turn, each)
        parts = (exercise_card(each), Lines((_schedule(each), _next(turn, each, coming))))
        turn.reply(Say(Words("card", {"parts": Lines(parts, "\n\n")}), _choices(each), protect=True))
    first = "current-also-waiting" if agreed else "current-waiting"
    for number, each in enumerate(waiting):
        key = "planning-another" if number else first
        turn.reply(Say(Words(key), open_button(each.id), protect=True))


def _schedule(assignment: Assignment) -> Words:
    return Words(
        "current-schedule", {"schedule": schedule_words(Schedule.from_json(assignment.plan.schedule))}
    )


def _next(turn: Turn, assignment: Assignment, coming: Occurrence | None) -> Arg:
    until = turn.who.paused_until
    if assignment.state is AssignmentState.PAUSED or assignment.quiet:
        return Words("current-resting")
    if until is not None and until > turn.now:
        return Words("current-all-resting")
    if coming is None:
        return ""
    return Words("current-next", {"at": Moment(coming.planned_at, turn.who.zone)})


def _choices(assignment: Assignment) -> Rows:
    resting = assignment.state is AssignmentState.PAUSED or assignment.quiet
    wake = button("current-wake", "wake", assignment.id)
    pause = button("current-pause", "rest", assignment.id)
    return (
        (button("current-did-it", "did", assignment.id, style="primary"),),
        (button("current-why", "why", assignment.id), button("current-change", "replan", assignment.id)),
        (wake if resting else pause, button("current-stop", "stop", assignment.id)),
        (button("moments-help", "help"),),
    )


async def hear_practise(turn: Turn, rest: str) -> None:
    """Report something practised: of one exercise at once, of several after the choice."""
    del rest
    agreed = await assignments.of_patient(turn.tx, turn.who.id, assignments.RUNNING)
    if not agreed:
        turn.say("current-nothing")
    elif len(agreed) == 1:
        await _practised(turn, agreed[0])
    else:
        which = [button("current-one", "did", each.id, title=title(each)) for each in agreed]
        turn.say("current-which", choices=rows(*which))


async def hear_did_it(turn: Turn, rest: str) -> None:
    """Take "I did it" for one exercise: `exercise`, or `exercise:moment` once it is clear which; "now" is none of them."""
    shortened, _, which = rest.partition(":")
    exercise = await reminding.mine(turn, shortened)
    if exercise is None:
        turn.say("button-old")
    elif not which:
        await _practised(turn, exercise)
    elif which == _NOW:
        await _extra(turn, exercise)
    elif (case := await moment_of(turn, which)) and case.assignment.id == exercise.id:
        await checkin.begin(turn, case.occurrence)
    else:
        turn.say("button-old")


async def _practised(turn: Turn, assignment: Assignment) -> None:
    """Ask how it went: for today's moment that is open, else for one beyond the plan (DOMAIN.md, claim 9).

    Where an earlier moment is open too, or several are, it asks which one is meant: nobody's answer is put to another day.
    """
    open_ones = await _open_ones(turn, assignment)
    today = turn.now.astimezone(ZoneInfo(turn.who.zone)).date()
    of_today = any(each.local_date == today for each in open_ones)
    if of_today and len(open_ones) == 1:
        await checkin.begin(turn, open_ones[0])
    elif not open_ones:
        await _extra(turn, assignment)
    else:
        offers = [
            button("current-moment", "did", assignment.id, each.id, at=Moment(each.planned_at, each.zone))
            for each in open_ones
        ]
        now = () if of_today else (button("current-just-now", "did", assignment.id, _NOW),)
        turn.say("current-which-moment", choices=rows(*offers, *now))


async def _open_ones(turn: Turn, assignment: Assignment) -> list[Occurrence]:
    earlier = await occurrences.of_assignment(turn.tx, assignment.id)
    return [
        each
        for each in earlier
        if each.outcome is None
        and each.closed_at is None
        and each.delivery is not Delivery.PLANNED
        and not (each.extra and each.planned_at < turn.now - _ASKED_LATELY)
    ]


async def _extra(turn: Turn, assignment: Assignment) -> None:
    """Ask how it went of a moment beyond the plan: now, or the one that was asked about lately."""
    lately = [each for each in await _open_ones(turn, assignment) if each.extra]
    if lately:
        await checkin.begin(turn, lately[-1])
        return
    local = turn.now.astimezone(ZoneInfo(turn.who.zone))
    at = local.time().replace(second=0, microsecond=0)
    row = NewOccurrence(assignment.id, turn.who.id, local.date(), 0, at, turn.who.zone, turn.now)
    extra = await occurrences.get(turn.tx, await occurrences.add_extra(turn.tx, row, turn.now))
    if extra is not None:
        await checkin.begin(turn, extra)


async def hear_why(turn: Turn, rest: str) -> None:
    """Say which goal it belongs to, and why it helps."""
    exercise = await reminding.mine(turn, rest)
    if exercise is None:
        turn.say("button-old")
    else:
        turn.say("card", parts=why_words(exercise), protect=True)


async def hear_change(turn: Turn, rest: str) -> None:
    """Plan an exercise anew."""
    exercise = await reminding.mine(turn, rest)
    if exercise is None:
        turn.say("button-old")
    else:
        await planning.begin_change(turn, exercise)


async def hear_rest(turn: Turn, rest: str) -> None:
    """Offer to let this exercise rest, or everything."""
    exercise = await reminding.mine(turn, rest)
    if exercise is None or exercise.state is AssignmentState.PAUSED:
        turn.say("button-old")
    else:
        choices = rows(
            button("current-rest-this", "restone", exercise.id), button("current-rest-all", "restall")
        )
        turn.say("current-rest", choices=choices)


async def hear_rest_one(turn: Turn, rest: str) -> None:
    """Let one exercise rest until it is woken."""
    exercise = await reminding.mine(turn, rest)
    if exercise is None:
        turn.say("button-old")
    elif not turn.doubled:
        await reminding.rest(turn, exercise)
        turn.edit("current-rests", choices=rows(button("current-wake", "wake", exercise.id)))


async def hear_rest_all(turn: Turn, rest: str) -> None:
    """Pause everything, for as long as the patient says."""
    del rest
    await preferences.begin_pause(turn)


async def hear_wake(turn: Turn, rest: str) -> None:
    """Remind again."""
    exercise = await reminding.mine(turn, rest)
    if exercise is None:
        turn.say("button-old")
    else:
        coming = await reminding.wake(turn, exercise)
        if pause := after_pause(turn, exercise):
            turn.say("current-woken-paused", pause=pause)
        elif coming is None:
            turn.say("current-woken-over")
        else:
            turn.say("current-woken", at=Moment(coming.planned_at, turn.who.zone))


async def hear_stop(turn: Turn, rest: str) -> None:
    """Make sure before an exercise ends."""
    exercise = await reminding.mine(turn, rest)
    if exercise is None:
        turn.say("button-old")
    else:
        choices = rows(
            button("current-stop-yes", "stopyes", exercise.id), button("current-stop-no", "stopno"), width=2
        )
        turn.say("current-stop-sure", choices=choices)


async def hear_stop_yes(turn: Turn, rest: str) -> None:
    """End an exercise."""
    exercise = await reminding.mine(turn, rest)
    if exercise is None:
        turn.say("button-old")
    elif not turn.doubled:
        await reminding.stop(turn, exercise)
        turn.edit("current-stopped")


async def hear_stop_no(turn: Turn, rest: str) -> None:
    """Leave everything as it was."""
    del rest
    turn.edit("current-kept")


COMMANDS: dict[str, Step] = {"current": hear_current, "practise": hear_practise, "practice": hear_practise}
BUTTONS: dict[str, Step] = {
    "did": hear_did_it,
    "why": hear_why,
    "replan": hear_change,
    "rest": hear_rest,
    "restone": hear_rest_one,
    "restall": hear_rest_all,
    "wake": hear_wake,
    "stop": hear_stop,
    "stopyes": hear_stop_yes,
    "stopno": hear_stop_no,
}
