"""Later: a moment comes back when the patient says. It never moves the plan, and it survives a restart."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.conversation.courtesy import manners
from bot.conversation.patient.cases import LATE_AFTER, Case, OpenCase, Standing, load, mine, standing
from bot.conversation.patient.moment_messages import FROM_CARD, LATER, OPEN, Bell, Ring
from bot.conversation.patient.opening import arrived, seen
from bot.conversation.patient.reminding import break_silence, has_run_its_course, take_up
from bot.conversation.steps import BackStep, Step
from bot.conversation.turn import Desk, Turn, button
from bot.messages import Arg, Choice, Moment
from scheduler.courtesy import after_quiet
from scheduler.recurrence import instant
from storage import digests, due, occurrences
from storage.due import NewDue
from storage.records import ANSWERS, AssignmentState, DueKind, DueRow, Outcome
from storage.unasked import LATE

_MINUTES: Final = {"30": timedelta(minutes=30), "60": timedelta(hours=1)}
_EVENING: Final = time(19)
_TIME_TO_ANSWER: Final = timedelta(hours=3)
_DAY: Final = timedelta(days=1)


async def hear_later(turn: Turn, rest: str) -> None:
    """Offer when, or keep what was chosen: `occurrence` or `occurrence:when`."""
    shortened, _, when = rest.partition(":")
    case = await mine(turn, shortened)
    if case is None or case.occurrence.extra:
        turn.say("button-old")
    elif case.occurrence.outcome in ANSWERS:
        turn.say("later-answered")
    elif await _standing(turn, case) is not Standing.FREE:
        turn.say("button-old")
    elif not turn.doubled:
        await seen(turn, case)
        await break_silence(turn.tx, case.assignment)
        at = back_at(case, when, turn.now)
        if at is None:
            say = turn.say if when == FROM_CARD else turn.edit
            say("later-when", choices=_offers(case, turn.now))
        else:
            await _come_back(turn, case, at)


async def _standing(turn: Turn, case: OpenCase) -> Standing:
    """Judge whether a moment may come back: that of an exercise gone quiet may, and that of one that has run its course."""
    over = await has_run_its_course(turn.tx, case.assignment)
    state = AssignmentState.AGREED if over else case.assignment.state
    return standing(case.person, replace(case.assignment, quiet=False, state=state), turn.now)


def back_at(case: Case, when: str, now: datetime) -> datetime | None:
    """Return the instant that a choice means on the patient's wall clock; None where it has passed."""
    if when in _MINUTES:
        return now + _MINUTES[when]
    zone = ZoneInfo(case.person.zone)
    today = now.astimezone(zone).date()
    if when == "evening":
        at = instant(today, _EVENING, zone)
    elif when == "tomorrow":
        at = instant(today + _DAY, case.occurrence.local_time, zone)
    else:
        return None
    return at if at > now else None


def _offers(case: Case, now: datetime) -> tuple[tuple[Choice, ...], ...]:
    offered = [(when, back_at(case, when, now)) for when in (*_MINUTES, "evening", "tomorrow")]
    open_now = button("moments-open-now", OPEN, case.occurrence.id)
    shown = tuple(
        (button(f"later-{when}", LATER, case.occurrence.id, when, at=_shown(case, at)),)
        for when, at in offered
        if at is not None
    )
    return (*shown, (open_now,))


def _shown(case: Case, at: datetime) -> Arg:
    return Moment(at, case.person.zone, "time")


async def _come_back(turn: Turn, case: Case, at: datetime) -> None:
    """Keep when to come back; the gentle question and the end of the time for an answer move behind it."""
    occurrence_id, person_id = case.occurrence.id, case.person.id
    await arrived(turn, case)
    if case.assignment.state is AssignmentState.ENDED:
        await take_up(turn, case.assignment)
    await due.plan(turn.tx, NewDue(DueKind.SNOOZED, at, person_id, occurrence_id))
    ends = await due.of_subjects(turn.tx, [DueKind.EXPIRY], [occurrence_id])
    until = max([at + _TIME_TO_ANSWER, *(row.due_at for row in ends)])
    if case.occurrence.closed_at is not None:
        await occurrences.reopen(turn.tx, occurrence_id)
        await digests.let_go_moment(turn.tx, person_id, occurrence_id, turn.now)
    await due.plan(turn.tx, NewDue(DueKind.EXPIRY, until, person_id, occurrence_id))
    await _move_follow_up(turn, case, at, until)
    today = turn.now.astimezone(ZoneInfo(case.person.zone)).date()
    same_day = at.astimezone(ZoneInfo(case.person.zone)).date() == today
    shown = Moment(at, case.person.zone, "time" if same_day else "day_time")
    open_now = ((button("moments-open-now", OPEN, occurrence_id),),)
    turn.edit("later-kept" if same_day else "later-kept-day", choices=open_now, at=shown)


async def _move_follow_up(turn: Turn, case: Case, at: datetime, until: datetime) -> None:
    moved = await due.cancel(turn.tx, [DueKind.FOLLOW_UP], [case.occurrence.id])
    asks = at + timedelta(minutes=case.assignment.follow_up_minutes)
    if moved and asks < until:
        await due.plan(turn.tx, NewDue(DueKind.FOLLOW_UP, asks, case.person.id, case.occurrence.id))


async def snoozed_due(desk: Desk, rows: list[DueRow]) -> None:
    """Come back as agreed; much too late, after an outage, only outside quiet hours."""
    due_at = {row.subject_id: row.due_at for row in rows}
    bell = Bell(desk)
    for case in await load(desk, rows):
        occurrence_id = case.occurrence.id
        if case.occurrence.outcome in {*ANSWERS, Outcome.PAUSED}:
            continue
        if standing(case.person, case.assignment, desk.now) is not Standing.FREE:
            continue
        allowed = after_quiet(desk.now, manners(case.person))
        late = desk.now - due_at[occurrence_id] > LATE_AFTER
        if late and allowed > desk.now:
            await due.plan(desk.tx, NewDue(DueKind.SNOOZED, allowed, case.person.id, occurrence_id))
            continue
        name = f"snooze:{LATE}" if late else "snooze"
        ring = Ring("moments-back", f"{name}:{int(due_at[occurrence_id].timestamp())}")
        bell.ring(case.person, [occurrence_id], ring)


async def hear_later_back(turn: Turn, rest: str) -> bool:
    """Do not come back at a time that was chosen; the moment stays open as long as it would have."""
    case = await mine(turn, rest.partition(":")[0])
    if case is None or not await due.cancel(turn.tx, [DueKind.SNOOZED], [case.occurrence.id]):
        return False
    turn.say("withdraw-later", choices=((button("moments-open-now", OPEN, case.occurrence.id),),))
    return True


BUTTONS: dict[str, Step] = {LATER: hear_later}
TAKE_BACK: dict[str, BackStep] = {LATER: hear_later_back}
